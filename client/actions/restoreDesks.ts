// SPDX-License-Identifier: Apache-2.0
import type { Desk, DeskState } from '../desk.ts';
import type { Member } from '../member.ts';

/** A desk that was found, with everything it holds. */
export interface RestoredDesk {
  desk: Desk;
  state: DeskState;
}

/**
 * Finds every desk of the member's phrase on the chain: slots by trying to open each credential ever posted, desks by
 * the nullifiers that open them, states by following nullifiers and opening the desk's own records. Nothing can be left
 * out or altered on the way: synchronising compared all leaves with the venue's root and running hashes, each record
 * authenticates itself, and the last leaf commits to what they add up to.
 *
 * Halves released before may be lost with the old machine, and still settle. So each desk is noted in the journal, and no
 * desk can release a half until all of them were refreshed.
 *
 * @throws SottoError CHAIN_INCONSISTENT when records and leaves do not fit together, JOURNAL_CORRUPT, JOURNAL_UNAVAILABLE,
 * and as syncVenue does
 */
export async function restoreDesks(member: Member): Promise<RestoredDesk[]> {
  await member.sync();
  const { view, journal } = member;
  const restored: RestoredDesk[] = [];
  for (const desk of await member.openDesks()) {
    const state = await desk.requireState(view);
    await journal.append({ type: 'restored', at: view.now, desk: desk.number, seq: state.account.seq });
    restored.push({ desk, state });
  }
  return restored;
}
