// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from 'vitest';
import { findCredential } from '../../client/actions/findCredential.ts';
import { restoreDesks } from '../../client/actions/restoreDesks.ts';
import { syncVenue } from '../../client/chain/syncVenue.ts';
import type { Desk } from '../../client/desk.ts';
import type { Member } from '../../client/member.ts';
import { changeCredential, revoke } from '../../client/registrar/buildUpdate.ts';
import { publishUpdate } from '../../client/registrar/publishUpdate.ts';
import { signUpdate } from '../../client/registrar/signUpdate.ts';
import { sealCredential } from '../../protocol/credential.ts';
import { CredentialTree } from '../../protocol/credentialTree.ts';
import type { RecordMessage } from '../../protocol/record.ts';
import { type Terms, tradeHash } from '../../protocol/terms.ts';
import { expectCodeAsync } from '../support/expectCode.ts';
import {
  act,
  admitMember,
  DAY,
  mined,
  newMember,
  PHRASES,
  postPrices,
  register,
  type Stage,
  sharedStage,
} from './support/stage.ts';

const SLOT = 300;
const BOB = 77n;

const shared = sharedStage();
let stage: Stage;
let alice: Member;
let desk: Desk;

beforeEach(async () => {
  stage = shared();
  alice = newMember(await syncVenue(stage.connection), PHRASES.alice);
  desk = alice.desk(SLOT, 63);
});

function own(): { member: bigint; desk: number } {
  return { member: alice.identifier, desk: desk.number };
}

const opening = (): RecordMessage => ({ ...own(), kind: 'open', exitAuthority: 0xabcn });
const taking = (takeAsset: number, takeAmount: bigint): RecordMessage => ({
  ...own(),
  kind: 'deposit',
  takeAsset,
  takeAmount,
});

async function freshMember(): Promise<Member> {
  return newMember(await syncVenue(await stage.connect()), PHRASES.alice);
}

