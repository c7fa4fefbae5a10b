// SPDX-License-Identifier: Apache-2.0
import { distanceBps } from './fixedPoint.ts';

export interface OutlierRule {
  /** A source is far off when it is further from the median than this many median absolute deviations … */
  readonly deviations: number;
  /** … but never when it is nearer than this (venues always differ a little) … */
  readonly floorBps: number;
  /** … and always when it is further than this. Also the most by which two lone sources may differ. */
  readonly ceilingBps: number;
}

/** What one exchange says an asset costs. `direct`: one market, not a ratio of two. */
export interface Voice {
  readonly quote: bigint;
  readonly direct: boolean;
}

export type Verdict = 'used' | 'outlier' | 'outranked' | 'disagree';

export interface Judgement {
  /** Undefined when no voice was kept. */
  readonly quote: bigint | undefined;
  /** One for each voice, in the order given. */
  readonly verdicts: readonly Verdict[];
  /** Distance of each voice from the middle of all of them. */
  readonly distancesBps: readonly number[];
}

const BPS = 10_000n;

/** Middle value; of an even number the mean of the middle two, rounded down. */
export function median(values: readonly bigint[]): bigint {
  const sorted = [...values].sort(ascending);
  const upper = sorted[sorted.length >> 1]!;
  return sorted.length % 2 === 1 ? upper : (sorted[(sorted.length >> 1) - 1]! + upper) / 2n;
}

/**
 * Which voices count, and what they say together. Three or more: those further from the median than the rule allows
 * are dropped; the result is the median of the rest, held between the second lowest and the second highest of all
 * voices, so that no single exchange, whatever it quotes, moves it beyond what the others quote. Two: their mean if
 * they agree within the ceiling; otherwise a direct market outranks a ratio of two markets, and between equals nothing
 * tells which one is wrong, so neither counts. One: taken as it is.
 */
export function judge(voices: readonly Voice[], rule: OutlierRule): Judgement {
  const quotes = voices.map(({ quote }) => quote);
  if (quotes.length === 0) return { quote: undefined, verdicts: [], distancesBps: [] };
  const middle = median(quotes);
  const distancesBps = quotes.map((quote) => distanceBps(quote, middle));
  const verdicts = quotes.length === 2 ? judgePair(voices, rule) : judgeMany(quotes, middle, rule);
  const kept = quotes.filter((_, i) => verdicts[i] === 'used');
  const quote = kept.length === 0 ? undefined : hold(median(kept), quotes);
  return { quote, verdicts, distancesBps };
}

function judgePair(voices: readonly Voice[], rule: OutlierRule): Verdict[] {
  const [first, second] = voices as [Voice, Voice];
  const [low, high] = first.quote < second.quote ? [first, second] : [second, first];
  if ((high.quote - low.quote) * BPS <= low.quote * BigInt(rule.ceilingBps)) return ['used', 'used'];
  if (first.direct === second.direct) return ['disagree', 'disagree'];
  return voices.map(({ direct }) => (direct ? 'used' : 'outranked'));
}

function judgeMany(quotes: readonly bigint[], middle: bigint, rule: OutlierRule): Verdict[] {
  const distances = quotes.map((quote) => (quote > middle ? quote - middle : middle - quote));
  const spread = median(distances) * BigInt(rule.deviations);
  const floor = (middle * BigInt(rule.floorBps)) / BPS;
  const ceiling = (middle * BigInt(rule.ceilingBps)) / BPS;
  const limit = smaller(ceiling, spread > floor ? spread : floor);
  return distances.map((distance) => (distance > limit ? 'outlier' : 'used'));
}

function hold(value: bigint, quotes: readonly bigint[]): bigint {
  if (quotes.length < 3) return value;
  const sorted = [...quotes].sort(ascending);
  const low = sorted[1]!;
  const high = sorted.at(-2)!;
  return value < low ? low : smaller(value, high);
}

function smaller(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}

function ascending(left: bigint, right: bigint): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
