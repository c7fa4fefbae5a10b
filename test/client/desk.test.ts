// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findCredential } from '../../client/actions/findCredential.ts';
import { restoreDesks } from '../../client/actions/restoreDesks.ts';
import { syncVenue } from '../../client/chain/syncVenue.ts';
import type { Desk } from '../../client/desk.ts';
import type { Member } from '../../client/member.ts';
import { changeCredential, revoke } from '../../client/registrar/buildUpdate.ts';
import type { RecordMessage } from '../../protocol/record.ts';
import { type Terms, tradeHash } from '../../protocol/terms.ts';
import { expectCodeAsync } from '../support/expectCode.ts';
import {
  act,
  admitMember,
  createStage,
  DAY,
  mined,
  newMember,
  PHRASES,
  postPrices,
  register,
  type Stage,
} from './support/stage.ts';

const SLOT = 300;
const BOB = 77n;

let stage: Stage;
let alice: Member;
let desk: Desk;

beforeEach(async () => {
  stage = await createStage();
  alice = newMember(await syncVenue(stage.connection), PHRASES.alice);
  desk = alice.desk(SLOT, 63);
});

afterEach(() => stage?.stop());

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
});
