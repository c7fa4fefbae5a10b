// SPDX-License-Identifier: Apache-2.0
import { SottoError } from './errors.ts';
import { isBelowPowerOfTwo } from './field.ts';
import { AMOUNT_BITS } from './generated/circuits.ts';

declare const amountBrand: unique symbol;

/** Base units of an asset: an integer below 2^120. */
export type Amount = bigint & { readonly [amountBrand]: true };

/** The largest amount or balance of one asset. */
export const MAX_AMOUNT = (2n ** BigInt(AMOUNT_BITS) - 1n) as Amount;

/** `value` as an amount, zero allowed; the error never repeats the value. */
export function toAmount(value: bigint, name = 'amount'): Amount {
  if (typeof value === 'bigint' && value < 0n) throw new SottoError('AMOUNT_NEGATIVE', `${name} is negative`);
  if (isBelowPowerOfTwo(value, AMOUNT_BITS)) return value as Amount;
  if (typeof value !== 'bigint')
    throw new SottoError('AMOUNT_MALFORMED', `${name} must be a bigint of base units`);
  throw new SottoError('AMOUNT_TOO_LARGE', `${name} must be below 2^${AMOUNT_BITS} base units`);
}

/** As `toAmount`, but zero is refused. */
export function toPositiveAmount(value: bigint, name = 'amount'): Amount {
  if (value === 0n) throw new SottoError('AMOUNT_ZERO', `${name} is zero`);
  return toAmount(value, name);
}

/**
 * Base units of a decimal string such as "1250.5" for an asset with `decimals` decimals.
 * Throws AMOUNT_MALFORMED, AMOUNT_NEGATIVE, AMOUNT_ZERO, AMOUNT_TOO_PRECISE or AMOUNT_TOO_LARGE.
 */
export function parseAmount(text: string, decimals: number, name = 'amount'): Amount {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (match === null)
    throw new SottoError('AMOUNT_MALFORMED', `${name} must be a decimal number such as 1250.5`);
  const [, sign, whole, fraction = ''] = match;
  const significant = fraction.replace(/0+$/, '');
  if (significant.length > decimals) {
    throw new SottoError('AMOUNT_TOO_PRECISE', `${name} has more than the asset's ${decimals} decimals`);
  }
  // Number parsing is quadratic in the digits, and no amount below 2^120 has more than 37 of them.
  if (whole.replace(/^0+/, '').length > 37) {
    throw new SottoError('AMOUNT_TOO_LARGE', `${name} must be below 2^${AMOUNT_BITS} base units`);
  }
  const units = BigInt(whole + significant.padEnd(decimals, '0'));
  if (sign !== '' && units !== 0n) throw new SottoError('AMOUNT_NEGATIVE', `${name} is negative`);
  return toPositiveAmount(units, name);
}

/** The shortest decimal string of an amount: the inverse of `parseAmount`, and "0" for zero. */
export function formatAmount(amount: bigint, decimals: number): string {
  const digits = toAmount(amount)
    .toString()
    .padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
