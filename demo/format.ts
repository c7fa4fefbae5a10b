// SPDX-License-Identifier: Apache-2.0
import { formatAmount } from '../protocol/amount.ts';
import type { AssetList } from '../protocol/asset.ts';
import { formatPrice, formatValue } from '../protocol/price.ts';

/** "1234567.5" as "1,234,567.5". */
export function grouped(decimal: string): string {
  const [whole, fraction] = decimal.split('.') as [string, string?];
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? digits : `${digits}.${fraction}`;
}

/** An amount with its symbol, such as "1,250 BTC". */
export function money(assets: AssetList, slot: number, amount: bigint): string {
  const { symbol, decimals } = assets.get(slot);
  return `${grouped(formatAmount(amount, decimals))} ${symbol}`;
}

/** A value in whole dollars, such as "$25,000,000". */
export function dollars(value: bigint): string {
  return `$${grouped(formatValue(value, 0))}`;
}

/** A price in dollars for one whole token, cut to `digits`. */
export function priceOf(price: bigint, decimals: number, digits: number): string {
  const [whole, fraction = ''] = formatPrice(price, decimals).split('.') as [string, string?];
  return `$${grouped(`${whole}.${fraction.padEnd(digits, '0').slice(0, digits)}`)}`;
}

/** A word of the chain, shortened: "0x12ab34cd…9f01". */
export function word(value: bigint): string {
  const hex = value.toString(16).padStart(64, '0');
  return `0x${hex.slice(0, 8)}…${hex.slice(-4)}`;
}

/** "2023-03-11 07:15" of UTC seconds. */
export function utc(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ');
}

/** A whole number with thousands separated. */
export function count(value: number | bigint): string {
  return grouped(value.toString());
}
