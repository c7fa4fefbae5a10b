// SPDX-License-Identifier: Apache-2.0
import { Wallet } from 'ethers';
import { beforeEach, describe, expect, it } from 'vitest';
import { syncVenue } from '../../client/chain/syncVenue.ts';
import type { VenueView } from '../../client/chain/venueView.ts';
import type { Member } from '../../client/member.ts';
import { admit, buildUpdate, changeCredential, revoke } from '../../client/registrar/buildUpdate.ts';
import { publishUpdate } from '../../client/registrar/publishUpdate.ts';
import { signUpdate } from '../../client/registrar/signUpdate.ts';
import type { Credential } from '../../protocol/credential.ts';
import { expectCodeAsync } from '../support/expectCode.ts';
import {
  admitMember,
  credentialFor,
  newMember,
  PHRASES,
  register,
  type Stage,
  sharedStage,
} from './support/stage.ts';

const SLOT = 8;

const shared = sharedStage();
let stage: Stage;
let view: VenueView;
let alice: Member;
let key: Uint8Array;

beforeEach(async () => {
  stage = shared();
  view = await syncVenue(stage.connection);
  alice = newMember(view, PHRASES.alice);
  key = alice.secrets.sealingPublicKey;
});

describe('a registry update', () => {
  it('buildUpdate_admits_andTheMemberFindsItsCredential', async () => {
    const credential = await admitMember(stage, SLOT, alice);
    await alice.sync();
    expect(view.log.registry.latest).toMatchObject({ version: 1n, tightens: false });
    expect((await alice.credentials.inSlot(view, SLOT)).credential).toEqual(credential);
    expect(view.log.registry.isCurrent(view.log.registry.tree().root())).toBe(true);
  });

  const changes: [what: string, change: (before: Credential) => Partial<Credential>, admitsOnly: boolean][] =
    [
      [
        'raises both limits',
        (before) => ({
          maxTradeValue: before.maxTradeValue * 2n,
          maxDeskDayVolume: before.maxDeskDayVolume * 2n,
        }),
        true,
      ],
      ['changes only the salt', () => ({ salt: 1n }), true],
      ['lowers the trade limit', (before) => ({ maxTradeValue: before.maxTradeValue - 1n }), false],
      [
        'raises one limit and lowers the other',
        (before) => ({ maxTradeValue: before.maxTradeValue * 2n, maxDeskDayVolume: 1n }),
        false,
      ],
      ['changes the view key', () => ({ viewCommit: 5n }), false],
      ['changes the jurisdiction', () => ({ jurisdiction: 4 }), false],
      ['prolongs the expiry', (before) => ({ expiry: before.expiry + 1 }), false],
      ['changes the LEI', () => ({ leiHash: 1n }), false],
    ];

  it.each(changes)('buildUpdate_computesWhetherItTightens_whenIt %s', async (_, change, admitsOnly) => {
    const before = await admitMember(stage, SLOT, alice);
    await alice.sync();
    const update = await buildUpdate(view, [changeCredential(SLOT, before, change(before), key)]);
    expect(update).toMatchObject({ version: 2n, admitsOnly });
  });

  it('buildUpdate_tightens_whenOneOfSeveralChangesDoes', async () => {
    await admitMember(stage, SLOT, alice);
    await alice.sync();
    const bob = newMember(view, PHRASES.bob);
    const both = [revoke(SLOT), admit(1, credentialFor(bob), bob.secrets.sealingPublicKey)];
    const update = await buildUpdate(view, both);
    expect(update.admitsOnly).toBe(false);
    expect(update.changes.map(({ slot }) => slot)).toEqual([1, SLOT]);
    await register(stage, both);
    await alice.sync();
    expect(view.log.registry.tree().leaf(SLOT)).toBe(0n);
    expect(view.log.registry.latest?.tightens).toBe(true);
  });

  it('isCurrent_voidsOlderRoots_afterATightening', async () => {
    const before = await admitMember(stage, SLOT, alice);
    await alice.sync();
    const first = view.log.registry.tree().root();
    const raised = { maxTradeValue: before.maxTradeValue * 2n };
    await register(stage, [changeCredential(SLOT, before, raised, key)]);
    await alice.sync();
    expect(view.log.registry.isCurrent(first)).toBe(true);
    await register(stage, [revoke(SLOT)]);
    await alice.sync();
    expect(view.log.registry.isCurrent(first)).toBe(false);
    expect(view.log.registry.isCurrent(view.log.registry.tree().root())).toBe(true);
  });

  it('buildUpdate_throwsCredentialInvalid_whenASlotWouldGoToAnotherMember', async () => {
    const before = await admitMember(stage, SLOT, alice);
    await register(stage, [revoke(SLOT)]);
    await alice.sync();
    const bob = credentialFor(newMember(view, PHRASES.bob));
    await expectCodeAsync('CREDENTIAL_INVALID', () => buildUpdate(view, [admit(SLOT, bob, key)]));
    await expectCodeAsync('CREDENTIAL_INVALID', () => buildUpdate(view, [admit(SLOT, bob, key, before)]));
    const again = await buildUpdate(view, [admit(SLOT, before, key, before)]);
    expect(again.admitsOnly).toBe(true);
  });

  it('buildUpdate_throws_forASlotTwice_aWrongPredecessor_orNobodyToRevoke', async () => {
    const before = await admitMember(stage, SLOT, alice);
    await alice.sync();
    await expectCodeAsync('CREDENTIAL_INVALID', () => buildUpdate(view, [revoke(SLOT), revoke(SLOT)]));
    const wrong = { ...before, salt: before.salt + 1n };
    await expectCodeAsync('CREDENTIAL_INVALID', () =>
      buildUpdate(view, [changeCredential(SLOT, wrong, {}, key)]),
    );
    await expectCodeAsync('CREDENTIAL_MISSING', () => buildUpdate(view, [revoke(SLOT + 1)]));
    await expectCodeAsync('CREDENTIAL_INVALID', () =>
      buildUpdate(view, [changeCredential(SLOT, before, { jurisdiction: 64 }, key)]),
    );
  });

  it('publishUpdate_throwsQuorumMissing_beforeSending', async () => {
    const { connection, signer, registrars } = stage;
    const update = await buildUpdate(view, [admit(SLOT, credentialFor(alice), key)]);
    const first = await signUpdate(connection, update, registrars[0]!);
    const publish = (signatures: (typeof first)[]) =>
      publishUpdate({ connection, update, signatures, signer });
    expect((await expectCodeAsync('QUORUM_MISSING', () => publish([first]))).message).toMatch(
      /1 registrars.*2 must/,
    );
    await expectCodeAsync('QUORUM_MISSING', () => publish([first, first]));
    const stranger = await signUpdate(connection, update, new Wallet(`0x${'9'.repeat(64)}`));
    expect((await expectCodeAsync('QUORUM_MISSING', () => publish([first, stranger]))).message).toMatch(
      /not a registrar/,
    );
    const second = await signUpdate(connection, update, registrars[1]!);
    const forged = await expectCodeAsync('TRANSACTION_REVERTED', () =>
      publish([first, { ...second, signature: first.signature }]),
    );
    expect(forged.message).toMatch(/BadSignature/);
    await publish([second, first]);
    const replay = await expectCodeAsync('TRANSACTION_REVERTED', () => publish([second, first]));
    expect(replay.message).toMatch(/WrongVersion/);
  });
});
