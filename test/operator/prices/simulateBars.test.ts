// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { parseQuote } from '../../../operator/prices/fixedPoint.ts';
import { defaultReporters, formatBars, simulateBars } from '../../../operator/prices/index.ts';
import { START } from './handmade.ts';

const ASSETS = [
  { slot: 0, symbol: 'USDC', decimals: 6 },
  { slot: 1, symbol: 'BTC', decimals: 8 },
  { slot: 2, symbol: 'USDT', decimals: 6 },
  { slot: 3, symbol: 'EUR', decimals: 6 },
];
const MINUTES = 1_440;
const bars = simulateBars({ seed: 42, firstMinute: START, minutes: MINUTES });
const digest = (seed: number) =>
  createHash('sha256')
    .update([...formatBars(simulateBars({ seed, firstMinute: START, minutes: 60 }))].join('\n'))
    .digest('hex');

test('simulateBars_isTheSameForTheSameSeedOnEveryMachine', () => {
  expect(digest(1)).toBe('2b981de8c85c4a7e73b33de28f949b8351ceb4d40b131f1812cd3fc867aaf132');
  expect(digest(2)).not.toBe(digest(1));
});

test('simulateBars_saysThatItIsSimulated', () => {
  expect(bars.simulated).toBe(true);
  expect(bars.source).toBe('simulated prices, seed 42');
  expect(bars.exchanges.every((name) => name.startsWith('sim-'))).toBe(true);
  for (const reporter of defaultReporters(bars, ASSETS)) {
    expect(reporter.report(START + 10).simulated).toBe(true);
  }
});

test('simulateBars_hasGapsAndMoves', () => {
  const thin = bars.find('sim-binanceus', 'BTC', 'USDC')!;
  expect(thin.minutes.length).toBeLessThan(MINUTES * 0.85);
  for (const { minutes, closes } of bars.series) {
    expect(minutes.length).toBeGreaterThan(MINUTES * 0.6);
    expect(new Set(closes).size).toBeGreaterThan(10);
  }
});

test('simulateBars_showsReportersOneVenueAtAPremiumAndAStablecoinOffItsPeg', () => {
  const [reporter] = defaultReporters(bars, ASSETS);
  let rejected = 0;
  let usdcLow = parseQuote('1')!;
  for (let i = 1; i <= MINUTES; i++) {
    const [usdc, btc] = reporter!.report(START + i).assets;
    if (btc!.sources.some(({ exchange, status }) => exchange === 'sim-cryptocom' && status === 'outlier'))
      rejected++;
    if (usdc!.quote !== undefined && usdc!.quote < usdcLow) usdcLow = usdc!.quote;
    expect(btc!.price).toBeGreaterThan(0n);
  }
  expect(rejected).toBeGreaterThan(MINUTES * 0.9);
  expect(usdcLow).toBeLessThan(parseQuote('0.88')!);
  expect(usdcLow).toBeGreaterThan(parseQuote('0.86')!);
});

test('defaultReporters_seeDifferentExchangesAndPriceEveryAsset', () => {
  const reporters = defaultReporters(bars, ASSETS);
  expect(new Set(reporters.map(({ exchanges }) => exchanges.join())).size).toBe(3);
  for (const reporter of reporters) {
    const { assets } = reporter.report(START + 5);
    expect(assets.map(({ symbol, unavailable }) => [symbol, unavailable])).toEqual(
      ASSETS.map(({ symbol }) => [symbol, undefined]),
    );
  }
});

test.each([
  { seed: -1 },
  { seed: 2 ** 32 },
  { seed: 0.5 },
  { firstMinute: -1 },
  { minutes: 0 },
  { minutes: 1.5 },
])('simulateBars_refuses %j', (change) => {
  expect(() => simulateBars({ seed: 1, firstMinute: START, minutes: 10, ...change })).toThrowError(
    expect.objectContaining({ code: 'REPORTER_MISCONFIGURED' }),
  );
});
