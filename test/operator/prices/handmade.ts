// SPDX-License-Identifier: Apache-2.0
import { type Bars, collectBars } from '../../../operator/prices/bars.ts';
import { parseQuote } from '../../../operator/prices/fixedPoint.ts';
import type { ReportedAsset } from '../../../operator/prices/index.ts';

/** 2023-03-10T00:00Z. */
export const START = 27_973_440;

export const BTC: ReportedAsset = { slot: 1, symbol: 'BTC', decimals: 8, minSources: 2 };
export const USDC: ReportedAsset = { slot: 0, symbol: 'USDC', decimals: 6, minSources: 1 };
export const USDT: ReportedAsset = { slot: 2, symbol: 'USDT', decimals: 6, minSources: 1 };
export const EUR: ReportedAsset = { slot: 3, symbol: 'EUR', decimals: 6, minSources: 1 };

export interface HandmadeOptions {
  hasVolume?: boolean;
  simulated?: boolean;
}

/**
 * Bars by market ("kraken BTC/USD"), one close for each minute from START; undefined: no trade. Volumes count as told
 * unless said otherwise, so that repeated closes are real trades.
 */
export function handmade(
  markets: Record<string, (string | undefined)[]>,
  options: HandmadeOptions = {},
): Bars {
  const { hasVolume = true, simulated = false } = options;
  const bars = collectBars('made by hand', () => simulated);
  for (const [name, closes] of Object.entries(markets)) {
    const [exchange, base, quote] = name.split(/[ /]/) as [string, string, string];
    for (const [i, close] of closes.entries()) {
      const value = close === undefined ? undefined : parseQuote(close)!;
      bars.add({ minute: START + i, exchange, base, quote, close: value, hasVolume });
    }
  }
  return bars.finish();
}
