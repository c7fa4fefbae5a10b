// SPDX-License-Identifier: Apache-2.0
import { proveHalf } from '../../client/actions/proveHalf.ts';
import { verifyHalf } from '../../client/actions/verifyHalf.ts';
import type { Half } from '../../client/half.ts';
import type { Account } from '../../protocol/account.ts';
import type { Terms } from '../../protocol/terms.ts';
import { type AttemptName, attempt } from '../attempts.ts';
import { atBenchmark, type Beyond, beyond, type Market, marketOf, termsBetween } from '../beyond.ts';
import { money } from '../format.ts';
import { circuitRefusal, settleRefusal } from '../refusals.ts';
import { type Actor, actorOf, type Stage, syncAll } from '../stage.ts';
import { uncheckedHalf } from '../uncheckedHalf.ts';
import type { SettledTrade } from './settleBlotter.ts';

/** What the rules forbid, tried past the client's own checks: the circuit has no proof, or the contract does not act. */
export async function refuseAttempts(stage: Stage, settled: readonly SettledTrade[]): Promise<void> {
  const { terminal, rounds } = stage;
  terminal.heading('6. What is refused, and by whom');
  terminal.say(
    'An honest client says no before it proves anything. Whoever takes that check out of the program meets the circuit: ' +
      'of a false statement no proof exists. Whoever has a proof of what no longer holds meets the contract. So each ' +
      'attempt is made twice: with the client’s checks, and without them.',
  );
  await rounds.postNow();
  await syncAll(stage);
  for (const trial of CIRCUIT_TRIALS) await refuseByCircuit(stage, trial);
  await refuseStalePrices(stage);
  await refuseSpentState(stage, settled.at(-1)!);
}

interface CircuitTrial {
  name: AttemptName;
  maker: string;
  taker: string;
  gives: string;
  paid: string;
  beyond: (market: Market, actor: Actor, account: Account) => Beyond;
}

/** Each is one base unit over one rule, and within all others. */
const CIRCUIT_TRIALS: readonly CircuitTrial[] = [
  {
    ...{ name: 'more than the balance', maker: 'MERIDIAN', taker: 'HALCYON', gives: 'USDT', paid: 'USDC' },
    beyond: (market, _, account) => beyond.balance(market, account),
  },
  {
    ...{ name: 'more than the trade limit', maker: 'NORDVIK', taker: 'HALCYON', gives: 'EUR', paid: 'USDC' },
    beyond: (market, { institution }) => beyond.tradeLimit(market, institution),
  },
  {
    ...{ name: "more than the desk's day", maker: 'HALCYON', taker: 'MERIDIAN', gives: 'BTC', paid: 'USDC' },
    beyond: (market, { institution }, account) => beyond.dayLimit(market, institution, account),
  },
  {
    ...{ name: 'off the collar', maker: 'HALCYON', taker: 'MERIDIAN', gives: 'BTC', paid: 'USDC' },
    beyond: (market, { member }) => beyond.collar(market, member.view.policy.collarBps),
  },
];

async function refuseByCircuit(stage: Stage, trial: CircuitTrial): Promise<void> {
  const { name, maker, taker, gives, paid } = trial;
  const actor = actorOf(stage, maker);
  const { member, desk } = actor;
  const { view, secrets } = member;
  const state = await desk.requireState(view);
  const { legs, why } = trial.beyond(marketOf(view, gives, paid), actor, state.account);
  const terms = termsBetween(stage, maker, taker, legs);
  const [given, taken] = [
    money(view.assets, legs.makerGives, legs.makerAmount),
    money(view.assets, legs.takerGives, legs.takerAmount),
  ];
  await attempt(stage, {
    attempt: name,
    story: `${maker} would give ${given} for ${taken}: ${why}.`,
    client: () => proveHalf(member, { desk, terms }),
    real: async () => {
      const own = await member.credentials.inSlot(view, desk.slot);
      const snapshot = view.latestSnapshot();
      return circuitRefusal(stage, uncheckedHalf({ view, secrets, state, own, terms, snapshot }).inputs);
    },
  });
}

/** Both sides like an old price better, and prove for it: true statements, about a snapshot that is too old. */
async function refuseStalePrices(stage: Stage): Promise<void> {
  const [maker, taker] = ['HALCYON', 'MERIDIAN'] as const;
  const { member, desk } = actorOf(stage, maker);
  const { view } = member;
  const old = view.log.snapshots.get(1)!;
  const terms = termsBetween(stage, maker, taker, atBenchmark(marketOf(view, 'BTC', 'USDC', old.prices)));
  const minutes = Math.floor((view.now - old.time) / 60);
  await attempt(stage, {
    attempt: 'stale prices',
    story: `${maker} and ${taker} would trade at the prices of ${minutes} minutes ago. Both prove it; it is even true.`,
    client: () => proveHalf(member, { desk, terms, snapshotId: old.id }),
    real: async () => {
      const makerHalf = await proveUnchecked(stage, maker, terms, old.id);
      return settleRefusal(stage, [makerHalf, await proveUnchecked(stage, taker, terms, old.id)]);
    },
  });
}

async function proveUnchecked(stage: Stage, name: string, terms: Terms, snapshotId: number): Promise<Half> {
  const { member, desk } = actorOf(stage, name);
  const { view, secrets, engine } = member;
  const state = await desk.requireState(view);
  const own = await member.credentials.inSlot(view, desk.slot);
  const snapshot = view.log.snapshots.get(snapshotId)!;
  const { inputs, half } = uncheckedHalf({ view, secrets, state, own, terms, snapshot });
  return { ...half, proof: (await engine.prove('trade', inputs)).proof };
}

async function refuseSpentState(stage: Stage, { trade, halves }: SettledTrade): Promise<void> {
  const { view } = actorOf(stage, trade.taker).member;
  await attempt(stage, {
    attempt: 'state spent twice',
    story: `Somebody sends the two halves of ${trade.trade} again, good proofs and all.`,
    client: () => verifyHalf({ view, engine: stage.engine, half: halves[0] }),
    real: () => settleRefusal(stage, halves),
  });
}
