// SPDX-License-Identifier: Apache-2.0
import type { Account } from '../../protocol/account.ts';
import type { Terms } from '../../protocol/terms.ts';
import type { Half } from '../half.ts';

/** A half that may have left the machine. */
export interface HalfEntry {
  type: 'half';
  /** Unix seconds of the chain's clock. */
  at: number;
  terms: Terms;
  tradeHash: bigint;
  desk: number;
  /** State the half spends. */
  seq: number;
  nullifier: bigint;
  /** The state without what follows from the phrase. */
  state: Omit<Account, 'member' | 'viewCommit' | 'blinding'> & { rotation: number };
  half: Half;
}

/**
 * A desk was rebuilt from phrase and chain, which showed state `seq`: halves released before may be lost but alive, also
 * on newer states if the node was behind.
 */
export interface RestoredEntry {
  type: 'restored';
  at: number;
  desk: number;
  seq: number;
}

/** A desk opened with this journal: every half it ever released is in here. */
export interface OpenedEntry {
  type: 'opened';
  at: number;
  desk: number;
}

/** A refresh proven with this journal: once it is on the chain, no half on state `seq` or before settles any more. */
export interface RefreshedEntry {
  type: 'refreshed';
  at: number;
  desk: number;
  /** State it spends. */
  seq: number;
  /** Leaf it makes. */
  account: bigint;
}

export type JournalEntry = HalfEntry | RestoredEntry | OpenedEntry | RefreshedEntry;

/**
 * What a member promised: one journal for all desks of one member on one venue, written before a half leaves the
 * machine. States need no journal, the chain has them; promises are nowhere else.
 */
export interface DeskJournal {
  /** Everything appended so far, oldest first. Throws JOURNAL_CORRUPT, JOURNAL_UNAVAILABLE. */
  entries(): Promise<readonly JournalEntry[]>;
  /** Resolves only when the entry would survive a crash of the machine. Throws as entries does. */
  append(entry: JournalEntry): Promise<void>;
}

/** A journal for tests and trials: gone with the process. */
export function memoryJournal(): DeskJournal {
  const entries: JournalEntry[] = [];
  return {
    entries: async () => [...entries],
    append: async (entry) => {
      entries.push(structuredClone(entry));
    },
  };
}
