// SPDX-License-Identifier: GPL-3.0-or-later
import { beforeAll, describe, expect, test } from 'vitest';
import { FIELD_ORDER } from '../../protocol/field.ts';
import { CREDENTIAL_EDGES } from './support/credentialEdges.ts';
import { expectSize } from './support/expectSize.ts';
import { ACCOUNT_ONLY, CONTENT, RECORD, testEveryInput } from './support/mutations.ts';
import type { Shape } from './support/scenario.ts';
import { AMOUNT_LIMIT, inputsOf, TODAY, VALUE_LIMIT } from './support/scenario.ts';
import { Statement } from './support/statement.ts';

let trade: Statement;
beforeAll(async () => {
  trade = await Statement.load('trade');
});

test('trade_hasTheExpectedSize', () => {
  expectSize(trade.system, 16_369);
  expect(trade.system.constraints).toBeLessThanOrEqual(16_380);
});

test.each<[string, Shape]>([
  ['by the maker', {}],
  [
    'by the taker',
    { side: 1n, makerGives: 2n, takerGives: 3n, makerAmount: 20_000_000_000_000n, takerAmount: 10n ** 11n },
  ],
  ['on a new day', { oldDay: TODAY - 1n }],
  ['giving from slot 0', { makerGives: 0n, makerAmount: 500_000n, takerGives: 2n, takerAmount: 500_000n }],
  ['taking into slot 0', { takerGives: 0n, takerAmount: 20_000_000_000_000n }],
  ['without fee', { fee: 0n, balances: { 0: 0n } }],
  ['without agreement', { agreementHash: 0n }],
  ['of legs of equal value', { takerAmount: 20_000_000_000_000n }],
  ['whose smaller leg is taken', { takerAmount: 19_900_000_000_000n }],
])('trade_isProven %s', (_, shape) => {
  const inputs = inputsOf('trade', shape, 9);
  expect(trade.acceptsFolded(inputs)).toBe(true);
  expect(trade.isCalculable(inputs)).toBe(true);
});

describe('each input', () => {
  testEveryInput(() => trade, {
    inputs: inputsOf('trade'),
    named: {
      chainId: { differing: ['chainId'] },
      venue: { differing: ['venue'] },
      day: { differing: ['day', 'account', ...RECORD] },
      yearMonth: { differing: ['yearMonth', ...RECORD] },
      dayOfMonth: { differing: ['dayOfMonth', ...RECORD] },
      beneficiary: { differing: ['beneficiary'] },
      fee: { differing: ['fee', 'account', ...CONTENT] },
      collarBps: { differing: ['collarBps'] },
      jurisdictions: { differing: ['jurisdictions'], to: (value) => value | (1n << 40n) },
      // Asset 2 is the larger leg: its price moves the volume.
      prices: { differing: (asset) => [`prices[${asset}]`, ...(asset === 2 ? ACCOUNT_ONLY : [])] },
    },
  });
});

/** Prices of 1, so that amounts are values, and the highest limits; slot 3 is given for slot 2. */
const unit = (give: bigint, take: bigint, more: Shape = {}): Shape => ({
  ...{ prices: { 2: 1n, 3: 1n }, makerAmount: give, takerAmount: take, oldVolume: 0n },
  ...{ balances: { 2: 0n, 3: AMOUNT_LIMIT - 1n }, collarBps: 0n },
  ...{ maxTradeValue: VALUE_LIMIT - 1n, maxDeskDayVolume: VALUE_LIMIT - 1n, ...more },
});

type Edge = [name: string, accepted: boolean, shape: Shape];

