// SPDX-License-Identifier: Apache-2.0
import { toCount } from './account.ts';
import { toPositiveAmount } from './amount.ts';
import { assertAssetSlot } from './asset.ts';
import { SottoError } from './errors.ts';
import type { Field } from './field.ts';
import { assertBits, toField } from './field.ts';
import { MINUTE_BITS } from './generated/circuits.ts';
import { hash } from './hash.ts';

/** What two members agree on. Amounts in base units, deadline in whole minutes since 1970. */
export interface Terms {
  makerGives: number;
  makerAmount: bigint;
  takerGives: number;
  takerAmount: bigint;
  /** Member identifiers. */
  maker: bigint;
  taker: bigint;
  deadline: number;
  /** Names the parties' paper; 0 for none. */
  agreementHash: bigint;
  /** Random: makes two equal agreements different trades, and their hash unguessable. */
  salt: bigint;
}

/** 0 the maker, 1 the taker. */
export type Side = 0 | 1;

/** Terms as one side sees them. */
export interface Leg {
  giveAsset: number;
  giveAmount: bigint;
  takeAsset: number;
  takeAmount: bigint;
  counterparty: bigint;
}

const FIELD_NAMES: readonly (keyof Terms)[] = [
  ...(['makerGives', 'makerAmount', 'takerGives', 'takerAmount'] as const),
  ...(['maker', 'taker', 'deadline', 'agreementHash', 'salt'] as const),
];

/**
 * The terms if a trade can be made of them at all. Throws ASSET_UNKNOWN, AMOUNT_…, COUNTERPARTY_SELF, or
 * TERMS_INVALID with the field's name.
 */
export function assertTerms(terms: Terms): Terms {
  assertAssetSlot(terms.makerGives, 'makerGives');
  assertAssetSlot(terms.takerGives, 'takerGives');
  toPositiveAmount(terms.makerAmount, 'makerAmount');
  toPositiveAmount(terms.takerAmount, 'takerAmount');
  if (terms.makerGives === terms.takerGives) {
    throw new SottoError(
      'TERMS_INVALID',
      'Both sides give the same asset: makerGives and takerGives must differ',
    );
  }
  if (terms.maker === terms.taker) throw new SottoError('COUNTERPARTY_SELF');
  try {
    for (const name of ['maker', 'taker', 'agreementHash', 'salt'] as const) toField(terms[name], name);
    assertBits(toCount(terms.deadline, 'deadline'), MINUTE_BITS, 'deadline');
  } catch (cause) {
    throw new SottoError('TERMS_INVALID', `Terms: ${(cause as Error).message}`, { cause });
  }
  return terms;
}

/** The public name of a trade (PROTOCOL §5), the same for both sides. */
export function tradeHash(terms: Terms): Field {
  assertTerms(terms);
  return hash('TERMS', ...FIELD_NAMES.map((name) => BigInt(terms[name])));
}

/** The side a member is on; TERMS_NOT_OURS if it is on neither. */
export function sideOf(terms: Terms, member: bigint): Side {
  if (terms.maker === member) return 0;
  if (terms.taker === member) return 1;
  throw new SottoError('TERMS_NOT_OURS');
}

/** What the given side gives, takes, and from whom. */
export function legOf(terms: Terms, side: Side): Leg {
  const { makerGives, makerAmount, takerGives, takerAmount, maker, taker } = terms;
  const [giveAsset, giveAmount, takeAsset, takeAmount, counterparty] =
    side === 0
      ? ([makerGives, makerAmount, takerGives, takerAmount, taker] as const)
      : ([takerGives, takerAmount, makerGives, makerAmount, maker] as const);
  return { giveAsset, giveAmount, takeAsset, takeAmount, counterparty };
}

/** Throws TERMS_MISMATCH naming every field in which the two sides' copies differ. */
export function assertSameTerms(ours: Terms, theirs: Terms): void {
  const differing = FIELD_NAMES.filter((name) => ours[name] !== theirs[name]);
  if (differing.length === 0) return;
  throw new SottoError('TERMS_MISMATCH', `The two sides' terms differ in ${differing.join(', ')}`);
}

/** Throws TERMS_EXPIRED if the deadline has passed at `unixSeconds`. */
export function assertNotExpired(terms: Terms, unixSeconds: number): void {
  if (unixSeconds <= terms.deadline * 60) return;
  const deadline = new Date(terms.deadline * 60_000).toISOString();
  throw new SottoError('TERMS_EXPIRED', `The terms expired at ${deadline}`);
}
