// SPDX-License-Identifier: Apache-2.0
import { median } from './robust.ts';
import { MAX_SLOT } from './rules.ts';

/** What a PriceFeed was deployed with. */
export interface FeedRules {
  /** Reporters needed, for a round and for each asset in it. */
  readonly threshold: number;
  /** Seconds over which a snapshot averages. */
  readonly window: number;
  /** Seconds before its own time for which a round speaks at most. */
  readonly maxGap: number;
  /** Basis points of the window that must be spoken for, else the asset has no price. */
  readonly minCoverageBps: number;
  /** Of an even number of prices, basis points of the lower by which the middle two may differ; else no price. */
  readonly maxSpreadBps: number;
}

/** A round and the snapshot taken with it; prices by slot, 0: unavailable. */
export interface ModelRound {
  readonly id: number;
  /** Seconds. */
  readonly time: number;
  readonly medians: readonly bigint[];
  readonly prices: readonly bigint[];
}

export interface FeedModel {
  readonly rounds: readonly ModelRound[];
  /** Adds a round of the reporters' prices (each 16 slots). Minutes must rise; signatures are the contract's matter. */
  post(minute: number, reports: readonly (readonly bigint[])[]): ModelRound;
}

type Spoken = Pick<ModelRound, 'time' | 'medians'>;

const SLOTS = Array.from({ length: MAX_SLOT + 1 }, (_, slot) => slot);

/**
 * What the PriceFeed contract computes, written a second time: to compare it with, and to know a snapshot's prices
 * before a round is posted.
 */
export function createFeedModel(rules: FeedRules): FeedModel {
  const rounds: ModelRound[] = [];
  const history: Spoken[] = [];
  return {
    rounds,
    post(minute, reports) {
      const time = minute * 60;
      const medians = SLOTS.map((slot) =>
        medianOf(
          reports.map((prices) => prices[slot]!),
          rules,
        ),
      );
      history.push({ time, medians });
      const round = {
        id: rounds.length + 1,
        time,
        medians,
        prices: SLOTS.map((slot) => average(history, slot, rules)),
      };
      rounds.push(round);
      return round;
    },
  };
}

function medianOf(prices: readonly bigint[], { threshold, maxSpreadBps }: FeedRules): bigint {
  const given = prices.filter((price) => price > 0n).sort((a, b) => (a < b ? -1 : 1));
  if (given.length < threshold) return 0n;
  const lower = given[Math.floor((given.length - 1) / 2)]!;
  const upper = given[Math.floor(given.length / 2)]!;
  const isTooFarApart = (upper - lower) * 10_000n > lower * BigInt(maxSpreadBps);
  return isTooFarApart ? 0n : median(given);
}

/** The time-weighted mean over (end − window, end]; each round speaks for the time since its predecessor, or maxGap. */
function average(
  history: readonly Spoken[],
  slot: number,
  { window, maxGap, minCoverageBps }: FeedRules,
): bigint {
  const end = history.at(-1)!.time;
  const beginOf = (i: number) => Math.max(i === 0 ? 0 : history[i - 1]!.time, history[i]!.time - maxGap, 0);
  const start = Math.max(end - window, 0);
  // A young feed is not asked for a time before its first round began to speak.
  const expected = end - Math.max(start, beginOf(0));
  let weighted = 0n;
  let covered = 0;
  for (let i = history.length - 1; i >= 0 && history[i]!.time > start; i--) {
    const price = history[i]!.medians[slot]!;
    if (price === 0n) continue;
    const seconds = history[i]!.time - Math.max(beginOf(i), start);
    weighted += price * BigInt(seconds);
    covered += seconds;
  }
  const isEnough = covered > 0 && covered * 10_000 >= expected * minCoverageBps;
  return isEnough ? weighted / BigInt(covered) : 0n;
}
