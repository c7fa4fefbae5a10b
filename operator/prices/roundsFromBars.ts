// SPDX-License-Identifier: Apache-2.0
import type { Signer } from 'ethers';
import { SottoError } from '../../protocol/errors.ts';
import { assembleRound, type Round } from './assembleRound.ts';
import type { PriceReport, Reporter } from './createReporter.ts';
import { type FeedIdentity, signReport } from './signReport.ts';

export interface SigningReporter {
  readonly reporter: Reporter;
  readonly signer: Signer;
}

export interface RoundsOptions {
  reporters: readonly SigningReporter[];
  feed: FeedIdentity;
  /** Unix minutes of the first and last round, both included. */
  from: number;
  to: number;
  /** Minutes between rounds; 1 if not given. */
  every?: number;
}

export interface ExplainedRound {
  /** Ready for `PriceFeed.post`. Absent when no reporter has any price. */
  readonly round?: Round;
  readonly minute: number;
  /** Every reporter's report, also of those who stay silent because they have no price. */
  readonly reports: readonly PriceReport[];
  readonly simulated: boolean;
}

/** Turns bars into signed rounds, minute by minute, as the reporters would have posted them. */
export async function* roundsFromBars(options: RoundsOptions): AsyncGenerator<ExplainedRound> {
  const { reporters, feed, from, to, every = 1 } = options;
  if (reporters.length === 0 || !Number.isInteger(every) || every < 1 || !(from <= to)) {
    throw new SottoError(
      'REPORTER_MISCONFIGURED',
      `Rounds from minute ${from} to ${to} every ${every} by ${reporters.length} reporters: give a reporter, a period that does not end before it starts, and whole minutes`,
    );
  }
  for (let minute = from; minute <= to; minute += every) {
    const reports = reporters.map(({ reporter }) => reporter.report(minute));
    const speaking = reporters
      .map(({ signer }, i) => ({ signer, report: reports[i]! }))
      .filter(({ report }) => report.prices.some((price) => price > 0n));
    const signed = await Promise.all(speaking.map(({ signer, report }) => signReport(report, signer, feed)));
    const simulated = reports.some((report) => report.simulated);
    yield { minute, reports, simulated, ...(signed.length > 0 && { round: assembleRound(signed) }) };
  }
}
