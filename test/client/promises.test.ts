// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from 'vitest';
import { draftTerms } from '../../client/actions/agreeTerms.ts';
import { proveOpen } from '../../client/actions/openDesk.ts';
import { proveHalf } from '../../client/actions/proveHalf.ts';
import { restoreDesks } from '../../client/actions/restoreDesks.ts';
import { syncVenue } from '../../client/chain/syncVenue.ts';
import type { Desk } from '../../client/desk.ts';
import type { HalfEntry } from '../../client/journal/journal.ts';
import { memoryJournal } from '../../client/journal/journal.ts';
import { assertReleasable, pendingHalves } from '../../client/journal/promises.ts';
import { Member } from '../../client/member.ts';
import type { ProvingEngine } from '../../protocol/provingEngine.ts';
import type { RecordMessage } from '../../protocol/record.ts';
import { expectCodeAsync } from '../support/expectCode.ts';
import { sampleHalf } from './support/sampleHalf.ts';
import {
  act,
  admitMember,
  insertAll,
  mined,
  newMember,
  noEngine,
  PHRASES,
  postPrices,
  type Stage,
  sharedStage,
} from './support/stage.ts';

const SLOT = 2;
const TRADE = sampleHalf.tradeHash;

const shared = sharedStage();
let stage: Stage;
let alice: Member;
let one: Desk;
let two: Desk;

beforeEach(async () => {
  stage = shared();
  alice = newMember(await syncVenue(stage.connection), PHRASES.alice);
  await admitMember(stage, SLOT, alice);
  await alice.sync();
  [one, two] = [alice.desk(SLOT, 0), alice.desk(SLOT, 1)];
  for (const desk of [one, two]) {
    await act(stage, alice, desk, {
      kind: 'open',
      member: alice.identifier,
      desk: desk.number,
      exitAuthority: 0n,
    });
  }
});

const nullifierOf = (desk: Desk, seq = 1): bigint => alice.secrets.nullifier(desk.number, seq);

/** As proveHalf leaves it in the journal. */
async function release(desk: Desk, account = sampleHalf.account): Promise<void> {
  const { account: state, rotation } = (await desk.state(alice.view))!;
  const { exitAuthority, day, seq, recordIndex, volume, balances } = state;
  const nullifier = nullifierOf(desk, seq);
  const entry: HalfEntry = {
    ...{ type: 'half', at: alice.view.now, tradeHash: TRADE, desk: desk.number, seq, nullifier },
    terms: {
      ...{ makerGives: 0, makerAmount: 1n, takerGives: 1, takerAmount: 1n, maker: 1n, taker: 2n },
      ...{ deadline: Math.floor(alice.view.now / 60) + 10, agreementHash: 0n, salt: 0n },
    },
    state: { exitAuthority, desk: desk.number, day, seq, recordIndex, volume, balances, rotation },
    half: { ...sampleHalf, nullifier, account },
  };
  await alice.journal.append(entry);
}

async function refresh(desk: Desk): Promise<void> {
  const message: RecordMessage = { kind: 'refresh', member: alice.identifier, desk: desk.number, fee: 0n };
  await act(stage, alice, desk, message);
}

/** As refresh, by the machine of a member whose journal takes it down. */
async function refreshBy({ journal, view }: Member, desk: Desk): Promise<void> {
  const { seq } = (await desk.requireState(alice.view)).account;
  await refresh(desk);
  const account = alice.view.log.queue.byNullifier(nullifierOf(desk, seq))!.account;
  await journal.append({ type: 'refreshed', at: view.now, desk: desk.number, seq, account });
}

/** An engine that claims to have proven what it was asked, or something else. */
function answering(h?: bigint): ProvingEngine {
  const proof = [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n] as const;
  const timings = { waitingMs: 0, loadingMs: 0, witnessMs: 0, proofMs: 0, checkMs: 0 };
  return {
    ...noEngine(),
    prove: async (_, inputs) => {
      const [first, rho, y] = [inputs.h, inputs.rho, inputs.y] as [bigint, bigint, bigint];
      return { proof, publicSignals: [h ?? first, rho, y], timings };
    },
  };
}

