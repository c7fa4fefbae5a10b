// SPDX-License-Identifier: Apache-2.0
import { SottoError } from '../../protocol/errors.ts';
import type { OutlierRule } from './robust.ts';

/** An asset's place in the venue's list and how its price is found. */
export interface ReportedAsset {
  /** 0 to 15, the asset's slot at the venue. */
  readonly slot: number;
  /** As the bars name it: BTC, USDT, USDC, EUR. A token that stands for the euro reports EUR. */
  readonly symbol: string;
  /** Of the token at the venue; the price is per base unit. */
  readonly decimals: number;
  /** How many exchanges must be heard; below that the price is 0, unavailable. */
  readonly minSources: number;
}

export interface ReporterRules {
  /** A bar stands for at most this many minutes after its own; then the exchange is left out. */
  readonly carryMinutes: number;
  /** Closes in BTC of a series without volumes that repeat for longer than this are a dead feed, not a price. */
  readonly frozenMinutes: number;
  /** An exchange whose own two ways to the dollar differ by more than this is left out. */
  readonly selfCheckBps: number;
  readonly outliers: OutlierRule;
}

/** Docs/PRICES.md explains each number. */
export const DEFAULT_RULES: ReporterRules = {
  carryMinutes: 5,
  frozenMinutes: 10,
  selfCheckBps: 300,
  outliers: { deviations: 6, floorBps: 25, ceilingBps: 300 },
};

export const MAX_SLOT = 15;

/** @throws SottoError REPORTER_MISCONFIGURED naming what to change. */
export function checkConfiguration(
  exchanges: readonly string[],
  assets: readonly ReportedAsset[],
  rules: ReporterRules,
): void {
  require(exchanges.length > 0, 'A reporter needs at least one exchange');
  const twice = exchanges.find((name, i) => exchanges.indexOf(name) !== i);
  require(twice === undefined, `Exchange ${twice} is listed twice and would have two votes: remove one`);
  require(assets.length > 0, 'A reporter needs at least one asset');
  for (const asset of assets) {
    const { slot, symbol, decimals, minSources } = asset;
    require(isWhole(slot, 0, MAX_SLOT), `The slot of ${symbol} is ${slot}: use 0 to ${MAX_SLOT}`);
    require(isWhole(decimals, 0, 36), `${symbol} has ${decimals} decimals: use a whole number from 0 to 36`);
    require(isWhole(
      minSources,
      1,
      exchanges.length,
    ), `${symbol} needs ${minSources} sources: use 1 to ${exchanges.length}, the number of exchanges`);
    require(assets.every(
      (other) => other === asset || other.slot !== slot,
    ), `Two assets are in slot ${slot}: give each its own`);
  }
  const { carryMinutes, frozenMinutes, selfCheckBps, outliers } = rules;
  const numbers = { carryMinutes, frozenMinutes, selfCheckBps, ...outliers };
  for (const [name, value] of Object.entries(numbers)) {
    require(isWhole(
      value,
      0,
      1_000_000,
    ), `The rule ${name} is ${value}: use a whole number that is not negative`);
  }
}

function require(isRight: boolean, message: string): void {
  if (!isRight) throw new SottoError('REPORTER_MISCONFIGURED', message);
}

function isWhole(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}