describe('collateral', () => {
  const held = 150_000_000_000n;
  const large = { takerAmount: 30_000_000_000_000n };
  const fromFeeSlot = { makerGives: 0n, makerAmount: 500_000n, takerGives: 2n, takerAmount: 500_000n };
  const toFeeSlot = { takerGives: 0n, takerAmount: 20_000_000_000_000n };
  test.each<Edge>([
    ['a balance given entirely', true, { makerAmount: held, ...large }],
    ['one more than the balance', false, { makerAmount: held + 1n, ...large }],
    ['an empty slot', false, { makerGives: 1n, prices: { 1: 2n * 10n ** 22n } }],
    ['slot 0 covering amount and fee exactly', true, { ...fromFeeSlot, balances: { 0: 500_400n } }],
    ['slot 0 covering amount and fee but for 1', false, { ...fromFeeSlot, balances: { 0: 500_399n } }],
    ['slot 0 holding exactly the fee', true, { balances: { 0: 400n } }],
    ['slot 0 holding one less than the fee', false, { balances: { 0: 399n } }],
    ['a fee covered only by what is taken', false, { ...toFeeSlot, balances: { 0: 399n } }],
    ['a fee covered before slot 0 is taken', true, { ...toFeeSlot, balances: { 0: 400n } }],
    ['a balance taken that becomes 2^120 − 1', true, { balances: { 2: AMOUNT_LIMIT - 20_050_000_000_001n } }],
    ['a balance taken that becomes 2^120', false, { balances: { 2: AMOUNT_LIMIT - 20_050_000_000_000n } }],
    ['slot 0 becoming 2^120 − 1 after the fee', true, { ...toFeeSlot, balances: { 0: feeSlotFilled(-1n) } }],
    ['slot 0 becoming 2^120 after the fee', false, { ...toFeeSlot, balances: { 0: feeSlotFilled(0n) } }],
    ['amounts of 1', true, unit(1n, 1n)],
    ['an amount given of 0', false, unit(0n, 1n, { collarBps: 9_999n })],
    ['an amount taken of 0', false, unit(1n, 0n, { collarBps: 9_999n })],
    ['both amounts 0', false, unit(0n, 0n)],
    ['amounts of 2^120 − 1', true, unit(AMOUNT_LIMIT - 1n, AMOUNT_LIMIT - 1n)],
    ['amounts of 2^120', false, unit(AMOUNT_LIMIT, AMOUNT_LIMIT, { balances: { 2: 0n, 3: AMOUNT_LIMIT } })],
    ['an amount given of r − 1', false, unit(FIELD_ORDER - 1n, 1n)],
    ['an amount taken of r − 1', false, unit(1n, FIELD_ORDER - 1n)],
    ['both amounts r − 1', false, unit(FIELD_ORDER - 1n, FIELD_ORDER - 1n, { balances: { 2: 9n, 3: 9n } })],
    [
      'asset 15',
      true,
      { makerGives: 15n, makerAmount: 9n, prices: { 15: 2n * 10n ** 32n }, takerAmount: 18n * 10n ** 12n },
    ],
    ['asset 16 given', false, { makerGives: 16n }],
    ['asset 16 taken', false, { takerGives: 16n }],
    ['asset r − 1 given', false, { makerGives: FIELD_ORDER - 1n }],
    ['asset r − 1 taken', false, { takerGives: FIELD_ORDER - 1n }],
    ['one asset against itself', false, { takerGives: 3n, takerAmount: 10n ** 11n }],
  ])('trade_meetsTheEdge of %s: %s', (_, accepted, shape) => {
    expect(trade.acceptsFolded(inputsOf('trade', shape))).toBe(accepted);
  });

  function feeSlotFilled(over: bigint): bigint {
    return AMOUNT_LIMIT - toFeeSlot.takerAmount + 400n + over;
  }
});

describe('sides', () => {
  const own = inputsOf('trade').maker as bigint;
  const other = inputsOf('trade').taker as bigint;
  test.each<Edge>([
    ['side 2', false, { side: 2n, maker: own, taker: other }],
    ['side r − 1', false, { side: FIELD_ORDER - 1n, maker: own, taker: other }],
    ['the maker as side 1', false, { side: 1n, maker: own, taker: other }],
    ['the taker as side 0', false, { side: 0n, maker: other, taker: own }],
    ['terms of two others', false, { maker: other, taker: 5n }],
    ['the same member on both sides', false, { maker: own, taker: own }],
    ['a side between two others that adds up to this member', false, halfway()],
  ])('trade_meetsTheEdge of %s: %s', (_, accepted, shape) => {
    expect(trade.acceptsFolded(inputsOf('trade', shape))).toBe(accepted);
  });

  /** own = maker + 2 · (taker − maker) for two invented members: what a side of 2 would allow. */
  function halfway(): Shape {
    return { side: 2n, maker: 2n * 11n - own + FIELD_ORDER, taker: 11n };
  }
});

