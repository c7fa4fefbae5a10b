// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Policy } from '../../protocol/policy.ts';
import {
  assertCredentialValid,
  assertPolicy,
  assertTradeAllowed,
  jurisdictionBitmap,
} from '../../protocol/policy.ts';
import {
  assertPrice,
  collarDistanceBps,
  formatPrice,
  formatValue,
  isWithinCollar,
  priceFromDollars,
  tradeValues,
  valueFromDollars,
} from '../../protocol/price.ts';
import type { Terms } from '../../protocol/terms.ts';
import { terms as anyTerms, bits, PROPERTY } from '../support/arbitraries.ts';
import { expectCode } from '../support/expectCode.ts';

const prices = Array<bigint>(16)
  .fill(0n)
  .with(0, priceFromDollars('1', 6))
  .with(1, priceFromDollars('20000', 8));
/** 100 BTC for 2,000,000 USDC. */
const terms: Terms = {
  ...{ makerGives: 1, makerAmount: 100n * 10n ** 8n, takerGives: 0, takerAmount: 2_000_000n * 10n ** 6n },
  ...{ maker: 1n, taker: 2n, deadline: 1, agreementHash: 0n, salt: 3n },
};

describe('price', () => {
  test('priceFromDollars_knowsTheExamplesOfThePage', () => {
    expect(priceFromDollars('20000', 8)).toBe(2n * 10n ** 22n);
    expect(priceFromDollars('1', 6)).toBe(10n ** 20n);
    expect(priceFromDollars('1', 18)).toBe(10n ** 8n);
    expect(priceFromDollars('0.8774', 6)).toBe(8774n * 10n ** 16n);
  });

  test('formatPrice_invertsPriceFromDollars', () => {
    fc.assert(
      fc.property(bits(90), fc.integer({ min: 0, max: 18 }), (price, decimals) => {
        fc.pre(price > 0n);
        expect(priceFromDollars(formatPrice(price, decimals), decimals)).toBe(price);
      }),
      PROPERTY,
    );
  });

  test('priceFromDollars_refusesBadInput', () => {
    for (const text of ['0', '-1', '', '1e5', '1,000', 'NaN', '.5', '800000000000000']) {
      expectCode('PRICE_INVALID', () => priceFromDollars(text, 0));
    }
    expectCode('PRICE_INVALID', () => priceFromDollars('0.00000001', 20));
    expectCode('PRICE_INVALID', () => assertPrice(2n ** 96n));
    expectCode('PRICE_INVALID', () => assertPrice(-1n));
  });

  test('valueFromDollars_and_formatValue', () => {
    expect(valueFromDollars('25000000')).toBe(25_000_000n * 10n ** 26n);
    expect(formatValue(valueFromDollars('1234.5'))).toBe('1234.50');
    expect(formatValue(10n ** 23n * 999n, 0)).toBe('0');
    expectCode('VALUE_OUT_OF_RANGE', () => valueFromDollars('3500000000000'));
    expect(valueFromDollars('3400000000000') < 2n ** 128n).toBe(true);
  });

  test('tradeValues_countTheLargerLeg', () => {
    const values = tradeValues({ ...terms, takerAmount: 2_010_000n * 10n ** 6n }, prices);
    expect(values.makerGives).toBe(valueFromDollars('2000000'));
    expect(values.larger).toBe(valueFromDollars('2010000'));
    expectCode('PRICE_MISSING', () => tradeValues({ ...terms, makerGives: 2 }, prices));
    expectCode('PRICE_INVALID', () => tradeValues(terms, prices.slice(1)));
    expectCode('PRICE_INVALID', () => tradeValues(terms, prices.with(1, 2n ** 96n)));
    expectCode('PRICE_INVALID', () => formatPrice(2n ** 96n, 8));
  });

  test('isWithinCollar_isTheInequalityOfTheCircuit', () => {
    fc.assert(
      fc.property(anyTerms, bits(96), bits(96), fc.integer({ min: 0, max: 9999 }), (t, p, q, collarBps) => {
        fc.pre(p > 0n && q > 0n);
        const values = tradeValues(t, Array<bigint>(16).fill(1n).with(t.makerGives, p).with(t.takerGives, q));
        const [a, b] = [t.makerAmount * p, t.takerAmount * q];
        const [large, small] = a > b ? [a, b] : [b, a];
        expect(isWithinCollar(values, collarBps)).toBe(
          BigInt(collarBps) * large >= 10_000n * (large - small),
        );
        expect(isWithinCollar(values, collarDistanceBps(values))).toBe(true);
        const distance = collarDistanceBps(values);
        if (distance > 0) expect(isWithinCollar(values, distance - 1)).toBe(false);
      }),
      PROPERTY,
    );
  });
});

