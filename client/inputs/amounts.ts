// SPDX-License-Identifier: Apache-2.0
import type { Amount } from '../../protocol/amount.ts';
import { formatAmount, parseAmount, toPositiveAmount } from '../../protocol/amount.ts';
import type { Asset } from '../../protocol/asset.ts';
import type { VenueView } from '../chain/venueView.ts';

/** A listed asset's slot or symbol. */
export type AssetName = number | string;

/** Base units as a bigint, or a decimal string of whole tokens such as "1250.5". */
export type AmountInput = bigint | string;

/**
 * Base units of an amount; zero is refused.
 *
 * @throws SottoError AMOUNT_MALFORMED, AMOUNT_ZERO, AMOUNT_NEGATIVE, AMOUNT_TOO_PRECISE, AMOUNT_TOO_LARGE
 */
export function toBaseUnits(amount: AmountInput, asset: Asset, name = 'amount'): Amount {
  const label = `${name} of ${asset.symbol}`;
  return typeof amount === 'string'
    ? parseAmount(amount, asset.decimals, label)
    : toPositiveAmount(amount, label);
}

/** An amount for people: "1250.5 USDC". */
export function describeAmount(view: VenueView, slot: number, amount: bigint): string {
  const { symbol, decimals } = view.assets.get(slot);
  return `${formatAmount(amount, decimals)} ${symbol}`;
}
