// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Bars } from '../../../operator/prices/bars.ts';
import { formatQuote, parseQuote, toProtocolPrice } from '../../../operator/prices/fixedPoint.ts';
import {
  type AssetReport,
  createReporter,
  explainReport,
  type ReportedAsset,
  type ReporterRules,
} from '../../../operator/prices/index.ts';
import { BTC, EUR, handmade, START, USDC, USDT } from './handmade.ts';

const THREE = ['binanceus', 'coinbase', 'kraken'];

function ask(
  bars: Bars,
  asset: ReportedAsset,
  {
    at = 0,
    exchanges = bars.exchanges,
    rules = {} as Partial<ReporterRules>,
    also = [] as ReportedAsset[],
  } = {},
): AssetReport {
  const reporter = createReporter({ name: 'test', bars, exchanges, assets: [asset, ...also], rules });
  // The bar of minute `at` has closed one minute later.
  return reporter.report(START + at + 1).assets[0]!;
}

const dollars = (report: AssetReport) => (report.quote === undefined ? undefined : formatQuote(report.quote));
const statuses = (report: AssetReport) =>
  Object.fromEntries(report.sources.map(({ exchange, status }) => [exchange, status]));
const reasonOf = (report: AssetReport, exchange: string) =>
  report.sources.find((source) => source.exchange === exchange)!.reason;

function btcBars(
  binanceus: (string | undefined)[],
  coinbase: (string | undefined)[],
  kraken: (string | undefined)[],
) {
  return handmade({ 'binanceus BTC/USD': binanceus, 'coinbase BTC/USD': coinbase, 'kraken BTC/USD': kraken });
}

test('report_givesTheMedianInTheProtocolsScale', () => {
  const report = ask(btcBars(['20001'], ['20000.25'], ['19999']), BTC);
  expect(report).toMatchObject({ slot: 1, symbol: 'BTC', price: 2000025n * 10n ** 16n });
  expect(statuses(report)).toEqual({ binanceus: 'used', coinbase: 'used', kraken: 'used' });
});

test('report_knowsNothingOfBarsThatHaveNotClosed', () => {
  const bars = btcBars(['20000', '30000'], ['20000', '30000'], ['20000', '30000']);
  const reporter = createReporter({ name: 'test', bars, exchanges: THREE, assets: [BTC] });
  expect(reporter.report(START).prices[1]).toBe(0n);
  expect(reporter.report(START + 1).prices[1]).toBe(2n * 10n ** 22n);
  expect(reporter.report(START + 2).prices[1]).toBe(3n * 10n ** 22n);
});

test('report_putsEachPriceInItsSlot', () => {
  const bars = handmade({
    'kraken BTC/USD': ['20000'],
    'coinbase BTC/USD': ['20000'],
    'kraken USDC/USD': ['0.874'],
  });
  const reporter = createReporter({
    name: 'a',
    bars,
    exchanges: ['coinbase', 'kraken'],
    assets: [USDC, { ...BTC, slot: 15 }],
  });
  const { prices, simulated, reporter: name } = reporter.report(START + 1);
  expect(prices).toEqual([874n * 10n ** 17n, ...Array(14).fill(0n), 2n * 10n ** 22n]);
  expect({ simulated, name }).toEqual({ simulated: false, name: 'a' });
});

test('report_carriesAMissingMinuteForwardAndThenDropsTheExchange', () => {
  const gap = [undefined, undefined, undefined];
  const others = ['20000', '20010', '20020', '20030'];
  const bars = btcBars(['20000', ...gap], others, others);
  const rules = { carryMinutes: 2 };
  const carried = ask(bars, BTC, { at: 2, rules });
  expect(carried.sources[0]).toMatchObject({ age: 2, barMinute: START, reason: 'carried forward 2 min' });
  expect(carried.sources[0]!.quote).toBe(parseQuote('20000')!);
  const dropped = ask(bars, BTC, { at: 3, rules });
  expect(statuses(dropped)).toEqual({ binanceus: 'stale', coinbase: 'used', kraken: 'used' });
  expect(reasonOf(dropped, 'binanceus')).toBe('last bar 3 minutes old (limit 2)');
  expect(dollars(dropped)).toBe('20030');
});

test('report_goesOnWithoutAVenueThatDiesAndStopsBelowTheMinimum', () => {
  const alive = Array<string>(12).fill('20000');
  const dead = (minutes: number) => alive.map((close, i) => (i < minutes ? close : undefined));
  const bars = btcBars(dead(1), dead(4), alive);
  expect(statuses(ask(bars, BTC, { at: 6 }))).toEqual({
    binanceus: 'stale',
    coinbase: 'used',
    kraken: 'used',
  });
  expect(dollars(ask(bars, BTC, { at: 6 }))).toBe('20000');
  const alone = ask(bars, BTC, { at: 9 });
  expect(alone).toMatchObject({ price: 0n, unavailable: '1 of 3 exchanges usable, 2 needed' });
  expect(alone.quote).toBeUndefined();
  expect(dollars(ask(bars, { ...BTC, minSources: 1 }, { at: 9 }))).toBe('20000');
});

