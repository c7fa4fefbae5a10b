// SPDX-License-Identifier: Apache-2.0
import type { Snapshot } from '../../client/chain/policy.ts';
import { formatQuote } from '../../operator/prices/fixedPoint.ts';
import type { ExplainedRound } from '../../operator/prices/roundsFromBars.ts';
import { LISTED } from '../cast.ts';
import { grouped, priceOf, utc } from '../format.ts';
import { type Stage, syncAll } from '../stage.ts';

const DIGITS = 4;

/** Reporters that see different exchanges report minute by minute; the contract takes medians and averages. */
export async function showPrices(stage: Stage, minute: number): Promise<void> {
  const { terminal, rounds, bars } = stage;
  const label = bars.simulated ? ' (SIMULATED)' : '';
  terminal.heading(`3. The benchmark: prices nobody sets alone${label}`);
  terminal.say(
    'Three reporters watch different exchanges, leave out what is stale or far off, and sign a report a minute. The ' +
      'contract takes the median of the three, and averages over ten minutes. A trade is measured at such a snapshot.',
  );
  terminal.line();
  const last = await terminal.progress(
    `Reporters: sign and post one report a minute up to ${utc(minute * 60)} UTC`,
    () => rounds.postUpTo(minute),
  );
  await syncAll(stage);
  const { view } = [...stage.actors.values()][0]!.member;
  const snapshot = view.latestSnapshot();
  showReports(stage, last, snapshot);
  const usdc = LISTED.find(({ symbol }) => symbol === 'USDC')!;
  terminal.say(
    `The unit of value is an abstract dollar: here one USDC is worth ${priceOf(snapshot.prices[usdc.slot]!, usdc.decimals, DIGITS)}, and limits and collar count it as that.`,
    '  ',
  );
  if (bars.simulated) terminal.say('SIMULATED: no market ever quoted these prices.', '  ');
}

function showReports({ terminal, bars }: Stage, { reports }: ExplainedRound, snapshot: Snapshot): void {
  const label = bars.simulated ? ' (SIMULATED)' : '';
  terminal.table(
    [
      { title: `dollars${label}` },
      ...reports.map(({ reporter }) => ({ title: reporter, align: 'right' as const })),
      { title: `snapshot ${snapshot.id}`, align: 'right' },
    ],
    LISTED.map(({ slot, symbol, decimals }) => [
      symbol,
      ...reports.map(({ assets }) => {
        const quote = assets.find((asset) => asset.slot === slot)?.quote;
        return quote === undefined ? 'silent' : `$${grouped(formatQuote(quote, DIGITS))}`;
      }),
      snapshot.prices[slot] === 0n ? 'none' : priceOf(snapshot.prices[slot]!, decimals, DIGITS),
    ]),
  );
}
