// SPDX-License-Identifier: Apache-2.0
import type { Bars } from './bars.ts';
import { createReporter, type Reporter } from './createReporter.ts';
import type { ReportedAsset, ReporterRules } from './rules.ts';

/** Three reporters that see different exchanges; docs/PRICES.md says what each combination can and cannot withstand. */
export const DEFAULT_VIEWS: readonly { name: string; exchanges: readonly string[] }[] = [
  { name: 'reporter-a', exchanges: ['coinbase', 'cryptocom', 'kraken'] },
  { name: 'reporter-b', exchanges: ['binance', 'binanceus', 'cryptocom', 'kraken'] },
  { name: 'reporter-c', exchanges: ['binance', 'binanceus', 'coinbase', 'cryptocom'] },
];

export const SIMULATED_PREFIX = 'sim-';

/** Sources an asset needs at least; of USDC against the dollar there is often one market only. */
const MIN_SOURCES: Readonly<Record<string, number>> = { USDC: 1 };
const MIN_SOURCES_ELSE = 2;

/** A token of the venue and the symbol under which the bars know it. */
export interface ListedAsset {
  readonly slot: number;
  readonly symbol: string;
  readonly decimals: number;
  readonly minSources?: number;
}

/** The default reporters for these bars; on simulated bars they see the simulated exchanges. */
export function defaultReporters(
  bars: Bars,
  assets: readonly ListedAsset[],
  rules?: Partial<ReporterRules>,
): Reporter[] {
  const prefix = bars.exchanges.some((name) => name.startsWith(SIMULATED_PREFIX)) ? SIMULATED_PREFIX : '';
  const reported = assets.map(
    ({ minSources, ...asset }): ReportedAsset => ({
      ...asset,
      minSources: minSources ?? MIN_SOURCES[asset.symbol] ?? MIN_SOURCES_ELSE,
    }),
  );
  return DEFAULT_VIEWS.map(({ name, exchanges }) =>
    createReporter({
      name,
      bars,
      assets: reported,
      rules,
      exchanges: exchanges.map((exchange) => prefix + exchange),
    }),
  );
}
