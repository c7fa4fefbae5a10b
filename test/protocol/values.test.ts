// SPDX-License-Identifier: Apache-2.0

import { getAddress } from 'ethers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressToField, fieldToAddress, normalizeAddress } from '../../protocol/address.ts';
import { formatAmount, MAX_AMOUNT, parseAmount, toAmount, toPositiveAmount } from '../../protocol/amount.ts';
import { AssetList } from '../../protocol/asset.ts';
import {
  assertBits,
  bigintToBytes,
  bytesToBigint,
  FIELD_ORDER,
  isField,
  randomField,
  reduceBytes,
  toField,
  toPublicField,
} from '../../protocol/field.ts';
import { bits, PROPERTY, positiveAmount } from '../support/arbitraries.ts';
import { expectCode } from '../support/expectCode.ts';

describe('field', () => {
  test('toField_refusesOrderAndNegative', () => {
    for (const value of [0n, FIELD_ORDER - 1n]) {
      expect(toField(value, 'x')).toBe(value);
      expect(toPublicField(value, 'x')).toBe(value);
    }
    expectCode('FIELD_OUT_OF_RANGE', () => toField(FIELD_ORDER, 'x'));
    expectCode('FIELD_OUT_OF_RANGE', () => toField(-1n, 'x'));
    expectCode('FIELD_OUT_OF_RANGE', () => toField(1 as unknown as bigint, 'x'));
  });

  test('toField_keepsValueOutOfError_unlessPublic', () => {
    const secret = FIELD_ORDER + 123456789n;
    const hidden = expectCode('FIELD_OUT_OF_RANGE', () => toField(secret, 'spendSecret'));
    expect(`${hidden.message} ${hidden.explain()}`).not.toContain(secret.toString());
    expect(expectCode('FIELD_OUT_OF_RANGE', () => toPublicField(secret, 'root')).message).toContain(
      secret.toString(),
    );
  });

  test('assertBits_refusesPowerOfTwo', () => {
    expect(assertBits(255n, 8, 'x')).toBe(255n);
    for (const value of [256n, -1n]) expectCode('VALUE_OUT_OF_RANGE', () => assertBits(value, 8, 'x'));
  });

  test('bigintToBytes_invertsBytesToBigint', () => {
    fc.assert(
      fc.property(bits(256), (value) => {
        const bytes = bigintToBytes(value);
        expect(bytes).toHaveLength(32);
        expect(bytesToBigint(bytes)).toBe(value);
      }),
      PROPERTY,
    );
    expect([...bigintToBytes(258n, 3)]).toEqual([0, 1, 2]);
    expectCode('VALUE_OUT_OF_RANGE', () => bigintToBytes(256n, 1));
  });

  test('reduceBytes_reducesModOrder', () => {
    expect(reduceBytes(bigintToBytes(FIELD_ORDER + 7n))).toBe(7n);
  });

  test('randomField_isInFieldAndFresh', () => {
    const drawn = Array.from({ length: 20 }, randomField);
    expect(drawn.every(isField)).toBe(true);
    expect(new Set(drawn).size).toBe(20);
  });
});