test('report_countsAnExchangeWithoutAnyBarAsDead', () => {
  const report = ask(btcBars([], ['20000'], ['20010']), BTC, { exchanges: THREE });
  expect(statuses(report)).toEqual({ binanceus: 'missing', coinbase: 'used', kraken: 'used' });
  expect(reasonOf(report, 'binanceus')).toBe('no bars of it at all');
});

test('report_dropsOneVenueFarOffAndSaysByHowMuch', () => {
  const report = ask(btcBars(['20228'], ['20000'], ['20001']), BTC);
  expect(statuses(report)).toEqual({ binanceus: 'outlier', coinbase: 'used', kraken: 'used' });
  expect(reasonOf(report, 'binanceus')).toBe('114 bps from the median, too far off');
  expect(dollars(report)).toBe('20001');
});

test('report_isUnavailableWhenTwoSourcesDisagree', () => {
  const report = ask(btcBars([], ['20000'], ['20601']), { ...BTC, minSources: 1 }, { exchanges: THREE });
  expect(report).toMatchObject({ price: 0n, unavailable: '0 of 3 exchanges usable, 1 needed' });
  expect(statuses(report)).toEqual({ binanceus: 'missing', coinbase: 'disagree', kraken: 'disagree' });
});

test('report_takesARatioOfTheExchangesOwnMarketsAsItsSource', () => {
  const bars = handmade({
    'binanceus BTC/USD': ['20000'],
    'binanceus BTC/USDC': ['22000'],
    'coinbase BTC/USD': ['20010'],
    'coinbase EUR/USD': ['1.07'],
    'coinbase USDC/EUR': ['0.85'],
  });
  const usdc = ask(bars, USDC);
  expect(usdc.sources.map(({ path, kind, quote }) => [path, kind, formatQuote(quote!, 6)])).toEqual([
    ['BTC/USD ÷ BTC/USDC', 'cross', '0.909090'],
    ['USDC/EUR × EUR/USD', 'cross', '0.909500'],
  ]);
});

test('report_prefersTheDirectMarketWhenARatioDisagrees', () => {
  const bars = handmade({
    'kraken USDC/USD': ['0.874'],
    'binanceus BTC/USD': ['20000'],
    'binanceus BTC/USDC': ['20500'],
  });
  const report = ask(bars, USDC);
  expect(statuses(report)).toEqual({ binanceus: 'outranked', kraken: 'used' });
  expect(dollars(report)).toBe('0.874');
});

test('report_usesTheRatioOfAnExchangeWhoseDirectMarketWentQuiet', () => {
  const bars = handmade({
    'kraken USDC/USD': ['0.95', undefined, undefined, undefined],
    'kraken BTC/USD': ['20000', '20000', '20000', '18000'],
    'kraken BTC/USDC': ['20000', '20000', '20000', '20000'],
  });
  expect(ask(bars, USDC, { at: 2, rules: { carryMinutes: 2, selfCheckBps: 10_000 } }).sources[0]!.path).toBe(
    'USDC/USD',
  );
  const later = ask(bars, USDC, { at: 3, rules: { carryMinutes: 2 } });
  expect(later.sources[0]).toMatchObject({ path: 'BTC/USD ÷ BTC/USDC', status: 'used' });
  expect(dollars(later)).toBe('0.9');
});

test('report_buildsRatiosFromBarsOfTheSameMinuteOnly', () => {
  // BTC fell by a tenth while BTC/USDC did not trade: mixing minutes would show USDC off its peg.
  const bars = handmade({ 'kraken BTC/USD': ['20000', '18000'], 'kraken BTC/USDC': ['20000', undefined] });
  const report = ask(bars, USDC, { at: 1 });
  expect(report.sources[0]).toMatchObject({ age: 1, barMinute: START });
  expect(dollars(report)).toBe('1');
});

test('report_findsNoRatioWithoutACommonMinute', () => {
  const bars = handmade({ 'kraken BTC/USD': ['20000', undefined], 'kraken BTC/USDC': [undefined, '20000'] });
  expect(statuses(ask(bars, USDC, { at: 1 }))).toEqual({ kraken: 'missing' });
});

test('report_dropsAnExchangeThatContradictsItself', () => {
  const bars = handmade({
    'kraken USDC/USD': ['1'],
    'kraken BTC/USD': ['20000'],
    'kraken BTC/USDC': ['20700'],
    'coinbase USDC/USD': ['0.97'],
  });
  const report = ask(bars, USDC);
  expect(statuses(report)).toEqual({ coinbase: 'used', kraken: 'inconsistent' });
  expect(reasonOf(report, 'kraken')).toBe('its own BTC/USD ÷ BTC/USDC says 339 bps otherwise (limit 300)');
  expect(dollars(report)).toBe('0.97');
});

