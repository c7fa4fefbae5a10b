// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseQuote } from '../../../operator/prices/fixedPoint.ts';
import { formatBars, type LoadProgress, loadBars, simulateBars } from '../../../operator/prices/index.ts';
import { linesOf } from '../../../operator/prices/linesOf.ts';
import { isSottoError } from '../../../protocol/errors.ts';
import { START } from './handmade.ts';

const folder = mkdtempSync(join(tmpdir(), 'sotto-bars-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function file(content: string, name = `bars${files++}.csv`): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const HEADER = 'minute_utc,exchange,base,quote,close';
const GOOD = '2023-03-10T00:00:00Z,kraken,BTC,USD,20000';
const FULL = 'minute_utc,exchange,base,quote,open,high,low,close,volume';

async function refusal(...paths: string[]): Promise<{ code: string; message: string }> {
  const error = await loadBars(paths).catch((thrown: unknown) => thrown);
  if (!isSottoError(error)) throw new Error('expected a SottoError', { cause: error });
  return { code: error.code, message: error.message };
}

test('loadBars_readsTheDocumentedFormat', async () => {
  const path = file(
    `${HEADER}\n2023-03-10T00:00:00Z,kraken,BTC,USD,20364.0\n2023-03-10T00:01Z,Kraken,btc,usd,\n2023-03-10T00:02:00Z,kraken,BTC,USD,20351.6\n`,
  );
  const bars = await loadBars(path);
  expect(bars).toMatchObject({
    simulated: false,
    exchanges: ['kraken'],
    counts: { bars: 2, withoutTrade: 1 },
  });
  expect([bars.firstMinute, bars.lastMinute]).toEqual([START, START + 2]);
  expect(bars.find('kraken', 'BTC', 'USD')).toMatchObject({
    minutes: [START, START + 2],
    closes: [parseQuote('20364')!, parseQuote('20351.6')!],
    hasVolume: false,
  });
});

test('loadBars_ignoresAByteOrderMark', async () => {
  expect((await loadBars(file(`\uFEFF${HEADER}\n${GOOD}\n`))).counts.bars).toBe(1);
});

test('linesOf_doesNotGatherAFileWithoutLineEnds', async () => {
  let chunks = 0;
  async function* withoutLineEnds() {
    while (chunks < 100) {
      chunks++;
      yield 'x'.repeat(100);
    }
  }
  for await (const lines of linesOf(withoutLineEnds(), 1_000)) {
    if (lines.length === 0) continue;
    expect(lines[0]!.length).toBeGreaterThan(1_000);
    break;
  }
  expect(chunks).toBe(11);
});

test('linesOf_joinsLinesAcrossChunks', async () => {
  async function* chunks() {
    yield 'a,b\r';
    yield '\nc';
    yield ',d\n\ne';
  }
  const seen: string[] = [];
  for await (const lines of linesOf(chunks(), 100)) seen.push(...lines);
  expect(seen).toEqual(['a,b', 'c,d', '', 'e']);
});

test('loadBars_takesColumnsInAnyOrderAndLinesInAnyOrder', async () => {
  const path = file(
    'close,quote,base,exchange,minute_utc\r\n2,USD,BTC,kraken,2023-03-10T00:01:00Z\r\n1,USD,BTC,kraken,2023-03-10T00:00:00Z\r\n',
  );
  expect((await loadBars(path)).find('kraken', 'BTC', 'USD')!.closes).toEqual([
    parseQuote('1')!,
    parseQuote('2')!,
  ]);
});

test('loadBars_treatsABarWithoutVolumeAsNoTrade', async () => {
  const bars = await loadBars(
    file(
      `${FULL}\n2023-03-10T00:00:00Z,kraken,BTC,USD,10,12,9,11,0.5\n2023-03-10T00:01:00Z,kraken,BTC,USD,11,11,11,11,0.0\n2023-03-10T00:02:00Z,kraken,BTC,USD,,,,,\n`,
    ),
  );
  expect(bars.counts).toEqual({ bars: 1, withoutTrade: 2 });
  expect(bars.find('kraken', 'BTC', 'USD')).toMatchObject({ minutes: [START], hasVolume: true });
});

test('loadBars_trustsVolumesOnlyIfEveryBarTellsThem', async () => {
  const known = '2023-03-10T00:00:00Z,kraken,BTC,USD,1,1,1,1,0.5';
  const unknown = '2023-03-10T00:01:00Z,kraken,BTC,USD,1,1,1,1,';
  expect((await loadBars(file(`${FULL}\n${known}\n${unknown}\n`))).series[0]!.hasVolume).toBe(false);
});

test('loadBars_readsTheShapesOfTheMarch2023Files', async () => {
  const venues = file(
    'ts_utc,venue,open,high,low,close,volume\n2023-03-10T00:00:00Z,coinbase,20000,20010,19990,20005.5,4.6\n',
    'btcusd_1m_ohlcv.csv',
  );
  const wide = file(
    'ts_utc,kraken_usdcusd,kraken_btcusdc,binance_btceur\n2023-03-10T00:00:00Z,0.99,20200,\n2023-03-10T00:01:00Z,,20201,19000.5\n',
  );
  const bars = await loadBars([venues, wide]);
  expect(bars.exchanges).toEqual(['binance', 'coinbase', 'kraken']);
  expect(bars.find('coinbase', 'BTC', 'USD')!.closes).toEqual([parseQuote('20005.5')!]);
  expect(bars.find('kraken', 'USDC', 'USD')!.minutes).toEqual([START]);
  expect(bars.find('kraken', 'BTC', 'USDC')!.minutes).toEqual([START, START + 1]);
  expect(bars.find('binance', 'BTC', 'EUR')!.minutes).toEqual([START + 1]);
  expect(bars.counts).toEqual({ bars: 5, withoutTrade: 2 });
});

test('loadBars_readsAllCsvFilesOfAFolder', async () => {
  const inner = mkdtempSync(join(folder, 'many-'));
  for (const name of ['z', 'm', 'f', 'c']) writeFileSync(join(inner, `${name}.csv`), `${HEADER}\n${GOOD}\n`);
  writeFileSync(join(inner, 'a.csv'), `${HEADER}\n2023-03-10T00:01:00Z,kraken,BTC,USD,1\n`);
  writeFileSync(join(inner, 'b.csv'), `${HEADER}\n2023-03-10T00:00:00Z,coinbase,BTC,USD,2\n`);
  writeFileSync(join(inner, 'notes.txt'), 'not bars');
  expect(await loadBars(inner)).toMatchObject({
    exchanges: ['coinbase', 'kraken'],
    source: 'a.csv, b.csv, c.csv, f.csv, m.csv, z.csv',
  });
});

test('loadBars_acceptsTheSameBarTwiceButNoContradiction', async () => {
  const line = '2023-03-10T00:00:00Z,kraken,BTC,USD,';
  expect((await loadBars(file(`${HEADER}\n${line}1\n${line}1.0\n`))).counts.bars).toBe(1);
  const path = file(`${HEADER}\n${line}1\n${line}2\n`);
  expect(await refusal(path)).toEqual({
    code: 'BARS_MALFORMED',
    message: `${path}, line 3: kraken BTC/USD already has another close for this minute; keep one of the two`,
  });
});

test.each([
  ['a minute that does not exist', HEADER, '2023-02-30T00:00:00Z,kraken,BTC,USD,1', /not a minute in UTC/],
  ['a minute with seconds', HEADER, '2023-03-10T00:00:30Z,kraken,BTC,USD,1', /not a minute in UTC/],
  ['a minute of another zone', HEADER, '2023-03-10T00:00:00+01:00,kraken,BTC,USD,1', /not a minute in UTC/],
  [
    'a negative price',
    HEADER,
    '2023-03-10T00:00:00Z,kraken,BTC,USD,-1',
    /close "-1" is not a positive plain decimal/,
  ],
  ['a price of zero', HEADER, '2023-03-10T00:00:00Z,kraken,BTC,USD,0.00', /close "0.00" is not a positive/],
  ['an exponent', HEADER, '2023-03-10T00:00:00Z,kraken,BTC,USD,2e4', /close "2e4" is not a positive/],
  [
    'a thousands separator',
    HEADER,
    '2023-03-10T00:00:00Z,kraken,BTC,USD,20,000',
    /6 cells where the header has 5/,
  ],
  ['a cell too few', HEADER, '2023-03-10T00:00:00Z,kraken,BTC,USD', /4 cells where the header has 5/],
  ['quotation marks', HEADER, '2023-03-10T00:00:00Z,"kraken",BTC,USD,1', /not quoted/],
  [
    'an exchange that is no name',
    HEADER,
    '2023-03-10T00:00:00Z,kra ken,BTC,USD,1',
    /exchange "kra ken" is not a name/,
  ],
  ['an asset that is no symbol', HEADER, '2023-03-10T00:00:00Z,kraken,B,USD,1', /base "B" is not an asset/],
  ['a pair of one asset', HEADER, '2023-03-10T00:00:00Z,kraken,BTC,btc,1', /base and quote are both BTC/],
  [
    'a close above the high',
    FULL,
    '2023-03-10T00:00:00Z,kraken,BTC,USD,1,2,1,3,1',
    /not between low and high/,
  ],
  [
    'a close below the low',
    FULL,
    '2023-03-10T00:00:00Z,kraken,BTC,USD,3,4,2,1,1',
    /not between low and high/,
  ],
  [
    'an open without a close',
    FULL,
    '2023-03-10T00:00:00Z,kraken,BTC,USD,1,,,,1',
    /close is empty but another price is not/,
  ],
  ['a volume that is no number', FULL, '2023-03-10T00:00:00Z,kraken,BTC,USD,1,1,1,1,lots', /volume "lots"/],
  ['a line that never ends', HEADER, 'x'.repeat(300_000), /longer than 4096 characters/],
])('loadBars_namesTheLineOf %s', async (_, header, line, problem) => {
  const good = header === HEADER ? GOOD : '2023-03-10T00:00:00Z,coinbase,BTC,USD,1,1,1,1,1';
  const path = file(`${header}\n${good}\n${line}\n`);
  const { code, message } = await refusal(path);
  expect(code).toBe('BARS_MALFORMED');
  expect(message).toContain(`${path}, line 3: `);
  expect(message).toMatch(problem);
  expect(message.length).toBeLessThan(400);
});

test.each([
  ['an unknown column', 'minute_utc,exchange,base,quote,close,bid', /unknown column "bid"; write the header/],
  ['a missing column', 'minute_utc,exchange,base,close', /column "quote" is missing/],
  ['a column named twice', `${HEADER},close`, /column "close" appears twice/],
  ['a wide column without a pair', 'ts_utc,krakenusd', /column "krakenusd" is not <exchange>_<pair>/],
  ['a wide column of an unknown pair', 'ts_utc,kraken_btcxyz', /column "kraken_btcxyz"/],
  ['a wide file without prices', 'ts_utc', /no price column/],
  [
    'venue bars whose market nothing names',
    'ts_utc,venue,open,high,low,close,volume',
    /file name does not begin with one/,
  ],
  ['a file that is no text', '\0\u0001\uFFFD', /unknown column/],
])('loadBars_refusesAHeaderWith %s', async (_, header, problem) => {
  const path = file(`${header}\n`);
  const { code, message } = await refusal(path);
  expect(code).toBe('BARS_MALFORMED');
  expect(message).toContain(`${path}, line 1: `);
  expect(message).toMatch(problem);
});

test('loadBars_saysWhichFileIsMissingOrEmpty', async () => {
  const absent = join(folder, 'absent.csv');
  expect(await refusal(absent)).toEqual({ code: 'BARS_MISSING', message: expect.stringContaining(absent) });
  expect(await refusal(file(''))).toEqual({
    code: 'BARS_MISSING',
    message: expect.stringContaining('is empty'),
  });
  expect(await refusal(file(`${HEADER}\n`))).toMatchObject({ code: 'BARS_MISSING' });
  expect(await refusal()).toMatchObject({
    code: 'BARS_MISSING',
    message: expect.stringContaining('No bar file'),
  });
  const bare = mkdtempSync(join(folder, 'bare-'));
  expect(await refusal(bare)).toEqual({
    code: 'BARS_MISSING',
    message: expect.stringContaining('no .csv file'),
  });
});

test('loadBars_streamsManyLinesAndReportsProgress', async () => {
  const lines = Array.from({ length: 120_000 }, (_, i) => {
    const time = new Date((START + i) * 60_000).toISOString().slice(0, 16);
    return `${time}:00Z,kraken,BTC,USD,${20_000 + (i % 1_000)}.${i % 10}`;
  });
  const path = file(`${HEADER}\n${lines.join('\n')}`);
  const seen: LoadProgress[] = [];
  const bars = await loadBars(path, { onProgress: (progress) => seen.push(progress) });
  expect(bars.counts.bars).toBe(120_000);
  expect(seen.map((progress) => progress.lines)).toEqual([
    ...Array.from({ length: 12 }, (_, i) => (i + 1) * 10_000),
    120_001,
  ]);
  expect(seen.every(({ bytesRead, bytesTotal }) => bytesRead > 0 && bytesRead <= bytesTotal)).toBe(true);
  expect(seen.at(-1)!.bytesRead).toBe(seen.at(-1)!.bytesTotal);
});

test('loadBars_keepsTheMarkOfSimulatedPricesThroughAFile', async () => {
  const simulated = simulateBars({ seed: 7, firstMinute: START, minutes: 30 });
  const marked = file([...formatBars(simulated)].join('\n'));
  const real = file(`${HEADER}\n${GOOD}\n`);
  const again = await loadBars(marked);
  expect(again.simulated).toBe(true);
  expect(again.series.map(({ closes }) => closes)).toEqual(simulated.series.map(({ closes }) => closes));
  expect((await loadBars([marked, real])).simulated).toBe(true);
  expect((await loadBars(real)).simulated).toBe(false);
});
