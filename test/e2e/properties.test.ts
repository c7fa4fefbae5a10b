// SPDX-License-Identifier: GPL-3.0-or-later
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draftTerms } from '../../client/actions/agreeTerms.ts';
import { proveHalf } from '../../client/actions/proveHalf.ts';
import { settleOne } from '../../client/actions/settle.ts';
import { PRICE_FEED, REGISTRY, VENUE } from '../../client/chain/interfaces.ts';
import { syncVenue } from '../../client/chain/syncVenue.ts';
import type { Half } from '../../client/half.ts';
import { memoryJournal } from '../../client/journal/journal.ts';
import { Member } from '../../client/member.ts';
import { atBenchmark, type Beyond, beyond, type Market, marketOf, termsBetween } from '../../demo/beyond.ts';
import { demoPhrase, LISTED } from '../../demo/cast.ts';
import { admitInstitutions } from '../../demo/chapters/admitInstitutions.ts';
import { fundDesks } from '../../demo/chapters/fundDesks.ts';
import { createPriceRounds } from '../../demo/priceRounds.ts';
import { POLICY, PRICE_WINDOW_MINUTES, setStage } from '../../demo/setStage.ts';
import { type Actor, actorOf, insertWaiting, type Stage, syncAll } from '../../demo/stage.ts';
import { createTerminal } from '../../demo/terminal.ts';
import { uncheckedHalf } from '../../demo/uncheckedHalf.ts';
import { simulateBars } from '../../operator/prices/simulateBars.ts';
import type { Account } from '../../protocol/account.ts';
import type { CircuitInputs, ProvingEngine } from '../../protocol/provingEngine.ts';
import { createSnarkjsEngine } from '../../prover/index.ts';
import { type LocalChain, startLocalChain } from '../../scripts/localChain.ts';
import { type TracedTransaction, traceChain } from './support/chainTrace.ts';
import { compareTraces } from './support/compareTraces.ts';

const FIRST = Date.UTC(2026, 2, 2, 8) / 60_000;
/** Long after everything that comes before, however slow the machine. */
const TRADING = FIRST + 240;
const ABIS = [VENUE, REGISTRY, PRICE_FEED];

interface Deal {
  maker: string;
  taker: string;
  gives: string;
  paid: string;
  /** Part of a hundred tokens, in percent. */
  percent: bigint;
}

/** Everything that matters is different: who, what, how much, and at what price. */
const STORIES: Record<string, readonly Deal[]> = {
  one: [
    { maker: 'HALCYON', taker: 'MERIDIAN', gives: 'BTC', paid: 'USDC', percent: 100n },
    { maker: 'MERIDIAN', taker: 'NORDVIK', gives: 'USDT', paid: 'EUR', percent: 7n },
  ],
  other: [
    { maker: 'MERIDIAN', taker: 'HALCYON', gives: 'USDC', paid: 'BTC', percent: 44_000_000n },
    { maker: 'HALCYON', taker: 'MERIDIAN', gives: 'BTC', paid: 'USDT', percent: 2_150n },
  ],
};

let engine: ProvingEngine;
let chain: LocalChain;
let stage: Stage;
/** The stage after the last story. */
let later: Stage;
const traces = new Map<string, TracedTransaction[]>();
const staleRoots: string[] = [];

beforeAll(async () => {
  engine = createSnarkjsEngine();
  chain = await startLocalChain({ startAt: (FIRST - 5) * 60 });
  const bars = simulateBars({ seed: 5, firstMinute: FIRST - 60, minutes: 400 });
  const terminal = createTerminal({ write: () => true });
  stage = await setStage({ terminal, chain, engine, bars, firstRound: FIRST });
  await admitInstitutions(stage);
  await fundDesks(stage);
  const before = await chain.request('evm_snapshot');
  const fromBlock = Number(await chain.request('eth_blockNumber')) + 1;
  for (const [name, deals] of Object.entries(STORIES)) {
    later = await newEyes();
    await tell(later, deals);
    traces.set(name, await traceChain(chain, ABIS, fromBlock));
    if (name === 'one') await chain.request('evm_revert', [before]);
  }
}, 30 * 60_000);

