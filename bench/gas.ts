// SPDX-License-Identifier: GPL-3.0-or-later
import { deposit } from '../client/actions/deposit.ts';
import { openDesk } from '../client/actions/openDesk.ts';
import { proveHalf } from '../client/actions/proveHalf.ts';
import { settle } from '../client/actions/settle.ts';
import { withdraw } from '../client/actions/withdraw.ts';
import type { Desk } from '../client/desk.ts';
import type { Half } from '../client/half.ts';
import { atBenchmark, marketOf, termsBetween } from '../demo/beyond.ts';
import { admitInstitutions } from '../demo/chapters/admitInstitutions.ts';
import { median } from '../demo/meter.ts';
import { PRICE_WINDOW_MINUTES, setStage } from '../demo/setStage.ts';
import { type Actor, actorOf, noteGas, type Stage, syncAll } from '../demo/stage.ts';
import { createTerminal } from '../demo/terminal.ts';
import { demoToken } from '../demo/tokens.ts';
import { simulateBars } from '../operator/prices/simulateBars.ts';
import { insertNext } from '../operator/sequencer.ts';
import { createSnarkjsEngine } from '../prover/index.ts';
import { startLocalChain } from '../scripts/localChain.ts';
import type { Row, Suite } from './row.ts';

const MAKER = 'HALCYON';
const TAKER = 'MERIDIAN';
/** Of each member: together they fill a batch of leaves by opening. */
const DESKS = 32;
const BATCH = 16;
/** One trade that pays for new storage once, one that is measured alone, and the batch. */
const TRADES = 2 + BATCH;
const FIRST_MINUTE = Date.UTC(2026, 2, 2, 8) / 60_000;
const NAMES = [
  ...['gas.settle.single', 'gas.settle.batch16.perTrade', 'gas.deposit', 'gas.withdraw'],
  'gas.insert.perLeaf',
];

type Say = (doing: string) => void;

/** Gas of real transactions with real proofs: 64 desks, 18 trades, about 160 proofs. */
export const gasSuite: Suite = {
  names: NAMES,
  async run(say) {
    const engine = createSnarkjsEngine();
    const chain = await startLocalChain({ startAt: (FIRST_MINUTE - 5) * 60 });
    try {
      const bars = simulateBars({ seed: 1, firstMinute: FIRST_MINUTE - 60, minutes: 240 });
      const terminal = createTerminal({ write: () => true });
      const stage = await setStage({ terminal, chain, engine, bars, firstRound: FIRST_MINUTE });
      await admitInstitutions(stage);
      await stage.rounds.postUpTo(FIRST_MINUTE + PRICE_WINDOW_MINUTES);
      return await measure(stage, say);
    } finally {
      await chain.stop();
      await engine.close();
    }
  },
};

async function measure(stage: Stage, say: Say): Promise<Row[]> {
  const [makers, takers] = [desksOf(stage, MAKER), desksOf(stage, TAKER)];
  const perLeaf = await openAll(stage, [...makers, ...takers], say);
  const deposits = await fundAll(stage, makers.slice(0, TRADES), takers.slice(0, TRADES), say);
  const prove = (from: number, to: number) =>
    proveAll(stage, makers.slice(from, to), takers.slice(from, to), say);
  await settleAll(stage, await prove(0, 1));
  await insert(stage);
  // Alone means first in its batch of leaves too, which costs a storage slot more than joining one.
  const single = await settleAll(stage, await prove(1, 2));
  const batch = await settleAll(stage, await prove(2, TRADES));
  await insert(stage);
  const row = (name: string, value: number) => ({ name, value: Math.round(value), unit: 'gas' });
  return [
    row('gas.settle.single', single),
    row('gas.settle.batch16.perTrade', batch / BATCH + 2 * perLeaf),
    row('gas.deposit', median(deposits)),
    row('gas.withdraw', await withdrawOnce(stage, makers[0]!)),
    row('gas.insert.perLeaf', perLeaf),
  ];
}

function desksOf(stage: Stage, name: string): Desk[] {
  const { member, desk } = actorOf(stage, name);
  return Array.from({ length: DESKS }, (_, k) => member.desk(desk.slot, k));
}

function ownerOf(stage: Stage, desk: Desk): Actor {
  return [...stage.actors.values()].find((actor) => actor.desk.slot === desk.slot)!;
}