test('report_comparesAnExchangeWithItselfInTheSameMinuteOnly', () => {
  // The dollar market was quiet while USDC fell: its older close is no contradiction to a newer ratio.
  const bars = handmade({
    'kraken USDC/USD': ['1', undefined],
    'kraken BTC/USD': [undefined, '20000'],
    'kraken BTC/USDC': [undefined, '22000'],
  });
  expect(statuses(ask(bars, USDC, { at: 1 }))).toEqual({ kraken: 'used' });
});

test('report_doesNotLetASideMarketSilenceTheDollarMarketOfBtc', () => {
  const kraken = { 'kraken BTC/USD': ['20000'], 'kraken BTC/USDC': ['30000'], 'kraken USDC/USD': ['1'] };
  const report = ask(handmade({ ...kraken, 'coinbase BTC/USD': ['20000'] }), BTC);
  expect(statuses(report)).toEqual({ coinbase: 'used', kraken: 'used' });
});

test('report_goesThroughItsOwnBtcPriceWhereAnExchangeHasNoDollarMarket', () => {
  const bars = handmade({
    'binance BTC/EUR': ['19000'],
    'kraken BTC/USD': ['20000'],
    'coinbase BTC/USD': ['20900'],
    'binanceus BTC/USD': ['90000'],
  });
  const exchanges = ['binance', ...THREE];
  const report = ask(bars, EUR, {
    exchanges,
    rules: { outliers: { deviations: 6, floorBps: 25, ceilingBps: 1_000 } },
  });
  expect(report.sources).toMatchObject([
    { exchange: 'binance', kind: 'bridged', path: 'reported BTC ÷ BTC/EUR' },
  ]);
  expect(dollars(report)).toBe('1.1');
});

test('report_needsItsBtcPriceOfTheBarsOwnMinuteForTheBridge', () => {
  const exchanges = ['binance', 'coinbase', 'kraken'];
  const market = ['20000', '10000'];
  const carried = handmade({
    'binance BTC/EUR': ['16000', undefined],
    'kraken BTC/USD': market,
    'coinbase BTC/USD': market,
  });
  expect(dollars(ask(carried, EUR, { at: 1, exchanges, also: [BTC] }))).toBe('1.25');
  const lonely = handmade({ 'binance BTC/EUR': ['16000'], 'kraken BTC/USD': ['20000'] });
  const report = ask(lonely, EUR, { exchanges, also: [BTC] });
  expect(reasonOf(report, 'binance')).toBe('no BTC price to go through');
  expect(report.price).toBe(0n);
});

test('report_dropsABtcFeedThatRepeatsItself', () => {
  const frozen = Array<string>(8).fill('20000');
  const moving = frozen.map((_, i) => `${20_000 + i}`);
  const markets = { 'binanceus BTC/USD': frozen, 'coinbase BTC/USD': moving, 'kraken BTC/USD': moving };
  const rules = { frozenMinutes: 5 };
  const silent = handmade(markets, { hasVolume: false });
  expect(statuses(ask(silent, BTC, { at: 5, rules })).binanceus).toBe('used');
  expect(statuses(ask(silent, BTC, { at: 6, rules })).binanceus).toBe('frozen');
  // With volumes told, each repeated close was a trade.
  expect(statuses(ask(handmade(markets), BTC, { at: 6, rules })).binanceus).toBe('used');
});

test('report_doesNotTakeAPauseForARepeatingFeed', () => {
  const closes = ['20000', '20000', undefined, '20000', '20000'];
  const bars = handmade({ 'kraken BTC/USD': closes }, { hasVolume: false });
  const alone = { ...BTC, minSources: 1 };
  expect(statuses(ask(bars, alone, { at: 4, rules: { frozenMinutes: 2 } }))).toEqual({ kraken: 'used' });
});

test('report_letsAStablecoinStandStill', () => {
  const bars = handmade({ 'kraken USDT/USD': Array<string>(60).fill('1.0001') }, { hasVolume: false });
  expect(dollars(ask(bars, USDT, { at: 59 }))).toBe('1.0001');
});

test('report_hasNoPriceThatDoesNotFitTheProtocol', () => {
  const bars = handmade({ 'kraken BTC/USD': ['20000'] });
  const coarse = ask(bars, { ...BTC, decimals: 0, minSources: 1 });
  expect(coarse).toMatchObject({ price: 0n, unavailable: expect.stringContaining('at 0 decimals') });
  const fine = ask(bars, { ...BTC, decimals: 36, minSources: 1 });
  expect(fine).toMatchObject({ price: 0n, unavailable: expect.stringContaining('at 36 decimals') });
});