afterAll(async () => {
  await chain?.stop();
  await engine?.close();
});

/** The same stage for members that have read the chain as it is now, and promised nothing since they opened. */
async function newEyes(): Promise<Stage> {
  const { connection } = stage;
  const actors = new Map(stage.actors);
  for (const [name, actor] of actors) {
    const journal = memoryJournal();
    for (const entry of await actor.member.journal.entries()) await journal.append(entry);
    const view = await syncVenue(connection);
    const member = new Member({ view, phrase: demoPhrase(name), engine, journal });
    actors.set(name, { ...actor, member, desk: member.desk(actor.desk.slot, 0) });
  }
  return { ...stage, actors, inserterView: await syncVenue(connection) };
}

async function tell(told: Stage, deals: readonly Deal[]): Promise<void> {
  for (const [i, deal] of deals.entries()) {
    const minute = TRADING + 60 * i;
    await postPrices(minute);
    await syncAll(told);
    await settleDeal(told, deal, minute);
    await syncAll(told);
    await insertWaiting(told);
  }
}

/** As many rounds in every story, however slow the machine: enough for a snapshot at this minute. */
async function postPrices(minute: number): Promise<void> {
  const { bars, connection: feed, batcher: sender, reporters } = stage;
  const from = minute - PRICE_WINDOW_MINUTES + 1;
  await createPriceRounds({ bars, assets: LISTED, reporters, feed, sender, chain, from }).postUpTo(minute);
}

async function settleDeal(
  told: Stage,
  { maker, taker, gives, paid, percent }: Deal,
  minute: number,
): Promise<void> {
  const [ours, theirs] = [actorOf(told, maker), actorOf(told, taker)];
  const legs = atBenchmark(marketOf(ours.member.view, gives, paid));
  const terms = draftTerms(ours.member.view, {
    ...{
      ...legs,
      makerAmount: (legs.makerAmount * percent) / 100n,
      takerAmount: (legs.takerAmount * percent) / 100n,
    },
    ...{ maker: ours.member.identifier, taker: theirs.member.identifier, deadline: minute + 30 },
  });
  const pair: [Half, Half] = [
    await proveHalf(ours.member, { desk: ours.desk, terms }),
    await proveHalf(theirs.member, { desk: theirs.desk, terms }),
  ];
  const { connection, batcher } = told;
  const { rpc, venue, registry } = connection;
  const [accountRoot] = await rpc.call(venue, VENUE, 'accountRoot');
  const [credentialRoot] = await rpc.call(registry, REGISTRY, 'latestRoot');
  for (const half of pair) {
    if (half.accountRoot !== accountRoot || half.credentialRoot !== credentialRoot)
      staleRoots.push(`${maker} ${taker}`);
  }
  await settleOne({ connection, signer: batcher, pair });
}

/** What may differ: commitments, roots and hashes of such, nullifiers, tags, nonces, ciphertexts, proofs. */
const HIDING = [
  ...['proof', 'h', 'nullifier', 'account', 'accountRoot', 'tradeHash', 'record'].map(
    (word) => `settle.${word}`,
  ),
  ...['AccountQueued.nullifier', 'AccountQueued.account', 'AccountQueued.record', 'TradeSettled.tradeHash'],
  ...['proof', 'h', 'newRoot', 'leaves', 'recordHashes'].map((word) => `insert.${word}`),
  'BatchInserted.newRoot',
];

test('P11_chainsOfTwoStoriesHaveTheSameShape', () => {
  const { shape } = compareTraces(traces.get('one')!, traces.get('other')!);
  expect(shape).toEqual([]);
  expect(traces.get('one')!.filter(({ call }) => call === 'settle')).toHaveLength(2);
});