/** Alice, with another engine. */
function memberWith(engine: ProvingEngine): Member {
  return new Member({ view: alice.view, journal: alice.journal, phrase: PHRASES.alice, engine });
}

describe('one agreement settles once', () => {
  it('assertReleasable_allowsASecondHalf_onTheSameState', async () => {
    await release(one);
    await expect(assertReleasable(alice, TRADE, nullifierOf(one))).resolves.toBeUndefined();
  });

  it('assertReleasable_throwsHalfAlreadyReleased_onAnotherDesk_untilTheFirstIsRefreshed', async () => {
    await release(one);
    const error = await expectCodeAsync('HALF_ALREADY_RELEASED', () =>
      assertReleasable(alice, TRADE, nullifierOf(two)),
    );
    expect(error.message).toMatch(/refresh that desk/);
    await assertReleasable(alice, TRADE + 1n, nullifierOf(two));
    await refresh(one);
    await assertReleasable(alice, TRADE, nullifierOf(two));
    await assertReleasable(alice, TRADE, nullifierOf(one, 2));
  });

  it('assertReleasable_throwsHalfAlreadyReleased_whenTheTermsWereSettled', async () => {
    await mined(stage.venue.settleEvent!(TRADE, 1, 1));
    await alice.sync();
    const error = await expectCodeAsync('HALF_ALREADY_RELEASED', () =>
      assertReleasable(alice, TRADE, nullifierOf(one)),
    );
    expect(error.message).toMatch(/were settled in block/);
  });

  it('assertReleasable_throwsHalfAlreadyReleased_whenANodeHidesThatTheHalfSettled', async () => {
    const account = 12_345n;
    await release(one, account);
    await mined(stage.venue.queueOne!(nullifierOf(one), account, [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n]));
    await alice.sync();
    const error = await expectCodeAsync('HALF_ALREADY_RELEASED', () =>
      assertReleasable(alice, TRADE, nullifierOf(two)),
    );
    expect(error.message).toMatch(/were settled/);
  });

  it('assertReleasable_waitsForConfirmations_beforeASpentStateCountsAsSpent', async () => {
    const { view, journal } = alice;
    const cautious = new Member({
      view,
      journal,
      phrase: PHRASES.alice,
      engine: noEngine(),
      confirmations: 3,
    });
    await release(one);
    await refresh(one);
    await expectCodeAsync('HALF_ALREADY_RELEASED', () => assertReleasable(cautious, TRADE, nullifierOf(two)));
    for (let i = 0; i < 3; i++) await mined(stage.venue.queueStrangers!(1));
    await alice.sync();
    await assertReleasable(cautious, TRADE, nullifierOf(two));
  });

  it('assertReleasable_throwsRefreshRequired_untilEveryRestoredDeskWasRefreshed', async () => {
    await restoreDesks(alice);
    const attempt = () => assertReleasable(alice, TRADE, nullifierOf(one, 2));
    await expectCodeAsync('REFRESH_REQUIRED', attempt);
    await refreshBy(alice, one);
    const error = await expectCodeAsync('REFRESH_REQUIRED', attempt);
    expect(error.message).toContain(`Desk ${two.number}`);
    await refreshBy(alice, two);
    await attempt();
  });

  it('assertReleasable_throwsRefreshRequired_whenTheNodeHidNewerStatesFromTheRestore', async () => {
    const { number: desk } = one;
    await alice.journal.append({ type: 'restored', at: alice.view.now, desk, seq: 1 });
    await refresh(one);
    const attempt = () => assertReleasable(alice, TRADE, nullifierOf(two));
    await expectCodeAsync('REFRESH_REQUIRED', attempt);
    await alice.journal.append({ type: 'refreshed', at: alice.view.now, desk, seq: 2, account: 5n });
    await expectCodeAsync('REFRESH_REQUIRED', attempt);
    await refreshBy(alice, one);
    await attempt();
  });

  it('assertReleasable_throwsRefreshRequired_whenTheJournalIsNotTheOneADeskWasOpenedWith', async () => {
    const careless = newMember(alice.view, PHRASES.alice);
    const attempt = () => assertReleasable(careless, TRADE, nullifierOf(one, 2));
    const error = await expectCodeAsync('REFRESH_REQUIRED', attempt);
    expect(error.message).toMatch(/restoreDesks/);
    await restoreDesks(careless);
    await refreshBy(careless, one);
    await expectCodeAsync('REFRESH_REQUIRED', attempt);
    await refreshBy(careless, two);
    await attempt();
  });

  it('proveHalf_throwsHalfAlreadyReleased_whenAnotherProcessPromisedWhileItProved', async () => {
    const own = { member: alice.identifier, desk: one.number };
    await act(stage, alice, one, { ...own, kind: 'deposit', takeAsset: 0, takeAmount: 30_000_000000n });
    await insertAll(stage);
    await postPrices(stage);
    await alice.sync();
    const terms = draftTerms(alice.view, {
      ...{ maker: alice.identifier, makerGives: 'USDC', makerAmount: '25000' },
      ...{ taker: 5n, takerGives: 'WBTC', takerAmount: '1' },
      deadline: Math.floor(alice.view.now / 60) + 10,
    });
    const honest = answering();
    const half = await proveHalf(memberWith(honest), { desk: one, terms });
    const [entry] = (await alice.journal.entries()).filter(({ type }) => type === 'half') as [HalfEntry];
    const journal = memoryJournal();
    for (const { number: desk } of [one, two]) await journal.append({ type: 'opened', at: 0, desk });
    const prove: ProvingEngine['prove'] = async (...request) => {
      await journal.append({ ...entry, desk: two.number, nullifier: nullifierOf(two) });
      return honest.prove(...request);
    };
    const engine = { ...honest, prove };
    const late = new Member({ view: alice.view, journal, phrase: PHRASES.alice, engine });
    await expectCodeAsync('HALF_ALREADY_RELEASED', () => proveHalf(late, { desk: one, terms }));
    expect(entry).toMatchObject({ half, terms });
    expect(await journal.entries()).toHaveLength(3);
  });

  it('proveOpen_notesTheDesk_beforeTheOpeningLeavesTheMachine', async () => {
    const three = alice.desk(SLOT, 2);
    await expectCodeAsync('PROOF_FAILED', () => proveOpen(memberWith(answering(0n)), { desk: three }));
    expect(await alice.journal.entries()).toHaveLength(2);
    await proveOpen(memberWith(answering()), { desk: three });
    const { number: desk } = three;
    expect((await alice.journal.entries()).at(-1)).toEqual({ type: 'opened', at: alice.view.now, desk });
  });

  it('pendingHalves_areThoseThatMayStillSettle', async () => {
    await release(one);
    await release(two);
    expect((await pendingHalves(alice)).map(({ desk }) => desk)).toEqual([one.number, two.number]);
    await refresh(one);
    expect((await pendingHalves(alice)).map(({ desk }) => desk)).toEqual([two.number]);
    await stage.chain.moveTo((await stage.chain.now()) + 3_600);
    await alice.sync();
    expect(await pendingHalves(alice)).toEqual([]);
  });

  it('inTurn_runsOneTaskAfterAnother_evenWhenOneFails', async () => {
    const order: string[] = [];
    const member = new Member({
      view: alice.view,
      journal: memoryJournal(),
      phrase: PHRASES.alice,
      engine: noEngine(),
    });
    const slow = member.inTurn(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      order.push('first');
      throw new Error('fails');
    });
    const next = member.inTurn(async () => order.push('second'));
    await expect(slow).rejects.toThrow('fails');
    await next;
    expect(order).toEqual(['first', 'second']);
  });
});
