// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { type BlockTrade, loadBlotter, parseBlotter, takerAmountAt } from '../../demo/blotter.ts';
import { AssetList } from '../../protocol/asset.ts';
import { isSottoError, type SottoError } from '../../protocol/errors.ts';
import { priceFromDollars } from '../../protocol/price.ts';

const token = (slot: number) => `0x${(slot + 1).toString(16).padStart(40, '0')}`;
const assets = new AssetList(
  [
    { slot: 0, symbol: 'USDC', decimals: 6 },
    { slot: 1, symbol: 'BTC', decimals: 8 },
    { slot: 2, symbol: 'USDT', decimals: 6 },
    { slot: 3, symbol: 'EUR', decimals: 6 },
  ].map((asset) => ({ ...asset, token: token(asset.slot) })),
);
const institutions = ['HALCYON', 'MERIDIAN', 'NORDVIK'];
const context = { assets, institutions };
const HEADER = 'trade,maker,taker,maker_gives,maker_amount,taker_gives,price';

const parse = (...lines: string[]) => parseBlotter([HEADER, ...lines].join('\n'), 'book.csv', context);

function refusal(...lines: string[]): SottoError {
  try {
    parse(...lines);
  } catch (error) {
    if (isSottoError(error, 'BLOTTER_MALFORMED')) return error;
  }
  throw new Error(`Accepted, or refused otherwise: ${lines.join(' / ')}`);
}

test('blotter_readsTradesNotesAndSpreads', () => {
  const text = `\uFEFF# a note\r\n\r\n${HEADER}\r\nT1,HALCYON,MERIDIAN,BTC,1250.5,USDC,benchmark\r\nT2,NORDVIK,HALCYON,EUR,7,BTC,benchmark-12bps\r\n`;
  expect(parseBlotter(text, 'book.csv', context)).toEqual([
    {
      ...{ line: 4, trade: 'T1', maker: 'HALCYON', taker: 'MERIDIAN' },
      ...{ makerGives: 1, takerGives: 0, makerAmount: 125_050_000_000n, spreadBps: 0 },
    },
    {
      ...{ line: 5, trade: 'T2', maker: 'NORDVIK', taker: 'HALCYON' },
      ...{ makerGives: 3, takerGives: 1, makerAmount: 7_000_000n, spreadBps: -12 },
    },
  ]);
});

test('blotter_namesFileLineAndFault', () => {
  const good = 'T1,HALCYON,MERIDIAN,BTC,1,USDC,benchmark';
  expect(refusal(good, 'T2,HALCYON,ACME,BTC,1,USDC,benchmark').message).toBe(
    'book.csv, line 3: no institution ACME; there are HALCYON, MERIDIAN, NORDVIK',
  );
  expect(refusal(good, good).message).toContain('the name T1 is taken');
  expect(refusal('T1,HALCYON,HALCYON,BTC,1,USDC,benchmark').message).toContain('same institution');
  expect(refusal('T1,HALCYON,MERIDIAN,BTC,1,BTC,benchmark').message).toContain('same asset');
  expect(refusal('T1,HALCYON,MERIDIAN,BTC,1,USDC').message).toContain('6 cells where the header has 7');
  expect(refusal('T 1,HALCYON,MERIDIAN,BTC,1,USDC,benchmark').message).toContain('named with');
  for (const price of ['20000', 'benchmark+', 'benchmark+5', 'benchmark*2bps', 'benchmark-10000bps', '']) {
    expect(refusal(`T1,HALCYON,MERIDIAN,BTC,1,USDC,${price}`).message).toContain('line 2');
  }
  expect(refusal().message).toBe('book.csv holds no trade: add at least one line');
  expect(() => parseBlotter('a,b\n', 'book.csv', context)).toThrow(/line 1: the header is not/);
});

test('blotter_refusesAmountsAndAssetsWithTheirOwnError', () => {
  const codeOf = (amount: string, asset = 'BTC') =>
    (refusal(`T1,HALCYON,MERIDIAN,${asset},${amount},USDC,benchmark`).cause as SottoError).code;
  expect(codeOf('0')).toBe('AMOUNT_ZERO');
  expect(codeOf('-1')).toBe('AMOUNT_NEGATIVE');
  expect(codeOf('0.123456789')).toBe('AMOUNT_TOO_PRECISE');
  expect(codeOf('1e3')).toBe('AMOUNT_MALFORMED');
  expect(codeOf(`1${'0'.repeat(30)}`)).toBe('AMOUNT_TOO_LARGE');
  expect(codeOf('1', 'DOGE')).toBe('ASSET_UNKNOWN');
});

test('takerAmount_followsTheBenchmarkAndTheSpread', () => {
  const prices = [priceFromDollars('0.9', 6), priceFromDollars('20000', 8)];
  const [trade] = parse('T1,HALCYON,MERIDIAN,BTC,1000,USDC,benchmark') as [BlockTrade];
  expect(takerAmountAt(trade, prices)).toBe(22_222_222_222_222n);
  expect(takerAmountAt({ ...trade, spreadBps: 10 }, prices)).toBe(22_244_444_444_444n);
  expect(takerAmountAt({ ...trade, spreadBps: -10 }, prices)).toBe(22_200_000_000_000n);
  expect(() => takerAmountAt(trade, [0n, 1n])).toThrow(expect.objectContaining({ code: 'PRICE_MISSING' }));
});

test('committedBlotter_holdsBlockTradesOfTensOfMillions', async () => {
  const file = new URL('../../demo/blotter.csv', import.meta.url).pathname;
  const trades = await loadBlotter(file, context);
  const dollars = [1, 20_000, 1, 1.07];
  for (const { makerGives, makerAmount } of trades) {
    const worth = (Number(makerAmount) / 10 ** assets.get(makerGives).decimals) * dollars[makerGives]!;
    expect(worth).toBeGreaterThan(1e7);
    expect(worth).toBeLessThan(1e8);
  }
  expect(new Set(trades.flatMap(({ maker, taker }) => [maker, taker]))).toEqual(new Set(institutions));
  expect(await readFile(file, 'utf8')).not.toContain('\r');
  await expect(loadBlotter(`${file}.absent`, context)).rejects.toMatchObject({ code: 'BLOTTER_MALFORMED' });
});
