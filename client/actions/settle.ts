// SPDX-License-Identifier: Apache-2.0
import type { LogDescription } from 'ethers';
import { SottoError } from '../../protocol/errors.ts';
import type { VenueConnection } from '../chain/connect.ts';
import { VENUE } from '../chain/interfaces.ts';
import { sendTransaction } from '../chain/sendTransaction.ts';
import { venueEvents } from '../chain/venueEvents.ts';
import type { Half } from '../half.ts';
import { toSubmission } from '../half.ts';
import type { Sending } from './submit.ts';

export interface SettleParameters extends Sending {
  connection: VenueConnection;
  /** Maker's and taker's half of each trade. */
  pairs: readonly (readonly [maker: Half, taker: Half])[];
}

/** Why the venue left a trade out, in the order in which it looks: its enum SkipReason. */
export const SKIP_REASONS = [
  ['SidesNotOpposite', 'the halves are not one of the maker and one of the taker'],
  ['TradeHashesDiffer', 'the halves are for different terms'],
  ['DeadlinesDiffer', 'the halves name different deadlines'],
  ['SnapshotsDiffer', 'the halves were proven at different price snapshots'],
  ['PolicyNotCurrent', 'a half was proven under another policy than the current one'],
  ['DayNotCurrent', 'a half was proven for another day'],
  ['DeadlinePassed', 'the deadline of the terms has passed'],
  ['SnapshotUnknown', 'there is no such price snapshot'],
  ['SnapshotStale', 'the price snapshot is too old'],
  ['AccountRootUnknown', 'a half names an account root the venue never had'],
  ['CredentialRootNotCurrent', 'a half names a credential root that was voided since'],
  ['NullifierSpent', 'a half’s account state was spent already'],
] as const;

export type SkipReason = (typeof SKIP_REASONS)[number][0];

export interface TradeOutcome {
  tradeHash: bigint;
  settled: boolean;
  /** Why it was left out, by the contract's name and in words. */
  skipped?: { reason: SkipReason; words: string };
}

export interface SettleResult {
  transactionHash: string;
  gasUsed: bigint;
  /** In the order of the pairs. */
  outcomes: TradeOutcome[];
}

/**
 * Submits trades, all in one pairing check. One that has become impossible is left out and harms no other; one invalid
 * proof undoes the whole call, so verify halves first (verifyHalf).
 *
 * @throws SottoError PROOF_INVALID, VENUE_PAUSED, and as sendTransaction does
 */
export async function settle({ connection, pairs, ...sending }: SettleParameters): Promise<SettleResult> {
  const halves = pairs.flat().map(toSubmission);
  const call = { to: connection.venue, abi: VENUE, name: 'settle', args: [halves] };
  const receipt = await sendTransaction({ connection, ...sending, ...call });
  const outcomes = outcomesOf(venueEvents(connection, receipt));
  if (
    outcomes.length !== pairs.length ||
    outcomes.some(({ tradeHash }, i) => tradeHash !== pairs[i][0].tradeHash)
  ) {
    throw new SottoError('CHAIN_INCONSISTENT', 'The receipt does not tell what became of each trade');
  }
  return { transactionHash: receipt.transactionHash, gasUsed: receipt.gasUsed, outcomes };
}

/** As settle for one trade. Throws TRADE_SKIPPED with the reason in words when the venue left it out. */
export async function settleOne(
  parameters: Omit<SettleParameters, 'pairs'> & { pair: readonly [Half, Half] },
): Promise<SettleResult> {
  const { pair, ...rest } = parameters;
  const result = await settle({ ...rest, pairs: [pair] });
  const [{ skipped }] = result.outcomes;
  if (skipped === undefined) return result;
  throw new SottoError('TRADE_SKIPPED', `The venue skipped the trade: ${skipped.words} (${skipped.reason})`);
}

function outcomesOf(events: readonly LogDescription[]): TradeOutcome[] {
  const outcomes: TradeOutcome[] = [];
  for (const { name, args } of events) {
    if (name === 'TradeSettled') outcomes.push({ tradeHash: args.tradeHash, settled: true });
    const known = name === 'TradeSkipped' ? SKIP_REASONS[Number(args.reason)] : undefined;
    if (known === undefined) continue;
    const [reason, words] = known;
    outcomes.push({ tradeHash: args.tradeHash, settled: false, skipped: { reason, words } });
  }
  return outcomes;
}
