// SPDX-License-Identifier: Apache-2.0
import { toAmount } from './amount.ts';
import { calendarOf } from './calendar.ts';
import type { Credential } from './credential.ts';
import { SottoError } from './errors.ts';
import { isBelowPowerOfTwo } from './field.ts';
import { COLLAR_SCALE, JURISDICTIONS } from './generated/circuits.ts';
import { collarDistanceBps, formatValue, isWithinCollar, tradeValues } from './price.ts';
import type { Terms } from './terms.ts';

/** The venue's trading rules, as its contract holds them. */
export interface Policy {
  /** Flat fee for each half and each refresh by a third party, in base units of slot 0. */
  fee: bigint;
  /** How far the two legs' values may differ, in basis points of the larger. */
  collarBps: number;
  /** Bit i: jurisdiction i may open, deposit and trade. */
  jurisdictions: bigint;
  /** Seconds a trade's snapshot may be old. */
  maxPriceAge: number;
  /** Part of a fee that goes to whoever inserts the leaf, in basis points. */
  inserterShareBps: number;
}

/** POLICY_INVALID with the name of a field that no venue accepts. */
export function assertPolicy(policy: Policy): Policy {
  toAmount(policy.fee, 'fee');
  const isValid = {
    collarBps: isCount(policy.collarBps) && policy.collarBps < COLLAR_SCALE,
    jurisdictions: isBelowPowerOfTwo(policy.jurisdictions, JURISDICTIONS),
    maxPriceAge: isCount(policy.maxPriceAge),
    inserterShareBps: isCount(policy.inserterShareBps) && policy.inserterShareBps <= COLLAR_SCALE,
  };
  for (const [name, valid] of Object.entries(isValid)) {
    if (!valid) throw new SottoError('POLICY_INVALID', `${name} is out of range`);
  }
  return policy;
}

/** Bitmap of jurisdictions 0 to 63. */
export function jurisdictionBitmap(jurisdictions: Iterable<number>): bigint {
  let bitmap = 0n;
  for (const jurisdiction of jurisdictions) {
    if (!isCount(jurisdiction) || jurisdiction >= JURISDICTIONS) {
      throw new SottoError('POLICY_INVALID', `Jurisdictions are numbered 0 to ${JURISDICTIONS - 1}`);
    }
    bitmap |= 1n << BigInt(jurisdiction);
  }
  return bitmap;
}

/** What makes a credential valid on a day, as the circuits see it: CREDENTIAL_EXPIRED, JURISDICTION_NOT_ALLOWED. */
export function assertCredentialValid(credential: Credential, jurisdictions: bigint, day: number): void {
  if (credential.expiry < day) {
    throw new SottoError('CREDENTIAL_EXPIRED', undefined, {
      explanation: `The credential was valid until ${isoDay(credential.expiry)}; the action is for ${isoDay(day)}.`,
    });
  }
  if (((jurisdictions >> BigInt(credential.jurisdiction)) & 1n) === 1n) return;
  throw new SottoError('JURISDICTION_NOT_ALLOWED', undefined, {
    explanation: `The policy does not allow jurisdiction ${credential.jurisdiction}.`,
  });
}

export interface TradeCheck {
  terms: Terms;
  /** The 16 prices of the snapshot. */
  prices: readonly bigint[];
  collarBps: number;
  credential: Pick<Credential, 'maxTradeValue' | 'maxDeskDayVolume'>;
  /** What the desk traded already on the day of the trade. */
  volume: bigint;
}

/**
 * Limits and collar as the circuit sees them; returns the value the trade counts with. Throws PRICE_MISSING,
 * COLLAR_EXCEEDED, TRADE_LIMIT_EXCEEDED, DAY_LIMIT_EXCEEDED, each with the figures in its explanation.
 */
export function assertTradeAllowed({ terms, prices, collarBps, credential, volume }: TradeCheck): bigint {
  const values = tradeValues(terms, prices);
  const { larger } = values;
  if (!isWithinCollar(values, collarBps)) {
    const distance = collarDistanceBps(values);
    throw new SottoError(
      'COLLAR_EXCEEDED',
      `The legs differ by more than the collar of ${collarBps} basis points`,
      {
        explanation: `At the benchmark the maker gives $${formatValue(values.makerGives)} and the taker $${formatValue(values.takerGives)}: ${distance} basis points apart, the collar is ${collarBps}.`,
      },
    );
  }
  if (larger > credential.maxTradeValue) {
    throw new SottoError('TRADE_LIMIT_EXCEEDED', undefined, {
      explanation: `The trade is worth $${formatValue(larger)}; the limit for one trade is $${formatValue(credential.maxTradeValue)}.`,
    });
  }
  if (volume + larger > credential.maxDeskDayVolume) {
    throw new SottoError('DAY_LIMIT_EXCEEDED', undefined, {
      explanation: `With this trade of $${formatValue(larger)} the desk's day would be $${formatValue(volume + larger)}; the limit is $${formatValue(credential.maxDeskDayVolume)}.`,
    });
  }
  return larger;
}

function isoDay(day: number): string {
  const { yearMonth, dayOfMonth } = calendarOf(day);
  const [year, month, date] = [Math.floor(yearMonth / 100), yearMonth % 100, dayOfMonth];
  return `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}
