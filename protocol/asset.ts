// SPDX-License-Identifier: Apache-2.0
import { normalizeAddress } from './address.ts';
import { SottoError } from './errors.ts';
import { ASSET_SLOTS } from './generated/circuits.ts';

/** Slot of the asset that flat fees are paid in. */
export const FEE_ASSET = 0;

/** An asset as the venue lists it. */
export interface Asset {
  /** 0 to 15. */
  slot: number;
  symbol: string;
  decimals: number;
  /** Token contract, lower case. */
  token: string;
}

export function assertAssetSlot(slot: number, name = 'asset'): number {
  if (Number.isInteger(slot) && slot >= 0 && slot < ASSET_SLOTS) return slot;
  throw new SottoError('ASSET_UNKNOWN', `${name} must be a slot number from 0 to ${ASSET_SLOTS - 1}`);
}

/** The assets one venue lists, found by slot or symbol; what is not listed is ASSET_UNKNOWN. */
export class AssetList {
  readonly assets: readonly Asset[];

  constructor(assets: readonly Asset[]) {
    const seen = new Set<number | string>();
    this.assets = assets.map((asset) => {
      assertAssetSlot(asset.slot, `slot of ${asset.symbol}`);
      if (seen.has(asset.slot) || seen.has(asset.symbol)) {
        throw new SottoError('ASSET_UNKNOWN', `Slot ${asset.slot} or symbol ${asset.symbol} is listed twice`);
      }
      seen.add(asset.slot).add(asset.symbol);
      return Object.freeze({ ...asset, token: normalizeAddress(asset.token, `token of ${asset.symbol}`) });
    });
  }

  /** The asset of a slot number, or of a symbol as listed. */
  get(slotOrSymbol: number | string): Asset {
    const asset = this.assets.find(({ slot, symbol }) => slot === slotOrSymbol || symbol === slotOrSymbol);
    if (asset !== undefined) return asset;
    const listed = this.assets.map(({ symbol }) => symbol).join(', ');
    throw new SottoError(
      'ASSET_UNKNOWN',
      `The venue does not list ${slotOrSymbol}; it lists ${listed || 'nothing'}`,
    );
  }
}
