// SPDX-License-Identifier: Apache-2.0
import { SottoError } from '../../protocol/errors.ts';
import type { Member } from '../member.ts';
import type { HalfEntry, JournalEntry, RestoredEntry } from './journal.ts';

/**
 * Whether a half for a trade may be released on a state (given by its nullifier) without the risk that one agreement
 * settles twice: it has not settled, no other half for it can settle any more, and the journal knows of every half that
 * any of the member's desks released. A second half on the same state is harmless, the state is spent once.
 *
 * @throws SottoError HALF_ALREADY_RELEASED, REFRESH_REQUIRED, JOURNAL_CORRUPT, JOURNAL_UNAVAILABLE
 */
export async function assertReleasable(member: Member, tradeHash: bigint, nullifier: bigint): Promise<void> {
  const { view } = member;
  const settled = view.log.settledTrade(tradeHash);
  if (settled !== undefined) {
    throw new SottoError(
      'HALF_ALREADY_RELEASED',
      `These terms were settled in block ${settled.block}: agree on new ones`,
    );
  }
  const entries = await member.journal.entries();
  await assertNoDeskUnknown(member, entries);
  for (const entry of entries) {
    if (entry.type === 'restored') {
      if (entries.some((later) => isRefreshOf(member, entry, later))) continue;
      throw new SottoError(
        'REFRESH_REQUIRED',
        `Desk ${entry.desk} was restored: refresh it before any desk trades`,
      );
    }
    if (entry.type !== 'half' || entry.tradeHash !== tradeHash) continue;
    // What spent the half's state says whether it was the half, even if a node hides the settlement's own event.
    if (view.log.queue.byNullifier(entry.nullifier)?.account === entry.half.account) {
      throw new SottoError('HALF_ALREADY_RELEASED', 'These terms were settled: agree on new ones');
    }
    if (entry.nullifier === nullifier || isSpentForGood(member, entry.nullifier)) continue;
    throw new SottoError(
      'HALF_ALREADY_RELEASED',
      `A half for these terms was released on desk ${entry.desk} and may still settle: refresh that desk first`,
    );
  }
}

/** Halves that were released and may still settle. Throws JOURNAL_CORRUPT. */
export async function pendingHalves(member: Member): Promise<HalfEntry[]> {
  const { view } = member;
  const entries = await member.journal.entries();
  return entries.filter(
    (entry): entry is HalfEntry =>
      entry.type === 'half' && !view.isSpent(entry.nullifier) && view.now <= entry.terms.deadline * 60,
  );
}

/** A journal that is new or another one than before does not know what was released: as after a restore. */
async function assertNoDeskUnknown(member: Member, entries: readonly JournalEntry[]): Promise<void> {
  const known = new Set(
    entries.filter(({ type }) => type === 'opened' || type === 'restored').map(({ desk }) => desk),
  );
  const unknown = (await member.openDesks()).find(({ number }) => !known.has(number));
  if (unknown === undefined) return;
  throw new SottoError(
    'REFRESH_REQUIRED',
    `Desk ${unknown.number} was opened with another journal: call restoreDesks, then refresh every desk`,
  );
}

/**
 * Whether an entry is a refresh, by this journal's own machine, of a restored desk, and on the chain for good. That the
 * state the restore saw is spent says nothing: a node may have hidden newer states, and halves on them.
 */
function isRefreshOf(member: Member, restored: RestoredEntry, entry: JournalEntry): boolean {
  const { desk, seq } = restored;
  if (entry.type !== 'refreshed' || entry.desk !== desk || entry.seq < seq) return false;
  const nullifier = member.secrets.nullifier(desk, entry.seq);
  const isOurs = member.view.log.queue.byNullifier(nullifier)?.account === entry.account;
  return isOurs && isSpentForGood(member, nullifier);
}

function isSpentForGood({ view, confirmations }: Member, nullifier: bigint): boolean {
  const update = view.log.queue.byNullifier(nullifier);
  return update !== undefined && update.block + confirmations <= (view.head?.number ?? 0);
}
