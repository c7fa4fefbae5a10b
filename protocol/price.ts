// SPDX-License-Identifier: Apache-2.0
import { SottoError } from './errors.ts';
import { isBelowPowerOfTwo } from './field.ts';
import { ASSET_SLOTS, COLLAR_SCALE, PRICE_BITS, VALUE_BITS } from './generated/circuits.ts';
import type { Terms } from './terms.ts';

/** One dollar is 10^26 units of value. */
export const VALUE_DECIMALS = 26;
const UNITS_PER_DOLLAR = 10n ** BigInt(VALUE_DECIMALS);

/**
 * Price of one base unit, in units of value, from dollars for one whole token as a decimal string: "20000" with
 * 8 decimals is 2·10^22. What does not fit is rounded down. PRICE_INVALID if malformed, zero or not below 2^96.
 */
export function priceFromDollars(dollars: string, decimals: number): bigint {
  const { numerator, denominator } = parseDecimal(dollars, 'price');
  const price = (numerator * UNITS_PER_DOLLAR) / (denominator * 10n ** BigInt(decimals));
  if (price === 0n)
    throw new SottoError('PRICE_INVALID', `A price of ${dollars} dollars is zero in fixed point`);
  return assertPrice(price);
}

/** Dollars for one whole token, exact. */
export function formatPrice(price: bigint, decimals: number): string {
  return formatDecimal(assertPrice(price) * 10n ** BigInt(decimals), VALUE_DECIMALS);
}

/** A price, or 0 for none; PRICE_INVALID unless below 2^96. */
export function assertPrice(price: bigint, name = 'price'): bigint {
  if (isBelowPowerOfTwo(price, PRICE_BITS)) return price;
  throw new SottoError('PRICE_INVALID', `${name} must be an integer below 2^${PRICE_BITS}`);
}

/** Units of value of so many whole or fractional dollars, such as "25000000": for limits. */
export function valueFromDollars(dollars: string): bigint {
  const { numerator, denominator } = parseDecimal(dollars, 'value');
  const value = (numerator * UNITS_PER_DOLLAR) / denominator;
  if (isBelowPowerOfTwo(value, VALUE_BITS)) return value;
  throw new SottoError(
    'VALUE_OUT_OF_RANGE',
    `A value must be below 2^${VALUE_BITS} units, about 3.4 trillion dollars`,
  );
}

/** Dollars of a value, cut to cents unless more digits are asked for. */
export function formatValue(value: bigint, fractionDigits = 2): string {
  const cut = value / 10n ** BigInt(VALUE_DECIMALS - fractionDigits);
  const digits = cut.toString().padStart(fractionDigits + 1, '0');
  const whole = digits.slice(0, digits.length - fractionDigits);
  return fractionDigits === 0 ? whole : `${whole}.${digits.slice(-fractionDigits)}`;
}

/** Value of each leg of a trade at a snapshot's prices, and of the larger: what limits and volume count. */
export interface TradeValues {
  makerGives: bigint;
  takerGives: bigint;
  larger: bigint;
}

/** PRICE_MISSING if the snapshot has no price for one of the assets. */
export function tradeValues(terms: Terms, prices: readonly bigint[]): TradeValues {
  const priced = (asset: number, amount: bigint): bigint => {
    if (prices.length !== ASSET_SLOTS)
      throw new SottoError('PRICE_INVALID', `A snapshot has ${ASSET_SLOTS} prices`);
    const price = assertPrice(prices[asset], `price of asset ${asset}`);
    if (price === 0n) throw new SottoError('PRICE_MISSING', `The snapshot has no price for asset ${asset}`);
    return amount * price;
  };
  const makerGives = priced(terms.makerGives, terms.makerAmount);
  const takerGives = priced(terms.takerGives, terms.takerAmount);
  return { makerGives, takerGives, larger: makerGives > takerGives ? makerGives : takerGives };
}

/** Whether the legs differ by no more than `collarBps` hundredths of a percent of the larger. */
export function isWithinCollar({ makerGives, takerGives, larger }: TradeValues, collarBps: number): boolean {
  return BigInt(collarBps) * larger >= BigInt(COLLAR_SCALE) * (2n * larger - makerGives - takerGives);
}

/** How far apart the legs are, in basis points of the larger, rounded up. */
export function collarDistanceBps({ makerGives, takerGives, larger }: TradeValues): number {
  const scaled = BigInt(COLLAR_SCALE) * (2n * larger - makerGives - takerGives);
  return larger === 0n ? 0 : Number((scaled + larger - 1n) / larger);
}

function parseDecimal(text: string, name: string): { numerator: bigint; denominator: bigint } {
  const match = /^(\d{1,60})(?:\.(\d{1,60}))?$/.exec(text.trim());
  if (match === null)
    throw new SottoError('PRICE_INVALID', `A ${name} must be a decimal number such as 1250.5`);
  const [, whole, fraction = ''] = match;
  return { numerator: BigInt(whole + fraction), denominator: 10n ** BigInt(fraction.length) };
}

function formatDecimal(scaled: bigint, decimals: number): string {
  const digits = scaled.toString().padStart(decimals + 1, '0');
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  const whole = digits.slice(0, digits.length - decimals);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