describe('a desk', () => {
  it('restoreDesks_findsSlotsDesksAndStates_acrossDays', async () => {
    await admitMember(stage, SLOT, alice);
    await alice.sync();
    await act(stage, alice, desk, opening());
    await act(stage, alice, desk, taking(0, 500n));
    await stage.chain.moveTo((await stage.chain.now()) + 400 * DAY);
    await mined(stage.venue.queueStrangers!(100));
    await alice.sync();
    await act(stage, alice, desk, taking(15, 7n));
    await act(stage, alice, desk, {
      ...own(),
      kind: 'withdraw',
      giveAsset: 0,
      giveAmount: 100n,
      exitAuthority: 0xdefn,
    });
    const restored = await restoreDesks(await freshMember());
    expect(restored.map((found) => found.desk.number)).toEqual([SLOT * 64 + 63]);
    expect(restored[0]?.state).toEqual(await desk.state(alice.view));
    const { account, position } = restored[0]!.state;
    expect(account).toMatchObject({ seq: 4, recordIndex: 2, exitAuthority: 0xdefn, day: alice.view.today });
    expect([account.balances[0], account.balances[15], position]).toEqual([400n, 7n, 103]);
  });

  it('restoreDesks_namesNothingOfItsOwn_toTheNode', async () => {
    await admitMember(stage, SLOT, alice);
    await alice.sync();
    await act(stage, alice, desk, opening());
    await act(stage, alice, desk, taking(0, 500n));
    const asked = stage.node.requests.length;
    const member = await freshMember();
    const [restored] = await restoreDesks(member);
    const { secrets, view } = member;
    const nullifiers = [0, 1, 2].map((seq) => secrets.nullifier(desk.number, seq));
    const updates = nullifiers.slice(0, 2).map((nullifier) => view.log.queue.byNullifier(nullifier)!);
    const words = [
      ...nullifiers,
      ...updates.map(({ account }) => account),
      restored!.state.account.viewCommit,
    ];
    const requests = JSON.stringify(stage.node.requests.slice(asked)).toLowerCase();
    expect(requests).toContain('eth_getlogs');
    for (const word of [...words, member.identifier]) expect(requests).not.toContain(word.toString(16));
  });

  it('restoreDesks_findsADesk_whoseMemberWasRevokedSince', async () => {
    await admitMember(stage, SLOT, alice);
    await alice.sync();
    await act(stage, alice, desk, opening());
    await register(stage, [revoke(SLOT)]);
    const member = await freshMember();
    expect(await restoreDesks(member)).toHaveLength(1);
    await expectCodeAsync('CREDENTIAL_MISSING', () => findCredential(member));
  });

  it('findCredential_findsTheSlotAmongStrangers', async () => {
    const bob = newMember(alice.view, PHRASES.bob);
    await admitMember(stage, 1, bob);
    await admitMember(stage, SLOT, alice, { maxTradeValue: 123n });
    const member = await freshMember();
    const found = await findCredential(member);
    expect(found.map(({ slot, rotation, credential }) => [slot, rotation, credential.maxTradeValue])).toEqual(
      [[SLOT, 0, 123n]],
    );
  });

  it('restoreDesks_followsRotatedViewKeys', async () => {
    let credential = await admitMember(stage, SLOT, alice);
    await alice.sync();
    await act(stage, alice, desk, opening());
    for (const rotation of [1, 4]) {
      const changes = { viewCommit: alice.secrets.viewCommit(rotation) };
      await register(stage, [changeCredential(SLOT, credential, changes, alice.secrets.sealingPublicKey)]);
      credential = { ...credential, ...changes };
      await act(
        stage,
        alice,
        desk,
        { ...own(), kind: 'refresh', fee: 0n },
        { rotation: rotation === 1 ? 0 : 1 },
      );
      await stage.chain.moveTo((await stage.chain.now()) + DAY);
      await mined(stage.venue.queueStrangers!(1));
      await alice.sync();
      await act(stage, alice, desk, taking(1, 10n), { rotation });
    }
    const [restored] = await restoreDesks(await freshMember());
    expect(restored?.state.rotation).toBe(4);
    expect(restored?.state.account.viewCommit).toBe(alice.secrets.viewCommit(4));
    expect(restored?.state.account.balances[1]).toBe(20n);
  });

  it('restoreDesks_countsVolumeAtThePricesOfTheSettlement', async () => {
    await admitMember(stage, SLOT, alice);
    await postPrices(stage, '1', '20000');
    await postPrices(stage, '1', '30000');
    await alice.sync();
    await act(stage, alice, desk, opening());
    await act(stage, alice, desk, taking(1, 5_00000000n));
    const legs = { giveAsset: 1, giveAmount: 2_00000000n, takeAsset: 0, takeAmount: 39_900_000000n };
    const rest = { counterparty: BOB, agreementHash: 5n, salt: 6n, deadline: 100 };
    const terms: Terms = {
      ...{ makerGives: 0, makerAmount: 39_900_000000n, takerGives: 1, takerAmount: 2_00000000n },
      ...{ maker: BOB, taker: alice.identifier, deadline: 100, agreementHash: 5n, salt: 6n },
    };
    await mined(stage.venue.settleEvent!(tradeHash(terms), 1, 1));
    const message: RecordMessage = { ...own(), kind: 'trade', side: 1, ...legs, ...rest, fee: 0n };
    await act(stage, alice, desk, message, { addedVolume: 40_000n * 10n ** 26n });
    const [restored] = await restoreDesks(await freshMember());
    expect(restored?.state.account.volume).toBe(40_000n * 10n ** 26n);
    expect(restored?.state.account.balances.slice(0, 2)).toEqual([39_900_000000n, 3_00000000n]);
  });

  it('state_throwsChainInconsistent_whenRecordsDoNotAddUpToTheLeaf', async () => {
    await admitMember(stage, SLOT, alice);
    await alice.sync();
    await act(stage, alice, desk, opening());
    await act(stage, alice, desk, taking(0, 5n), { addedVolume: 1n });
    const restored = await freshMember();
    await expectCodeAsync('CHAIN_INCONSISTENT', () =>
      restored.deskByNumber(desk.number).state(restored.view),
    );
  });

  it('state_throwsChainInconsistent_whenNoKeyOpensTheRecord', async () => {
    await admitMember(stage, SLOT, alice);
    await mined(
      stage.venue.queueOne!(alice.secrets.nullifier(desk.number, 0), 1n, [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n]),
    );
    await alice.sync();
    const error = await expectCodeAsync('CHAIN_INCONSISTENT', () => desk.state(alice.view));
    expect(error.message).toMatch(/No key of desk/);
  });

  it('state_isDerivedAnew_whenTheChainReorganised', async () => {
    await admitMember(stage, SLOT, alice);
    await alice.sync();
    await act(stage, alice, desk, opening());
    const fork = await stage.chain.request('evm_snapshot');
    await act(stage, alice, desk, taking(0, 5n));
    expect((await desk.state(alice.view))?.account.balances[0]).toBe(5n);
    await stage.chain.request('evm_revert', [fork]);
    await mined(stage.venue.queueStrangers!(1));
    await alice.sync();
    expect((await desk.state(alice.view))?.account.seq).toBe(1);
    await act(stage, alice, desk, taking(0, 6n));
    expect((await desk.state(alice.view))?.account.balances[0]).toBe(6n);
    expect(await desk.events(alice.view)).toHaveLength(2);
  });

  it('requireState_throwsDeskNotOpen_whenItWasNeverOpened', async () => {
    await expectCodeAsync('DESK_NOT_OPEN', () => desk.requireState(alice.view));
    await expectCodeAsync('DESK_OUT_OF_RANGE', async () => alice.desk(SLOT, 64));
  });

  it('state_takesInAnUpdateOnce_whenTwoAskAtOnce', async () => {
    await admitMember(stage, SLOT, alice);
    await alice.sync();
    await act(stage, alice, desk, opening());
    await act(stage, alice, desk, taking(0, 5n));
    const restored = await freshMember();
    const found = restored.deskByNumber(desk.number);
    const states = await Promise.all([found.state(restored.view), found.state(restored.view)]);
    expect(states.map((state) => state?.account.balances[0])).toEqual([5n, 5n]);
    expect(await found.events(restored.view)).toHaveLength(2);
  });

  it('restoreDesks_passesOver_whatARegistrarPostedWrongly', async () => {
    const credential = await admitMember(stage, SLOT, alice);
    await alice.sync();
    await act(stage, alice, desk, opening());
    const place = { chainId: stage.chain.chainId, registry: stage.registry };
    const seal = (slot: number) =>
      sealCredential({ ...credential, salt: 1n }, alice.secrets.sealingPublicKey, { ...place, slot });
    for (const slot of [SLOT, SLOT + 1]) await postRaw(slot, await seal(slot));
    const member = await freshMember();
    expect(await restoreDesks(member)).toHaveLength(1);
    await expectCodeAsync('CREDENTIAL_MISMATCH', () => member.credentials.inSlot(member.view, SLOT));
  });
});

/** Posts an opening with a leaf that is not its hash, signed by all registrars. */
async function postRaw(slot: number, sealed: Uint8Array): Promise<void> {
  const connection = await stage.connect();
  const view = await syncVenue(connection);
  const tree = CredentialTree.restore(view.log.registry.tree().snapshot());
  tree.set(slot, 5n);
  const version = (view.log.registry.latest?.version ?? 0n) + 1n;
  const changes = [{ slot, leaf: 5n, sealedOpening: `0x${Buffer.from(sealed).toString('hex')}` }];
  const update = { version, admitsOnly: false, newRoot: tree.root(), changes };
  const signatures = [];
  for (const registrar of stage.registrars) signatures.push(await signUpdate(connection, update, registrar));
  await publishUpdate({ connection, update, signatures, signer: stage.signer });
}
