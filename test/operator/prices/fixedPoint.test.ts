// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  distanceBps,
  divideQuotes,
  formatQuote,
  multiplyQuotes,
  parseQuote,
  toProtocolPrice,
} from '../../../operator/prices/fixedPoint.ts';

const seeded = { seed: 20230311, numRuns: 500 };

test('parseQuote_readsADecimalExactly', () => {
  expect(parseQuote('20371.04')).toBe(2037104n * 10n ** 24n);
  expect(parseQuote('0.00000000000000000000000001')).toBe(1n);
  // A float cannot hold this number; the quote must.
  expect(parseQuote('123456789012345.12345678901234567890123456')).toBe(
    12345678901234512345678901234567890123456n,
  );
});

test.each([
  '',
  ' 1',
  '1 ',
  '-1',
  '+1',
  '1e5',
  '1.',
  '.5',
  '1,000',
  '0x10',
  'NaN',
  '1.000000000000000000000000001',
])('parseQuote_rejects %j', (text) => {
  expect(parseQuote(text)).toBeUndefined();
});

test('formatQuote_returnsWhatWasParsed', () => {
  const quotes = fc.bigInt({ min: 0n, max: 10n ** 40n });
  fc.assert(
    fc.property(quotes, (quote) => {
      expect(parseQuote(formatQuote(quote))).toBe(quote);
    }),
    seeded,
  );
  expect(formatQuote(parseQuote('20371.04')!)).toBe('20371.04');
  expect(formatQuote(parseQuote('1.0099999')!, 2)).toBe('1.00');
});

test('toProtocolPrice_givesTheExamplesOfTheProtocolPage', () => {
  expect(toProtocolPrice(parseQuote('20000')!, 8)).toBe(2n * 10n ** 22n);
  expect(toProtocolPrice(parseQuote('1')!, 6)).toBe(10n ** 20n);
  expect(toProtocolPrice(parseQuote('1')!, 18)).toBe(10n ** 8n);
});

test('toProtocolPrice_isExactWheneverTheAssetHasRoomForTheDecimals', () => {
  // A close has d digits after the point and the asset k decimals: with d + k ≤ 26 nothing may be lost.
  const cases = fc
    .record({ mantissa: fc.bigInt({ min: 1n, max: 10n ** 12n }), digits: fc.integer({ min: 0, max: 8 }) })
    .chain((close) => fc.record({ close: fc.constant(close), decimals: fc.integer({ min: 0, max: 18 }) }));
  fc.assert(
    fc.property(cases, ({ close: { mantissa, digits }, decimals }) => {
      const text = mantissa.toString().padStart(digits + 1, '0');
      const decimal = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
      const price = toProtocolPrice(parseQuote(decimal)!, decimals);
      expect(price * 10n ** BigInt(digits + decimals)).toBe(mantissa * 10n ** 26n);
    }),
    seeded,
  );
});

test('toProtocolPrice_roundsHalfUp', () => {
  expect(toProtocolPrice(15n, 1)).toBe(2n);
  expect(toProtocolPrice(14n, 1)).toBe(1n);
  expect(toProtocolPrice(4n, 1)).toBe(0n);
});

test('quotes_divideAndMultiply', () => {
  expect(divideQuotes(parseQuote('20000')!, parseQuote('16000')!)).toBe(parseQuote('1.25')!);
  expect(multiplyQuotes(parseQuote('16000')!, parseQuote('1.25')!)).toBe(parseQuote('20000')!);
});

test('distanceBps_roundsUp', () => {
  expect(distanceBps(10_100n, 10_000n)).toBe(100);
  expect(distanceBps(9_900n, 10_000n)).toBe(100);
  expect(distanceBps(10_000_001n, 10_000_000n)).toBe(1);
  expect(distanceBps(7n, 7n)).toBe(0);
});