describe('limits', () => {
  const larger = 20_050_000_000_000n * 10n ** 20n;
  // (2^64 − 1)(2^64 + 1) = 2^128 − 1
  const topPrice = 2n ** 64n - 1n;
  const top = { prices: { 2: topPrice, 3: topPrice } };
  test.each<Edge>([
    ['the trade limit exactly', true, { maxTradeValue: larger }],
    ['one over the trade limit', false, { maxTradeValue: larger - 1n }],
    ['a trade limit of the smaller leg', false, { maxTradeValue: 20n * 10n ** 32n }],
    ['a trade limit of 0', false, { maxTradeValue: 0n }],
    ['the day limit exactly', true, { oldVolume: 7n, maxDeskDayVolume: larger + 7n }],
    ['one over the day limit', false, { oldVolume: 7n, maxDeskDayVolume: larger + 6n }],
    [
      'yesterday’s volume, which no longer counts',
      true,
      { oldDay: TODAY - 1n, oldVolume: larger, maxDeskDayVolume: larger },
    ],
    ['a day limit of 0', false, { maxDeskDayVolume: 0n }],
    ['the largest value', true, unit(2n ** 64n + 1n, 2n ** 64n + 1n, top)],
    [
      'a value of 2^128',
      false,
      unit(2n ** 64n, 2n ** 64n, { ...top, prices: { 2: 2n ** 64n, 3: 2n ** 64n } }),
    ],
    [
      'values of 2^216',
      false,
      unit(AMOUNT_LIMIT - 1n, AMOUNT_LIMIT - 1n, {
        ...top,
        prices: { 2: 2n ** 96n - 1n, 3: 2n ** 96n - 1n },
      }),
    ],
    ['a volume that reaches 2^128', false, unit(2n ** 64n + 1n, 2n ** 64n + 1n, { ...top, oldVolume: 1n })],
  ])('trade_meetsTheEdge of %s: %s', (_, accepted, shape) => {
    expect(trade.acceptsFolded(inputsOf('trade', shape))).toBe(accepted);
  });

  test.each(CREDENTIAL_EDGES)('trade_meetsTheEdge of %s: %s', (_, accepted, shape) => {
    expect(trade.acceptsFolded(inputsOf('trade', shape))).toBe(accepted);
  });
});

describe('collar', () => {
  test.each<Edge>([
    ['the bound exactly, giving the larger leg', true, unit(10_000n, 9_900n, { collarBps: 100n })],
    ['one over the bound, giving the larger leg', false, unit(10_000n, 9_899n, { collarBps: 100n })],
    ['the bound exactly, taking the larger leg', true, unit(9_900n, 10_000n, { collarBps: 100n })],
    ['one over the bound, taking the larger leg', false, unit(9_899n, 10_000n, { collarBps: 100n })],
    ['no collar and equal values', true, unit(10_000n, 10_000n)],
    ['no collar and values one apart', false, unit(10_000n, 9_999n)],
    ['the widest collar exactly', true, unit(10_000n, 1n, { collarBps: 9_999n })],
    ['the widest collar and one apart', false, unit(10_001n, 1n, { collarBps: 9_999n })],
    ['a price of zero of what is given', false, { prices: { 3: 0n } }],
    ['a price of zero of what is taken', false, { prices: { 2: 0n } }],
    ['prices of zero', false, { prices: { 2: 0n, 3: 0n }, collarBps: 9_999n }],
    ['values far apart', false, unit(AMOUNT_LIMIT - 1n, 1n, { collarBps: 9_999n })],
  ])('trade_meetsTheEdge of %s: %s', (_, accepted, shape) => {
    expect(trade.acceptsFolded(inputsOf('trade', shape))).toBe(accepted);
  });
});

describe('days', () => {
  test.each<Edge>([
    ['a day one before the old state', false, { oldDay: TODAY + 1n }],
    ['the same day', true, { oldDay: TODAY }],
    ['the day after', true, { oldDay: TODAY - 1n }],
    ['an old day of r − 1', false, { oldDay: FIELD_ORDER - 1n - 2n ** 33n }],
    ['the last paying record of the day, number 255', true, { oldRecordIndex: 255n }],
    ['record number 256', false, { oldRecordIndex: 256n }],
    ['record number 256 without fee', false, { oldRecordIndex: 256n, fee: 0n }],
    ['record number r − 1', false, { oldRecordIndex: FIELD_ORDER - 1n }],
    ['the first record after a day of 256', true, { oldDay: TODAY - 1n, oldRecordIndex: 256n }],
  ])('trade_meetsTheEdge of %s: %s', (_, accepted, shape) => {
    expect(trade.acceptsFolded(inputsOf('trade', shape))).toBe(accepted);
  });
});
