// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_AMOUNT } from '../../protocol/amount.ts';
import { FIELD_ORDER } from '../../protocol/field.ts';
import { TAGS } from '../../protocol/generated/circuits.ts';
import { poseidon } from '../../protocol/hash.ts';
import type { Terms } from '../../protocol/terms.ts';
import {
  assertNotExpired,
  assertSameTerms,
  assertTerms,
  legOf,
  sideOf,
  tradeHash,
} from '../../protocol/terms.ts';
import { terms as anyTerms, SLOW_PROPERTY } from '../support/arbitraries.ts';
import { expectCode } from '../support/expectCode.ts';

const terms: Terms = {
  ...{ makerGives: 1, makerAmount: 10_000n, takerGives: 0, takerAmount: 2_000_000n, maker: 31n, taker: 32n },
  ...{ deadline: 27_975_000, agreementHash: 0n, salt: 33n },
};

describe('terms', () => {
  test('tradeHash_followsTheProtocol', () => {
    fc.assert(
      fc.property(anyTerms, (t) => {
        const assets = [BigInt(t.makerGives), t.makerAmount, BigInt(t.takerGives), t.takerAmount];
        const rest = [t.maker, t.taker, BigInt(t.deadline), t.agreementHash, t.salt];
        expect(tradeHash(t)).toBe(poseidon([TAGS.TERMS, ...assets, ...rest]));
      }),
      SLOW_PROPERTY,
    );
  });

  test('legOf_mirrorsTheSides', () => {
    expect(legOf(terms, 0)).toEqual({
      ...{ giveAsset: 1, giveAmount: 10_000n, takeAsset: 0, takeAmount: 2_000_000n, counterparty: 32n },
    });
    expect(legOf(terms, 1)).toEqual({
      ...{ giveAsset: 0, giveAmount: 2_000_000n, takeAsset: 1, takeAmount: 10_000n, counterparty: 31n },
    });
  });

  test('sideOf_knowsBothMembersAndNobodyElse', () => {
    expect([sideOf(terms, 31n), sideOf(terms, 32n)]).toEqual([0, 1]);
    expectCode('TERMS_NOT_OURS', () => sideOf(terms, 30n));
  });

  test.each([
    ['ASSET_UNKNOWN', { makerGives: 16 }],
    ['ASSET_UNKNOWN', { takerGives: -1 }],
    ['AMOUNT_ZERO', { makerAmount: 0n }],
    ['AMOUNT_NEGATIVE', { takerAmount: -5n }],
    ['AMOUNT_TOO_LARGE', { takerAmount: MAX_AMOUNT + 1n }],
    ['TERMS_INVALID', { takerGives: 1 }],
    ['COUNTERPARTY_SELF', { taker: 31n }],
    ['TERMS_INVALID', { deadline: 2 ** 40 }],
    ['TERMS_INVALID', { deadline: 0.5 }],
    ['TERMS_INVALID', { salt: FIELD_ORDER }],
    ['TERMS_INVALID', { agreementHash: -1n }],
    ['TERMS_INVALID', { maker: FIELD_ORDER }],
  ] as const)('assertTerms_throws_%s_forCase_%#', (code, change) => {
    expectCode(code, () => assertTerms({ ...terms, ...change }));
    expectCode(code, () => tradeHash({ ...terms, ...change }));
  });

  test('assertSameTerms_namesEveryDifference', () => {
    assertSameTerms(terms, { ...terms });
    const error = expectCode('TERMS_MISMATCH', () => {
      assertSameTerms(terms, { ...terms, takerAmount: 2_000_001n, salt: 1n });
    });
    expect(error.message).toContain('takerAmount, salt');
    expect(error.message).not.toContain('2000001');
    for (const name of Object.keys(terms) as (keyof Terms)[]) {
      expectCode('TERMS_MISMATCH', () => assertSameTerms(terms, { ...terms, [name]: 77 }));
    }
  });

  test('assertNotExpired_allowsTheLastSecond', () => {
    assertNotExpired(terms, terms.deadline * 60);
    const error = expectCode('TERMS_EXPIRED', () => assertNotExpired(terms, terms.deadline * 60 + 1));
    expect(error.message).toContain('2023-03-11');
  });
});