describe('policy', () => {
  const policy: Policy = {
    ...{ fee: 5_000_000n, collarBps: 100, jurisdictions: 0b11n, maxPriceAge: 900, inserterShareBps: 2000 },
  };

  test('assertPolicy_namesTheFieldOutOfRange', () => {
    expect(assertPolicy(policy)).toBe(policy);
    for (const change of [
      { collarBps: 10_000 },
      { collarBps: -1 },
      { jurisdictions: 2n ** 64n },
      { maxPriceAge: 0.5 },
      { inserterShareBps: 10_001 },
    ]) {
      const error = expectCode('POLICY_INVALID', () => assertPolicy({ ...policy, ...change }));
      expect(error.message).toContain(Object.keys(change)[0]);
    }
    expectCode('AMOUNT_TOO_LARGE', () => assertPolicy({ ...policy, fee: 2n ** 120n }));
    expect(assertPolicy({ ...policy, collarBps: 9_999, inserterShareBps: 10_000 }).collarBps).toBe(9_999);
  });

  test('jurisdictionBitmap_setsOneBitEach', () => {
    expect(jurisdictionBitmap([0, 2, 63, 2])).toBe(5n + 2n ** 63n);
    expect(jurisdictionBitmap([])).toBe(0n);
    for (const bad of [64, -1, 0.5]) expectCode('POLICY_INVALID', () => jurisdictionBitmap([bad]));
  });

  test('assertCredentialValid_checksDayAndJurisdiction', () => {
    const credential = {
      ...{ member: 1n, viewCommit: 2n, jurisdiction: 2, maxTradeValue: 0n, maxDeskDayVolume: 0n },
      ...{ expiry: 19_427, leiHash: 0n, salt: 0n },
    };
    assertCredentialValid(credential, 0b100n, 19_427);
    const expired = expectCode('CREDENTIAL_EXPIRED', () => assertCredentialValid(credential, 0b100n, 19_428));
    expect(expired.explain()).toContain('2023-03-11');
    expectCode('JURISDICTION_NOT_ALLOWED', () => assertCredentialValid(credential, 0b1011n, 19_427));
  });
});

describe('trade check', () => {
  const check = {
    ...{ terms, prices, collarBps: 50, volume: valueFromDollars('1000000') },
    credential: { maxTradeValue: valueFromDollars('2000000'), maxDeskDayVolume: valueFromDollars('3000000') },
  };

  test('assertTradeAllowed_returnsTheValueThatCounts', () => {
    expect(assertTradeAllowed(check)).toBe(valueFromDollars('2000000'));
  });

  test('assertTradeAllowed_stopsOneUnitBeyondEachLimit', () => {
    const { maxTradeValue, maxDeskDayVolume } = check.credential;
    const cases = [
      ['TRADE_LIMIT_EXCEEDED', { credential: { maxTradeValue: maxTradeValue - 1n, maxDeskDayVolume } }],
      ['DAY_LIMIT_EXCEEDED', { credential: { maxTradeValue, maxDeskDayVolume: maxDeskDayVolume - 1n } }],
      ['DAY_LIMIT_EXCEEDED', { volume: check.volume + 1n }],
    ] as const;
    for (const [code, change] of cases) {
      const error = expectCode(code, () => assertTradeAllowed({ ...check, ...change }));
      expect(error.explain()).toContain('$2000000.00');
      expect(error.message).not.toContain('2000000');
    }
  });

  test('assertTradeAllowed_keepsToTheCollar', () => {
    const at = (takerAmount: bigint) => () =>
      assertTradeAllowed({ ...check, terms: { ...terms, takerAmount } });
    expect(at(1_990_000n * 10n ** 6n)()).toBe(valueFromDollars('2000000'));
    const error = expectCode('COLLAR_EXCEEDED', at(1_990_000n * 10n ** 6n - 1n));
    expect(error.explain()).toContain('51 basis points');
    expectCode('PRICE_MISSING', () => assertTradeAllowed({ ...check, prices: prices.with(1, 0n) }));
  });
});