test('report_neverMovesBeyondTheOthersForOneArbitraryExchange', () => {
  const cents = (low: number, high: number) =>
    fc.integer({ min: low, max: high }).map((value) => (value / 100).toFixed(2));
  const honest = fc.tuple(
    cents(1_950_000, 2_050_000),
    cents(1_950_000, 2_050_000),
    cents(1_950_000, 2_050_000),
  );
  const rogue = fc.option(fc.oneof(cents(1, 10_000_000), cents(1_950_000, 2_050_000)), { nil: undefined });
  const exchanges = [...THREE, 'rogue'];
  fc.assert(
    fc.property(honest, rogue, ([a, b, c], lie) => {
      const bars = handmade({
        'binanceus BTC/USD': [a],
        'coinbase BTC/USD': [b],
        'kraken BTC/USD': [c],
        'rogue BTC/USD': [lie],
      });
      const { price } = ask(bars, BTC, { exchanges });
      const honestPrices = [a, b, c]
        .map((close) => toProtocolPrice(parseQuote(close)!, 8))
        .sort((x, y) => (x < y ? -1 : 1));
      if (price === 0n) return;
      expect(price).toBeGreaterThanOrEqual(honestPrices[0]!);
      expect(price).toBeLessThanOrEqual(honestPrices[2]!);
    }),
    { seed: 20230311, numRuns: 400 },
  );
});

test('explainReport_saysWhatWasUsedAndDroppedAndWhy', () => {
  const bars = btcBars(['20228', undefined], ['20000', '20000'], ['20001', undefined]);
  const reporter = createReporter({ name: 'reporter-a', bars, exchanges: THREE, assets: [BTC, USDC] });
  expect(explainReport(reporter.report(START + 2))).toEqual([
    'reporter-a at 2023-03-10 00:02 UTC',
    '  BTC: $20001.000000',
    '    binanceus BTC/USD $20228.000000: outlier, 114 bps from the median, too far off',
    '    coinbase BTC/USD $20000.000000: fresh',
    '    kraken BTC/USD $20001.000000: carried forward 1 min',
    '  USDC: no price (0 of 0 exchanges usable, 1 needed)',
  ]);
});

test('explainReport_labelsSimulatedPrices', () => {
  const bars = handmade({ 'kraken BTC/USD': ['20000'] }, { simulated: true });
  const reporter = createReporter({
    name: 'a',
    bars,
    exchanges: ['kraken'],
    assets: [{ ...BTC, minSources: 1 }],
  });
  expect(explainReport(reporter.report(START + 1))[0]).toBe('SIMULATED prices, a at 2023-03-10 00:01 UTC');
});

const anyBars = handmade({ 'kraken BTC/USD': ['20000'] });
const settings = { name: 'a', bars: anyBars, exchanges: ['kraken'], assets: [{ ...BTC, minSources: 1 }] };
test.each([
  ['no exchange', { exchanges: [] }, /at least one exchange/],
  ['an exchange twice', { exchanges: ['kraken', 'kraken'] }, /kraken is listed twice/],
  [
    'only exchanges the bars do not know',
    { exchanges: ['krakn'] },
    /None of krakn is in made by hand: choose from kraken/,
  ],
  ['no asset', { assets: [] }, /at least one asset/],
  ['a slot outside the list', { assets: [{ ...BTC, slot: 16, minSources: 1 }] }, /slot of BTC is 16/],
  ['a slot used twice', { assets: [settings.assets[0]!, { ...USDC, slot: 1 }] }, /Two assets are in slot 1/],
  ['fractional decimals', { assets: [{ ...BTC, decimals: 1.5, minSources: 1 }] }, /BTC has 1.5 decimals/],
  ['more sources than exchanges', { assets: [BTC] }, /BTC needs 2 sources: use 1 to 1/],
  ['a negative rule', { rules: { carryMinutes: -1 } }, /carryMinutes is -1/],
  [
    'a fractional outlier rule',
    { rules: { outliers: { deviations: 6, floorBps: 2.5, ceilingBps: 9 } } },
    /floorBps is 2.5/,
  ],
])('createReporter_refuses %s', (_, change, message) => {
  expect(() => createReporter({ ...settings, ...change })).toThrowError(
    expect.objectContaining({ code: 'REPORTER_MISCONFIGURED', message: expect.stringMatching(message) }),
  );
});

test('report_refusesAMinuteThatIsNone', () => {
  const reporter = createReporter(settings);
  for (const minute of [1.5, -1, Number.NaN]) {
    expect(() => reporter.report(minute)).toThrowError(
      expect.objectContaining({ code: 'REPORTER_MISCONFIGURED' }),
    );
  }
});
