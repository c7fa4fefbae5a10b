// SPDX-License-Identifier: Apache-2.0
import { type Bars, lastIndexAt, type Series } from './bars.ts';
import { distanceBps, divideQuotes, multiplyQuotes, VALUE_PER_DOLLAR } from './fixedPoint.ts';
import type { ReporterRules } from './rules.ts';

export type PathKind = 'direct' | 'cross' | 'bridged';

/** Why an exchange's price is not to be had; `judge` adds its own verdicts. */
export type Absence = 'missing' | 'stale' | 'frozen' | 'inconsistent';

/** One way from an asset to the dollar with markets of one exchange (bridged: with the reporter's own BTC price). */
export interface Path {
  readonly kind: PathKind;
  readonly text: string;
  readonly legs: readonly Series[];
  /** The asset's quote in dollars from the legs' closes, and for `bridged` the BTC price of that minute. */
  combine(closes: readonly bigint[], bridge: bigint): bigint;
}

/** What one exchange says at a minute. `quote` is absent when `absence` is set. */
export interface Reading {
  readonly exchange: string;
  readonly kind: PathKind;
  readonly path: string;
  readonly quote?: bigint;
  /** Unix minute of the bar used (of the newest bar if it is too old). */
  readonly barMinute?: number;
  /** Minutes by which the bar is older than the newest possible one. */
  readonly age?: number;
  readonly absence?: Absence;
  readonly reason: string;
}

export type BridgeAt = (barMinute: number) => bigint | undefined;

export const BRIDGE = 'BTC';
const DOLLAR = 'USD';
const INTERMEDIARIES = ['BTC', 'USDT', 'USDC', 'EUR'];

/** Every way an exchange knows, best first: its dollar market, then its own ratios, then through the reporter's BTC. */
export function pathsOf(bars: Bars, exchange: string, symbol: string): Path[] {
  const market = (base: string, quote: string) => bars.find(exchange, base, quote);
  const paths: Path[] = [];
  const direct = market(symbol, DOLLAR);
  if (direct !== undefined) {
    paths.push({ kind: 'direct', text: `${symbol}/USD`, legs: [direct], combine: ([close]) => close! });
  }
  for (const via of INTERMEDIARIES) {
    const dollar = market(via, DOLLAR);
    if (via === symbol || dollar === undefined) continue;
    const over = market(via, symbol);
    const under = market(symbol, via);
    if (over !== undefined) paths.push(ratio(`${via}/USD ÷ ${via}/${symbol}`, dollar, over));
    if (under !== undefined) paths.push(product(`${symbol}/${via} × ${via}/USD`, under, dollar));
  }
  if (paths.length === 0 && symbol !== BRIDGE) paths.push(...bridged(symbol, market(BRIDGE, symbol)));
  return paths;
}

function ratio(text: string, dollar: Series, over: Series): Path {
  return { kind: 'cross', text, legs: [dollar, over], combine: ([a, b]) => divideQuotes(a!, b!) };
}

function product(text: string, under: Series, dollar: Series): Path {
  return { kind: 'cross', text, legs: [under, dollar], combine: ([a, b]) => multiplyQuotes(a!, b!) };
}

function bridged(symbol: string, over: Series | undefined): Path[] {
  if (over === undefined) return [];
  const text = `reported ${BRIDGE} ÷ ${BRIDGE}/${symbol}`;
  return [
    { kind: 'bridged', text, legs: [over], combine: ([close], bridge) => divideQuotes(bridge, close!) },
  ];
}

/** The exchange's one vote on an asset: the first of its paths that has a usable bar. */
export function readExchange(
  exchange: string,
  paths: readonly Path[],
  minute: number,
  rules: ReporterRules,
  bridgeAt: BridgeAt,
): Reading {
  const none: Reading = {
    exchange,
    kind: 'direct',
    path: '–',
    absence: 'missing',
    reason: 'no bars of it at all',
  };
  const readings = paths.map((path) => readPath(exchange, path, minute, rules, bridgeAt));
  const usable = readings.filter(({ quote }) => quote !== undefined);
  const chosen = usable[0] ?? readings[0] ?? none;
  return chosen.kind === 'direct' && chosen.quote !== undefined ? checkItself(chosen, usable, rules) : chosen;
}

/** BTC itself is left out: its side markets are thinner than its dollar market, which others check anyway. */
function checkItself(
  direct: Reading,
  readings: readonly Reading[],
  { selfCheckBps }: ReporterRules,
): Reading {
  if (direct.path === `${BRIDGE}/${DOLLAR}`) return direct;
  const other = readings.find(
    ({ kind, barMinute, quote }) =>
      kind === 'cross' && barMinute === direct.barMinute && distanceBps(quote!, direct.quote!) > selfCheckBps,
  );
  if (other === undefined) return direct;
  const distance = distanceBps(other.quote!, direct.quote!);
  const reason = `its own ${other.path} says ${distance} bps otherwise (limit ${selfCheckBps})`;
  return { ...direct, quote: undefined, absence: 'inconsistent', reason };
}

function readPath(
  exchange: string,
  path: Path,
  minute: number,
  rules: ReporterRules,
  bridgeAt: BridgeAt,
): Reading {
  const base = { exchange, kind: path.kind, path: path.text };
  const barMinute = newestCommonMinute(path.legs, minute);
  if (barMinute === undefined) return { ...base, absence: 'missing', reason: 'no bar yet' };
  const age = minute - barMinute;
  const read = { ...base, barMinute, age };
  if (age > rules.carryMinutes) {
    return { ...read, absence: 'stale', reason: `last bar ${age} minutes old (limit ${rules.carryMinutes})` };
  }
  const frozen = path.legs.find((leg) => isFrozen(leg, barMinute, rules.frozenMinutes));
  if (frozen !== undefined) {
    const reason = `${frozen.base}/${frozen.quote} repeats one close for more than ${rules.frozenMinutes} minutes`;
    return { ...read, absence: 'frozen', reason };
  }
  const bridge = path.kind === 'bridged' ? bridgeAt(barMinute) : VALUE_PER_DOLLAR;
  if (bridge === undefined)
    return { ...read, absence: 'missing', reason: `no ${BRIDGE} price to go through` };
  const quote = path.combine(
    path.legs.map((leg) => leg.closes[lastIndexAt(leg, barMinute)]!),
    bridge,
  );
  return { ...read, quote, reason: age === 0 ? 'fresh' : `carried forward ${age} min` };
}

/** Legs of different minutes would show a move of the market as a move of the asset: only common minutes count. */
function newestCommonMinute(legs: readonly Series[], minute: number): number | undefined {
  let common = minute;
  for (;;) {
    const lasts: number[] = [];
    for (const leg of legs) {
      const last = leg.minutes[lastIndexAt(leg, common)];
      if (last === undefined) return undefined;
      lasts.push(last);
    }
    common = Math.min(...lasts);
    if (lasts.every((last) => last === common)) return common;
  }
}

/** A stablecoin's dollar price may stand still for hours; a price of BTC that does is a feed filled forward. */
function isFrozen(series: Series, barMinute: number, frozenMinutes: number): boolean {
  if (series.base !== BRIDGE || series.hasVolume) return false;
  const last = lastIndexAt(series, barMinute);
  for (let i = last; i > 0; i--) {
    const isRepeat =
      series.closes[i - 1] === series.closes[i] && series.minutes[i - 1] === series.minutes[i]! - 1;
    if (!isRepeat) return false;
    if (barMinute - series.minutes[i - 1]! > frozenMinutes) return true;
  }
  return false;
}