/** Opens a full batch of desks; returns the gas of inserting it, for each leaf. */
async function openAll(stage: Stage, desks: readonly Desk[], say: Say): Promise<number> {
  say(`opening ${desks.length} desks`);
  for (const desk of desks) {
    const { member, wallet, exitAuthority } = ownerOf(stage, desk);
    await openDesk(member, { desk, signer: wallet, exitAuthority: exitAuthority.address });
  }
  const { leaves, gasUsed } = await insert(stage);
  return gasUsed / leaves;
}

/** Makers get what they give and their fee; takers their fee, then what they give. Returns each deposit's gas. */
async function fundAll(stage: Stage, makers: Desk[], takers: Desk[], say: Say): Promise<number[]> {
  const gas: number[] = [];
  const rounds = [
    [
      ...makers.map((desk) => [desk, 'USDC', '5000000'] as const),
      ...takers.map((desk) => [desk, 'USDC', '1000'] as const),
    ],
    takers.map((desk) => [desk, 'BTC', '200'] as const),
  ];
  for (const round of rounds) {
    say(`making ${round.length} deposits`);
    for (const [desk, symbol, amount] of round) gas.push(await fund(stage, desk, symbol, amount));
    await insert(stage);
  }
  return gas;
}

async function fund(stage: Stage, desk: Desk, symbol: string, amount: string): Promise<number> {
  const { member, wallet } = ownerOf(stage, desk);
  const { token, decimals } = member.view.assets.get(symbol);
  const units = BigInt(amount) * 10n ** BigInt(decimals);
  await (await demoToken(token, wallet).mint!(await wallet.getAddress(), units)).wait();
  return Number(
    await noteGas(stage, 'deposit', await deposit(member, { desk, signer: wallet, asset: symbol, amount })),
  );
}

async function proveAll(stage: Stage, makers: Desk[], takers: Desk[], say: Say): Promise<[Half, Half][]> {
  say(`proving ${2 * makers.length} halves`);
  await stage.rounds.postNow();
  await syncAll(stage);
  const [maker, taker] = [actorOf(stage, MAKER).member, actorOf(stage, TAKER).member];
  const legs = atBenchmark(marketOf(taker.view, 'BTC', 'USDC'));
  const swapped = {
    ...{ makerGives: legs.takerGives, makerAmount: legs.takerAmount },
    ...{ takerGives: legs.makerGives, takerAmount: legs.makerAmount },
  };
  const pairs: [Half, Half][] = [];
  for (let i = 0; i < makers.length; i++) {
    const terms = termsBetween(stage, MAKER, TAKER, swapped);
    const half = await proveHalf(maker, { desk: makers[i]!, terms });
    pairs.push([half, await proveHalf(taker, { desk: takers[i]!, terms })]);
  }
  // The chain's clock ran on meanwhile; a slow machine must not find its prices stale.
  await stage.chain.moveTo((await stage.chain.now()) + 1);
  return pairs;
}

async function settleAll(stage: Stage, pairs: readonly [Half, Half][]): Promise<number> {
  const { connection, batcher } = stage;
  const { gasUsed, outcomes } = await settle({ connection, signer: batcher, pairs });
  const left = outcomes.filter(({ settled }) => !settled);
  if (left.length > 0)
    throw new Error(`${left.length} of ${pairs.length} trades were skipped: ${left[0]!.skipped?.words}`);
  await syncAll(stage);
  return Number(gasUsed);
}

async function insert(stage: Stage): Promise<{ leaves: number; gasUsed: number }> {
  const { chain, engine, inserter: signer, inserterView: view } = stage;
  await chain.moveTo((await chain.now()) + 60);
  const inserted = await insertNext({ view, engine, signer });
  if (inserted === undefined) throw new Error('There was nothing to insert');
  await syncAll(stage);
  return { leaves: inserted.leaves, gasUsed: Number(inserted.gasUsed) };
}

async function withdrawOnce(stage: Stage, desk: Desk): Promise<number> {
  const { member, wallet, exitAuthority } = ownerOf(stage, desk);
  const payout = { desk, asset: 'USDC', amount: '1000', recipient: await wallet.getAddress() };
  const { transactionHash } = await withdraw(member, {
    ...payout,
    authorization: exitAuthority,
    signer: wallet,
  });
  return Number(await noteGas(stage, 'withdraw', transactionHash));
}