test('P11_wordsThatDifferAreCommitmentsOrProofs', () => {
  const { words } = compareTraces(traces.get('one')!, traces.get('other')!);
  // The first root is the same in both, the second is not: so it is listed, and seen to differ.
  expect([...words].sort()).toEqual([...HIDING].sort());
});

test('P11_clientsProveForTheNewestRoots', () => {
  expect(staleRoots).toEqual([]);
});

test('P11_comparisonSeesADifferentShape', () => {
  const one = traces.get('one')!;
  const event = one.find(({ call }) => call === 'settle')!.events[0]!;
  const altered = (change: (settle: TracedTransaction) => TracedTransaction) =>
    compareTraces(
      one,
      one.map((each) => (each.call === 'settle' ? change(each) : each)),
    ).shape.length;
  expect(altered((settle) => settle)).toBe(0);
  expect(altered((settle) => ({ ...settle, executionGas: settle.executionGas + 1 }))).toBeGreaterThan(0);
  expect(altered((settle) => ({ ...settle, inputBytes: settle.inputBytes + 32 }))).toBeGreaterThan(0);
  expect(altered((settle) => ({ ...settle, events: settle.events.toReversed() }))).toBeGreaterThan(0);
  expect(altered((settle) => ({ ...settle, events: [...settle.events, event] }))).toBeGreaterThan(0);
  expect(compareTraces(one, one.slice(1)).shape.length).toBeGreaterThan(0);
});

interface Limit {
  maker: string;
  taker: string;
  gives: string;
  paid: string;
  /** The trade that passes the rule by so many base units. */
  by: (units: bigint, market: Market, actor: Actor, account: Account) => Beyond;
}

const FEE = POLICY.fee;

/** HALCYON has traded for more than half of its day by now: what is left is less than its limit for one trade. */
const LIMITS: Record<string, Limit> = {
  balance: {
    ...{ maker: 'NORDVIK', taker: 'MERIDIAN', gives: 'USDC', paid: 'BTC' },
    by: (units, market, _, account) => beyond.balance(market, account, units - FEE),
  },
  tradeLimit: {
    ...{ maker: 'NORDVIK', taker: 'MERIDIAN', gives: 'EUR', paid: 'USDC' },
    by: (units, market, { institution }) => beyond.tradeLimit(market, institution, units),
  },
  dayLimit: {
    ...{ maker: 'HALCYON', taker: 'MERIDIAN', gives: 'BTC', paid: 'USDT' },
    by: (units, market, { institution }, account) => beyond.dayLimit(market, institution, account, units),
  },
  collar: {
    ...{ maker: 'NORDVIK', taker: 'MERIDIAN', gives: 'EUR', paid: 'USDC' },
    by: (units, market, { member }) => beyond.collar(market, member.view.policy.collarBps, units),
  },
};

async function inputsAt({ maker, taker, gives, paid, by }: Limit, units: bigint): Promise<CircuitInputs> {
  const actor = actorOf(later, maker);
  const { desk, member } = actor;
  const { view, secrets } = member;
  const state = await desk.requireState(view);
  const { legs } = by(units, marketOf(view, gives, paid), actor, state.account);
  const terms = termsBetween(later, maker, taker, legs);
  const own = await member.credentials.inSlot(view, desk.slot);
  return uncheckedHalf({ view, secrets, state, own, terms, snapshot: view.latestSnapshot() }).inputs;
}

// Without the trade that is just allowed, the other could be refused for anything.
test.each(Object.entries(LIMITS))('P4_oneBaseUnitDecides_%s', async (_, limit) => {
  const allowed = await engine.prove('trade', await inputsAt(limit, 0n));
  expect(await engine.verify('trade', allowed.proof, allowed.publicSignals)).toBe(true);
  await expect(engine.prove('trade', await inputsAt(limit, 1n))).rejects.toMatchObject({
    code: 'WITNESS_UNSATISFIED',
  });
});
