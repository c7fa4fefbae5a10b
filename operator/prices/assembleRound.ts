// SPDX-License-Identifier: Apache-2.0
import { SottoError } from '../../protocol/errors.ts';
import type { SignedReport } from './signReport.ts';

/** The arguments of `PriceFeed.post(minute, reports)`. */
export interface Round {
  readonly minute: number;
  /** Strictly ascending by reporter. */
  readonly reports: readonly { reporter: string; prices: bigint[]; signature: string }[];
}

/** @throws SottoError ROUND_INVALID if there is no report, minutes differ, or a reporter appears twice. */
export function assembleRound(reports: readonly SignedReport[]): Round {
  const sorted = [...reports].sort((a, b) => (BigInt(a.reporter) < BigInt(b.reporter) ? -1 : 1));
  const [first] = sorted;
  if (first === undefined)
    throw new SottoError('ROUND_INVALID', 'A round needs at least one report: collect them first');
  for (const [i, { minute, reporter }] of sorted.entries()) {
    if (minute !== first.minute) {
      throw new SottoError(
        'ROUND_INVALID',
        `Reports are for minutes ${first.minute} and ${minute}: a round has one minute`,
      );
    }
    if (i > 0 && BigInt(reporter) === BigInt(sorted[i - 1]!.reporter)) {
      throw new SottoError(
        'ROUND_INVALID',
        `Reporter ${reporter} has two reports for minute ${minute}: keep one`,
      );
    }
  }
  const entries = sorted.map(({ reporter, prices, signature }) => ({
    reporter,
    prices: [...prices],
    signature,
  }));
  return { minute: first.minute, reports: entries };
}
