// SPDX-License-Identifier: Apache-2.0

/** Units of value per dollar (PROTOCOL.md §1). A quote is held as value per whole coin: `20000` is 20000 · 10^26. */
export const VALUE_PER_DOLLAR = 10n ** 26n;

const FRACTION_DIGITS = 26;
const DECIMAL = /^(\d{1,15})(?:\.(\d{1,26}))?$/;

/** A plain decimal ("20371.04") as an exact fixed-point quote; undefined if it is not one (sign, exponent, blank). */
export function parseQuote(text: string): bigint | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  return BigInt(match[1]! + (match[2] ?? '').padEnd(FRACTION_DIGITS, '0'));
}

/** The decimal of a fixed-point quote, exact unless `digits` cuts it (it is cut, not rounded). */
export function formatQuote(quote: bigint, digits = FRACTION_DIGITS): string {
  const whole = quote / VALUE_PER_DOLLAR;
  const fraction = (quote % VALUE_PER_DOLLAR).toString().padStart(FRACTION_DIGITS, '0').slice(0, digits);
  const kept = digits === FRACTION_DIGITS ? fraction.replace(/0+$/, '') : fraction;
  return kept === '' ? `${whole}` : `${whole}.${kept}`;
}

/** `numerator / denominator` of two quotes, again a quote; rounded down at the 26th digit. */
export function divideQuotes(numerator: bigint, denominator: bigint): bigint {
  return (numerator * VALUE_PER_DOLLAR) / denominator;
}

/** `left · right` of two quotes, again a quote; rounded down at the 26th digit. */
export function multiplyQuotes(left: bigint, right: bigint): bigint {
  return (left * right) / VALUE_PER_DOLLAR;
}

/** The protocol's price: value per base unit of an asset with `decimals`, rounded half up. */
export function toProtocolPrice(quote: bigint, decimals: number): bigint {
  const unit = 10n ** BigInt(decimals);
  return (2n * quote + unit) / (2n * unit);
}

/** |left − right| in basis points of right, rounded up, so that a limit compared with it is never missed. */
export function distanceBps(left: bigint, right: bigint): number {
  const distance = left > right ? left - right : right - left;
  return Number((distance * 10_000n + right - 1n) / right);
}
