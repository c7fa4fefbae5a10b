// SPDX-License-Identifier: Apache-2.0
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileJournal } from '../../client/journal/fileJournal.ts';
import type { HalfEntry, RestoredEntry } from '../../client/journal/journal.ts';
import { memoryJournal } from '../../client/journal/journal.ts';
import { expectCodeAsync } from '../support/expectCode.ts';
import { sampleHalf } from './support/sampleHalf.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sotto-journal-'));
  path = join(folder, 'journal.jsonl');
});

afterEach(() => rm(folder, { recursive: true }));

const restored = (seq: number): RestoredEntry => ({ type: 'restored', at: 1, desk: 2, seq });

const released: HalfEntry = {
  ...{ type: 'half', at: 5, tradeHash: 6n, desk: 64, seq: 3, nullifier: 2n ** 250n },
  terms: {
    ...{ makerGives: 0, makerAmount: 1n, takerGives: 1, takerAmount: 2n, maker: 3n, taker: 4n },
    ...{ deadline: 9, agreementHash: 0n, salt: 5n },
  },
  state: {
    ...{ exitAuthority: 0n, desk: 64, day: 7, seq: 3, recordIndex: 1, volume: 0n },
    ...{ balances: Array<bigint>(16).fill(7n), rotation: 0 },
  },
  half: sampleHalf,
};

describe('a journal in a file', () => {
  it('fileJournal_keepsEntries_acrossProcesses', async () => {
    const journal = fileJournal(path);
    await journal.append(released);
    await Promise.all([journal.append(restored(1)), journal.append(restored(2))]);
    expect(await fileJournal(path).entries()).toEqual([released, restored(1), restored(2)]);
    expect(await journal.entries()).toEqual([released, restored(1), restored(2)]);
  });

  it('fileJournal_isEmpty_atFirst_andReadableByItsOwnerOnly', async () => {
    expect(await fileJournal(path).entries()).toEqual([]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('fileJournal_dropsALineThatACrashCutOff_andGoesOnAfterIt', async () => {
    await fileJournal(path).append(restored(1));
    await appendFile(path, '0123456789abcdef {"type":"resto');
    const journal = fileJournal(path);
    expect(await journal.entries()).toEqual([restored(1)]);
    await journal.append(restored(2));
    expect(await fileJournal(path).entries()).toEqual([restored(1), restored(2)]);
  });

  it('fileJournal_throwsJournalCorrupt_whenALineWasChangedOrIsMissing', async () => {
    const journal = fileJournal(path);
    for (const seq of [1, 2, 3]) await journal.append(restored(seq));
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('"seq":2', '"seq":9'));
    const error = await expectCodeAsync('JOURNAL_CORRUPT', () => fileJournal(path).entries());
    expect(error.message).toMatch(/Line 2/);
    await writeFile(path, text.split('\n').toSpliced(1, 1).join('\n'));
    await expectCodeAsync('JOURNAL_CORRUPT', () => fileJournal(path).append(restored(4)));
  });

  it('fileJournal_losesNoLine_whenTwoProcessesAppendAtOnce', async () => {
    await fileJournal(path).append(restored(1));
    const attempts = [2, 3].map((seq) => fileJournal(path).append(restored(seq)));
    const written = (await Promise.allSettled(attempts)).filter(({ status }) => status === 'fulfilled');
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    const entries = await fileJournal(path)
      .entries()
      .catch(() => undefined);
    expect(entries?.length ?? 0).toBe(written.length === 2 ? 3 : 0);
  });

  it('fileJournal_throwsJournalUnavailable_whenTheFileCannotBeWritten', async () => {
    await expectCodeAsync('JOURNAL_UNAVAILABLE', () => fileJournal(join(path, 'x')).append(restored(1)));
    await expectCodeAsync('JOURNAL_UNAVAILABLE', () => fileJournal(folder).entries());
  });

  it('fileJournal_seesWhatAnotherProcessAppended', async () => {
    const [one, two] = [fileJournal(path), fileJournal(path)];
    await one.append(restored(1));
    await two.append(restored(2));
    await one.append(restored(3));
    expect(await two.entries()).toEqual([restored(1), restored(2), restored(3)]);
  });
});

describe('a journal in memory', () => {
  it('memoryJournal_isNotChanged_byWhatItsCallerDoesLater', async () => {
    const journal = memoryJournal();
    const entry = restored(1);
    await journal.append(entry);
    entry.seq = 5;
    expect(await journal.entries()).toEqual([restored(1)]);
  });
});
