// SPDX-License-Identifier: Apache-2.0
import { delimiter } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Bars } from '../../../operator/prices/bars.ts';
import { formatQuote, parseQuote } from '../../../operator/prices/fixedPoint.ts';
import { type AssetReport, defaultReporters, loadBars } from '../../../operator/prices/index.ts';

const PATHS = process.env.SOTTO_BARS?.split(delimiter).filter((path) => path !== '') ?? [];
const ASSETS = [
  { slot: 0, symbol: 'USDC', decimals: 6 },
  { slot: 1, symbol: 'BTC', decimals: 8 },
  { slot: 2, symbol: 'USDT', decimals: 6 },
  { slot: 3, symbol: 'EUR', decimals: 6 },
];

if (PATHS.length === 0) {
  console.log(
    `Real prices: skipped, since SOTTO_BARS is not set. Set it to bar files or folders (several: separated by "${delimiter}") of March 2023.`,
  );
}

interface Seen {
  priced: number;
  unpriced: number;
  low: bigint;
  high: bigint;
  dropped: Record<string, number>;
  farthestDropped: number;
}

/** Every minute of the file through one reporter, by asset. */
function watch(bars: Bars, report: (minute: number) => readonly AssetReport[]): Record<string, Seen> {
  const seen: Record<string, Seen> = {};
  for (let minute = bars.firstMinute + 1; minute <= bars.lastMinute + 1; minute++) {
    for (const { symbol, quote, sources } of report(minute)) {
      seen[symbol] ??= { priced: 0, unpriced: 0, low: 0n, high: 0n, dropped: {}, farthestDropped: 0 };
      const asset = seen[symbol];
      if (quote === undefined) asset.unpriced++;
      else {
        asset.priced++;
        if (asset.low === 0n || quote < asset.low) asset.low = quote;
        if (quote > asset.high) asset.high = quote;
      }
      for (const { exchange, status, distanceBps } of sources) {
        if (status === 'used') continue;
        asset.dropped[`${exchange} ${status}`] = (asset.dropped[`${exchange} ${status}`] ?? 0) + 1;
        if (status === 'outlier') asset.farthestDropped = Math.max(asset.farthestDropped, distanceBps!);
      }
    }
  }
  return seen;
}

describe.skipIf(PATHS.length === 0)('bars of March 2023', () => {
  let bars: Bars;
  let seen: Record<string, Seen>[];

  beforeAll(async () => {
    bars = await loadBars(PATHS);
    seen = defaultReporters(bars, ASSETS).map((reporter) => {
      const byAsset = watch(bars, (minute) => reporter.report(minute).assets);
      for (const [symbol, { low, high, ...rest }] of Object.entries(byAsset)) {
        console.log(
          reporter.name,
          symbol,
          `${formatQuote(low, 6)} to ${formatQuote(high, 6)}`,
          JSON.stringify(rest),
        );
      }
      return byAsset;
    });
  });

  test('realBars_areNotLabelledSimulated', () => {
    expect(bars.simulated).toBe(false);
  });

  test('realBars_showUsdcOffItsPegAndBackAgain', () => {
    // Kraken's dollar market, which reporters a and b see, touched 0.874.
    for (const { USDC } of seen.slice(0, 2)) {
      expect(USDC!.low).toBe(parseQuote('0.874')!);
      expect(USDC!.high).toBeLessThan(parseQuote('1.01')!);
      expect(USDC!.unpriced).toBe(0);
    }
  });

  test('realBars_keepBtcWithinWhatTheMarketsPaid', () => {
    for (const { BTC } of seen) {
      expect(BTC!.low).toBeGreaterThan(parseQuote('19500')!);
      expect(BTC!.high).toBeLessThan(parseQuote('26700')!);
      expect(BTC!.unpriced).toBe(0);
      expect(BTC!.farthestDropped).toBeGreaterThan(100);
    }
  });

  test('realBars_priceTetherAndEuroAllTheTime', () => {
    for (const { USDT, EUR } of seen) {
      expect([USDT!.unpriced, EUR!.unpriced]).toEqual([0, 0]);
      expect(USDT!.high).toBeLessThan(parseQuote('1.02')!);
      expect(EUR!.low).toBeGreaterThan(parseQuote('1.05')!);
      expect(EUR!.high).toBeLessThan(parseQuote('1.1')!);
    }
  });
});
