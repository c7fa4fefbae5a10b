// SPDX-License-Identifier: Apache-2.0
import { agreeTerms, draftTerms } from '../../client/actions/agreeTerms.ts';
import { proveHalf } from '../../client/actions/proveHalf.ts';
import { settleOne } from '../../client/actions/settle.ts';
import { verifyHalf } from '../../client/actions/verifyHalf.ts';
import { VENUE } from '../../client/chain/interfaces.ts';
import type { Half } from '../../client/half.ts';
import { minuteOf } from '../../protocol/calendar.ts';
import { tradeValues } from '../../protocol/price.ts';
import type { Terms } from '../../protocol/terms.ts';
import { type BlockTrade, takerAmountAt } from '../blotter.ts';
import { agreementOf } from '../cast.ts';
import { dollars, money, word } from '../format.ts';
import { recordTable } from '../recordTable.ts';
import { actorOf, insertWaiting, nameOf, type Stage, syncAll } from '../stage.ts';

/** Minutes from the agreement to the last minute in which it may settle. */
const GOOD_FOR = 60;

/** A trade that settled, with its two halves: attempts further on send them again. */
export interface SettledTrade {
  readonly trade: BlockTrade;
  readonly terms: Terms;
  readonly halves: readonly [Half, Half];
  readonly transactionHash: string;
}

/** Both sides agree, prove, exchange and settle each trade of the blotter. */
export async function settleBlotter(stage: Stage, blotter: readonly BlockTrade[]): Promise<SettledTrade[]> {
  const { terminal, rounds, bars, outcome } = stage;
  const label = bars.simulated ? ' at SIMULATED prices' : '';
  terminal.heading(`5. Block trades${label}: each side proves its own half`);
  terminal.say(
    'Two members agree off chain. Each proves, on its own machine: my account covers what I give, my limits hold, the ' +
      'price is within the collar of the benchmark, and here are the hash of our terms and my next state. The contract ' +
      'settles two halves with the same hash. It learns nothing else.',
  );
  outcome.planned = blotter.length;
  const settled: SettledTrade[] = [];
  for (const trade of blotter) {
    await rounds.postNow();
    await syncAll(stage);
    settled.push(await settleTrade(stage, trade));
    outcome.settled++;
    await insertWaiting(stage);
    if (settled.length === 1) await showBothSides(stage, settled[0]!);
  }
  terminal.line();
  showTrades(stage, settled);
  return settled;
}

/** Terms of a blotter's line at the newest snapshot, as both sides hold them. */
export function termsAtBenchmark(stage: Stage, trade: BlockTrade): Terms {
  const [maker, taker] = [actorOf(stage, trade.maker).member, actorOf(stage, trade.taker).member];
  const { view } = maker;
  const ours = draftTerms(view, {
    ...{
      maker: maker.identifier,
      taker: taker.identifier,
      makerGives: trade.makerGives,
      takerGives: trade.takerGives,
    },
    makerAmount: trade.makerAmount,
    takerAmount: takerAmountAt(trade, view.latestSnapshot().prices),
    deadline: minuteOf(view.now) + GOOD_FOR,
    agreementHash: agreementOf([trade.maker, trade.taker]),
  });
  // The taker checks its own copy; in the story it arrives unchanged.
  return agreeTerms(ours, { ...ours }).terms;
}

/** The maker proves its half; the taker checks it before it adds its own, as it would if it came from a stranger. */
export async function proveBoth(
  stage: Stage,
  name: string,
  terms: Terms,
  [makerName, takerName]: readonly [string, string],
): Promise<[Half, Half]> {
  const { terminal, engine } = stage;
  const [maker, taker] = [actorOf(stage, makerName), actorOf(stage, takerName)];
  const makerHalf = await terminal.progress(`${makerName}: prove its half of ${name} (maker)`, () =>
    proveHalf(maker.member, { desk: maker.desk, terms }),
  );
  const takerHalf = await terminal.progress(
    `${takerName}: check it, prove its own half (taker)`,
    async () => {
      await verifyHalf({ view: taker.member.view, engine, half: makerHalf, expected: { terms, side: 0 } });
      return proveHalf(taker.member, { desk: taker.desk, terms });
    },
  );
  return [makerHalf, takerHalf];
}

