// SPDX-License-Identifier: Apache-2.0
export { assembleRound, type Round } from './assembleRound.ts';
export type { Bars, Series } from './bars.ts';
export {
  type AssetReport,
  createReporter,
  type PriceReport,
  type Reporter,
  type ReporterOptions,
  type SourceUse,
} from './createReporter.ts';
export { DEFAULT_VIEWS, defaultReporters, type ListedAsset } from './defaultReporters.ts';
export { explainReport } from './explainReport.ts';
export { formatQuote, parseQuote, toProtocolPrice } from './fixedPoint.ts';
export { formatBars } from './formatBars.ts';
export { type LoadBarsOptions, type LoadProgress, loadBars } from './loadBars.ts';
export {
  type ExplainedRound,
  type RoundsOptions,
  roundsFromBars,
  type SigningReporter,
} from './roundsFromBars.ts';
export { DEFAULT_RULES, type ReportedAsset, type ReporterRules } from './rules.ts';
export { type FeedIdentity, isSignedByReporter, type SignedReport, signReport } from './signReport.ts';
export { type SimulateOptions, simulateBars } from './simulateBars.ts';