describe('amount', () => {
  test.each([
    ['1250.5', 6, 1_250_500_000n],
    ['0.00000001', 8, 1n],
    ['007.10', 2, 710n],
    ['3.1000', 1, 31n],
    [' 42 ', 0, 42n],
    ['1329227995784915872.903807060280344575', 18, MAX_AMOUNT],
  ])('parseAmount_reads_%s', (text, decimals, units) => {
    expect(parseAmount(text, decimals)).toBe(units);
  });

  test.each([
    ['AMOUNT_ZERO', '0', 6],
    ['AMOUNT_ZERO', '0.000', 2],
    ['AMOUNT_ZERO', '-0', 2],
    ['AMOUNT_NEGATIVE', '-1', 6],
    ['AMOUNT_NEGATIVE', '-0.01', 6],
    ['AMOUNT_TOO_PRECISE', '1.0000001', 6],
    ['AMOUNT_TOO_PRECISE', '0.5', 0],
    ['AMOUNT_TOO_LARGE', '1329227995784915872.903807060280344576', 18],
    ['AMOUNT_TOO_LARGE', '9'.repeat(1000), 0],
    ['AMOUNT_MALFORMED', '', 6],
    ['AMOUNT_MALFORMED', '1,000', 6],
    ['AMOUNT_MALFORMED', '1e6', 6],
    ['AMOUNT_MALFORMED', '.5', 6],
    ['AMOUNT_MALFORMED', '5.', 6],
    ['AMOUNT_MALFORMED', '+1', 6],
    ['AMOUNT_MALFORMED', '0x10', 6],
    ['AMOUNT_MALFORMED', 'NaN', 6],
  ] as const)('parseAmount_throws_%s_for_%s', (code, text, decimals) => {
    expectCode(code, () => parseAmount(text, decimals));
  });

  test('parseAmount_invertsFormatAmount', () => {
    fc.assert(
      fc.property(positiveAmount, fc.integer({ min: 0, max: 30 }), (units, decimals) => {
        expect(parseAmount(formatAmount(units, decimals), decimals)).toBe(units);
      }),
      PROPERTY,
    );
    expect(formatAmount(0n, 6)).toBe('0');
    expectCode('AMOUNT_TOO_LARGE', () => formatAmount(MAX_AMOUNT + 1n, 6));
    expect(formatAmount(1_500_000n, 6)).toBe('1.5');
  });

  test('toAmount_namesTheFieldAndNotTheValue', () => {
    const error = expectCode('AMOUNT_TOO_LARGE', () => toAmount(MAX_AMOUNT + 1n, 'makerAmount'));
    expect(error.message).toContain('makerAmount');
    expect(error.message).not.toContain((MAX_AMOUNT + 1n).toString());
    expectCode('AMOUNT_NEGATIVE', () => toAmount(-1n));
    expectCode('AMOUNT_MALFORMED', () => toAmount(5 as unknown as bigint));
    expectCode('AMOUNT_ZERO', () => toPositiveAmount(0n));
    expect(toAmount(0n)).toBe(0n);
  });
});

describe('asset list', () => {
  const token = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
  const usdc = { slot: 0, symbol: 'USDC', decimals: 6, token };
  const btc = { slot: 1, symbol: 'BTC', decimals: 8, token };

  test('get_findsBySlotAndSymbol', () => {
    const list = new AssetList([usdc, btc]);
    expect(list.get(1).symbol).toBe('BTC');
    expect(list.get('USDC').slot).toBe(0);
    expect(list.get('USDC').token).toBe(token.toLowerCase());
  });

  test('get_namesWhatIsNotListed', () => {
    const error = expectCode('ASSET_UNKNOWN', () => new AssetList([usdc, btc]).get('DOGE'));
    expect(error.message).toContain('DOGE');
    expect(error.message).toContain('USDC, BTC');
    expectCode('ASSET_UNKNOWN', () => new AssetList([usdc]).get(1));
  });

  test('constructor_refusesDuplicatesAndUnknownSlots', () => {
    expectCode('ASSET_UNKNOWN', () => new AssetList([usdc, { ...btc, slot: 0 }]));
    expectCode('ASSET_UNKNOWN', () => new AssetList([usdc, { ...btc, symbol: 'USDC' }]));
    expectCode('ASSET_UNKNOWN', () => new AssetList([{ ...usdc, slot: 16 }]));
    expectCode('ASSET_UNKNOWN', () => new AssetList([{ ...usdc, slot: 0.5 }]));
  });
});

describe('address', () => {
  test('normalizeAddress_agreesWithEthersOnChecksums', () => {
    fc.assert(
      fc.property(bits(160), (value) => {
        const lower = fieldToAddress(value);
        expect(normalizeAddress(getAddress(lower))).toBe(lower);
        expect(addressToField(lower)).toBe(value);
      }),
      PROPERTY,
    );
  });

  test('normalizeAddress_refusesWrongChecksumAndForm', () => {
    const good = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
    expectCode('ADDRESS_INVALID', () => normalizeAddress(good.replace('FbD', 'fbD')));
    for (const bad of [good.slice(2), good.slice(0, -1), `${good}0`, '', '0xzz']) {
      expectCode('ADDRESS_INVALID', () => normalizeAddress(bad));
    }
    expectCode('ADDRESS_INVALID', () => fieldToAddress(2n ** 160n));
  });
});
