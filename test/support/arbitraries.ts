// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import type { Account } from '../../protocol/account.ts';
import type { Credential } from '../../protocol/credential.ts';
import type { Field } from '../../protocol/field.ts';
import { FIELD_ORDER } from '../../protocol/field.ts';
import type { RecordMessage } from '../../protocol/record.ts';
import type { Terms } from '../../protocol/terms.ts';

const deep = process.env.SOTTO_DEEP === '1';

/** One seed for every property, so that a failure comes back; `npm run test:deep` takes longer runs. */
export const PROPERTY = { seed: 20230311, numRuns: deep ? 2000 : 100 };
/** For properties whose single run is slow. */
export const SLOW_PROPERTY = { ...PROPERTY, numRuns: deep ? 200 : 20 };

/** Field elements, the ends of the range more often than chance would have them. */
export const field = fc.oneof(
  { arbitrary: fc.bigInt({ min: 0n, max: FIELD_ORDER - 1n }), weight: 4 },
  { arbitrary: fc.constantFrom(0n, 1n, FIELD_ORDER - 1n), weight: 1 },
) as fc.Arbitrary<Field>;

/** Integers below 2^count, the ends more often than chance. */
export function bits(count: number): fc.Arbitrary<bigint> {
  const max = (1n << BigInt(count)) - 1n;
  return fc.oneof({ arbitrary: fc.bigInt({ min: 0n, max }), weight: 4 }, fc.constantFrom(0n, 1n, max));
}

export const amount = bits(120);
export const positiveAmount = fc.bigInt({ min: 1n, max: 2n ** 120n - 1n });
export const assetSlot = fc.integer({ min: 0, max: 15 });
export const desk = fc.integer({ min: 0, max: 2 ** 21 - 1 });
export const day = fc.oneof(fc.integer({ min: 0, max: 60_000 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
export const deadline = fc.integer({ min: 0, max: 2 ** 40 - 1 });

export const account: fc.Arbitrary<Account> = fc.record({
  member: field,
  viewCommit: field,
  exitAuthority: bits(160),
  desk,
  day,
  seq: fc.integer({ min: 1, max: 2 ** 40 }),
  recordIndex: fc.integer({ min: 1, max: 10_000 }),
  volume: bits(128),
  balances: fc.array(amount, { minLength: 16, maxLength: 16 }),
  blinding: field,
});

export const credential: fc.Arbitrary<Credential> = fc.record({
  member: field,
  viewCommit: field,
  jurisdiction: fc.integer({ min: 0, max: 63 }),
  maxTradeValue: bits(128),
  maxDeskDayVolume: bits(128),
  expiry: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  leiHash: field,
  salt: field,
});

export const terms: fc.Arbitrary<Terms> = fc
  .record({
    makerGives: assetSlot,
    makerAmount: positiveAmount,
    takerGives: assetSlot,
    takerAmount: positiveAmount,
    maker: field,
    taker: field,
    deadline,
    agreementHash: field,
    salt: field,
  })
  .filter(({ makerGives, takerGives, maker, taker }) => makerGives !== takerGives && maker !== taker);

export const recordMessage: fc.Arbitrary<RecordMessage> = fc.oneof(
  fc.record({ kind: fc.constant('open' as const), member: field, desk, exitAuthority: bits(160) }),
  fc.record({
    kind: fc.constant('deposit' as const),
    ...{ member: field, desk, takeAsset: assetSlot, takeAmount: amount },
  }),
  fc.record({
    kind: fc.constant('withdraw' as const),
    ...{ member: field, desk, giveAsset: assetSlot, giveAmount: amount, exitAuthority: bits(160) },
  }),
  fc.record({ kind: fc.constant('refresh' as const), member: field, desk, fee: amount }),
  fc.record({
    kind: fc.constant('trade' as const),
    ...{ member: field, desk, side: fc.constantFrom(0 as const, 1 as const) },
    ...{ giveAsset: assetSlot, giveAmount: amount, takeAsset: assetSlot, takeAmount: amount },
    ...{ counterparty: field, agreementHash: field, salt: field, deadline, fee: amount },
  }),
);
