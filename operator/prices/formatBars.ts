// SPDX-License-Identifier: Apache-2.0
import type { Bars } from './bars.ts';
import { formatQuote } from './fixedPoint.ts';
import { SIMULATED_MARK } from './loadBars.ts';

/**
 * Bars as lines of the documented CSV format, market by market. Generated prices carry their mark, which `loadBars`
 * heeds. Volumes are not kept.
 */
export function* formatBars({ series, simulated, source }: Bars): Generator<string> {
  if (simulated) yield `${SIMULATED_MARK}: ${source}`;
  yield 'minute_utc,exchange,base,quote,close';
  for (const { exchange, base, quote, minutes, closes } of series) {
    for (const [i, minute] of minutes.entries()) {
      const time = `${new Date(minute * 60_000).toISOString().slice(0, 16)}:00Z`;
      yield `${time},${exchange},${base},${quote},${formatQuote(closes[i]!)}`;
    }
  }
}
