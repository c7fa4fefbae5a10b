// SPDX-License-Identifier: Apache-2.0

import type { Bars } from '../operator/prices/bars.ts';
import { SottoError } from '../protocol/errors.ts';

const MINUTES_PER_DAY = 1440;
/** Everything of the story is on one UTC day, so that the limits of the day can be shown. */
const EARLIEST = 60;
const LATEST = 21 * 60;

/**
 * The Unix minute in which the story's first trade settles: when USDC was furthest below a dollar, since nothing shows
 * better that the venue's unit of value is no stablecoin; in the middle of bars without USDC. Moved within its day so
 * that `before` minutes of prices come before it and `after` minutes follow.
 *
 * @throws SottoError BARS_MISSING if the bars are too short.
 */
export function chooseMoment(bars: Bars, before: number, after: number): number {
  const first = bars.firstMinute + before;
  const last = bars.lastMinute - after;
  if (first > last) {
    const has = bars.lastMinute - bars.firstMinute + 1;
    throw new SottoError(
      'BARS_MISSING',
      `${bars.source} has ${has} minutes of prices; the demo needs ${before + after + 1}`,
    );
  }
  const wanted = lowestOf(bars, 'USDC') ?? Math.floor((bars.firstMinute + bars.lastMinute) / 2);
  const day = wanted - (wanted % MINUTES_PER_DAY);
  return clamp(clamp(wanted, day + EARLIEST, day + LATEST), first, last);
}

function lowestOf(bars: Bars, symbol: string): number | undefined {
  const series = bars.series.filter(({ base, quote }) => base === symbol && quote === 'USD');
  const lows = series.map(({ minutes, closes }) => {
    const lowest = closes.reduce((best, close, i) => (close < closes[best]! ? i : best), 0);
    return { minute: minutes[lowest]!, close: closes[lowest]! };
  });
  return lows.sort((a, b) => (a.close < b.close ? -1 : 1))[0]?.minute;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