async function settleTrade(stage: Stage, trade: BlockTrade): Promise<SettledTrade> {
  const { terminal, connection, batcher, meter } = stage;
  const terms = termsAtBenchmark(stage, trade);
  terminal.line();
  const { makerAmount, takerAmount, makerGives, takerGives } = terms;
  const { assets } = actorOf(stage, trade.maker).member.view;
  const legs = `${money(assets, makerGives, makerAmount)} for ${money(assets, takerGives, takerAmount)}`;
  terminal.line(`  ${terminal.style('bold', trade.trade)} ${trade.maker} gives ${trade.taker} ${legs}`);
  const pair = await proveBoth(stage, trade.trade, terms, [trade.maker, trade.taker]);
  const { transactionHash, gasUsed } = await terminal.progress(
    'Anyone: settle both halves, verified in one pairing check',
    () => settleOne({ connection, signer: batcher, pair }),
  );
  meter.gas('settle', gasUsed);
  await syncAll(stage);
  return { trade, terms, halves: pair, transactionHash };
}

async function showBothSides(stage: Stage, { trade, halves, transactionHash }: SettledTrade): Promise<void> {
  const { terminal, connection } = stage;
  const receipt = await connection.rpc.receipt(transactionHash);
  terminal.line();
  terminal.say(
    `${trade.trade} as the chain sees it, word by word, and as those with the view key read the same words:`,
    '  ',
  );
  for (const log of receipt!.logs) {
    const event = VENUE.parseLog(log);
    if (event?.name === 'TradeSettled') {
      const { tradeHash, snapshotId, policyId } = event.args;
      terminal.say(
        `TradeSettled: terms ${word(tradeHash)}, snapshot ${snapshotId}, policy ${policyId}`,
        '  ',
      );
    }
    if (event?.name !== 'AccountQueued') continue;
    const { position, nullifier, account, record } = event.args;
    const half = halves.find((each) => each.nullifier === nullifier)!;
    const actor = actorOf(stage, half.side === 0 ? trade.maker : trade.taker);
    const own = (await actor.desk.events(actor.member.view)).find(
      (each) => BigInt(each.position) === position,
    )!;
    const reader = { assets: actor.member.view.assets, nameOf: (member: bigint) => nameOf(stage, member) };
    terminal.line();
    terminal.table(
      [{ title: 'AccountQueued' }, { title: 'the chain sees' }, { title: `${actor.institution.name} reads` }],
      recordTable({ position, nullifier, account, record }, own.message, reader),
    );
  }
}

function showTrades(stage: Stage, settled: readonly SettledTrade[]): void {
  const { terminal, bars } = stage;
  const { view } = [...stage.actors.values()][0]!.member;
  const label = bars.simulated ? ' (SIMULATED)' : '';
  terminal.table(
    [
      { title: 'settled' },
      { title: 'the parties know' },
      { title: `worth${label}`, align: 'right' },
      { title: 'the chain knows' },
    ],
    settled.map(({ trade, terms, halves }) => {
      const snapshot = view.log.snapshots.get(halves[0].snapshotId)!;
      const { makerGives, makerAmount, takerGives, takerAmount } = terms;
      const legs = `${money(view.assets, makerGives, makerAmount)} for ${money(view.assets, takerGives, takerAmount)}`;
      return [
        trade.trade,
        `${trade.maker} to ${trade.taker}: ${legs}`,
        dollars(tradeValues(terms, snapshot.prices).larger),
        word(halves[0].tradeHash),
      ];
    }),
  );
}
