// SPDX-License-Identifier: Apache-2.0
import type { FileHandle } from 'node:fs/promises';
import { constants, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { SottoError } from '../../protocol/errors.ts';
import { createTurns } from '../inTurn.ts';
import type { DeskJournal, JournalEntry } from './journal.ts';

const CHECK_DIGITS = 16;
const FIRST_CHECK = '0'.repeat(CHECK_DIGITS);

/**
 * A journal in a file of JSON lines, readable by its owner only (mode 0600).
 *
 * Each line is sixteen digits and one entry; the digits are a hash over the line before and this entry, so a line that
 * was changed or is missing between others is found out. A line counts once it ends in a newline that was
 * flushed to the disk: one that a crash cut off was never acted on and is dropped. The file holds terms, balances and
 * released halves, and no key: who reads it learns the desk's business but can't move its funds.
 *
 * For one process at a time: lines are only ever added at the end, so two that write at once lose none, are found out
 * by the file's size and the digits, and are refused. Never put an older copy in its place: begin with an empty file and `restoreDesks`.
 *
 * @throws SottoError JOURNAL_CORRUPT, JOURNAL_UNAVAILABLE, from both methods
 */
export function fileJournal(path: string): DeskJournal {
  let known: { entries: JournalEntry[]; check: string; size: number } | undefined;
  const inTurn = createTurns();

  async function load(file: FileHandle): Promise<typeof known & object & { isCutOff: boolean }> {
    const { size } = await file.stat();
    if (known?.size !== size) known = parse(await file.readFile('utf8'), path);
    return { ...known, isCutOff: known.size < size };
  }

  async function write(entry: JournalEntry): Promise<void> {
    await withFile(path, async (file) => {
      const { entries, check, size, isCutOff } = await load(file);
      const json = toJson(entry);
      const nextCheck = checkOf(check, json);
      const line = Buffer.from(`${nextCheck} ${json}\n`);
      if (isCutOff) await file.truncate(size);
      await file.appendFile(line);
      await file.sync();
      if ((await file.stat()).size !== size + line.length) {
        throw new SottoError('JOURNAL_CORRUPT', `Another process writes to the journal ${path}`);
      }
      known = { entries: [...entries, fromJson(json)], check: nextCheck, size: size + line.length };
    });
  }

  return {
    entries: () => inTurn(() => withFile(path, async (file) => (await load(file)).entries)),
    append: (entry) => inTurn(() => write(entry)),
  };
}

async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  try {
    const file = await openOrCreate(path);
    return await use(file).finally(() => file.close());
  } catch (cause) {
    if (cause instanceof SottoError) throw cause;
    throw new SottoError('JOURNAL_UNAVAILABLE', `The journal ${path} cannot be read or written`, { cause });
  }
}

async function openOrCreate(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDWR | constants.O_APPEND);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const file = await open(path, 'ax+', 0o600);
  // The file's name is in its folder: without this a crash could lose the whole file.
  const folder = await open(dirname(path), 'r');
  await folder.sync().finally(() => folder.close());
  return file;
}

function parse(text: string, path: string): { entries: JournalEntry[]; check: string; size: number } {
  const complete = text.slice(0, text.lastIndexOf('\n') + 1);
  const entries: JournalEntry[] = [];
  let check = FIRST_CHECK;
  for (const [i, line] of complete.split('\n').slice(0, -1).entries()) {
    const json = line.slice(CHECK_DIGITS + 1);
    check = checkOf(check, json);
    if (line.slice(0, CHECK_DIGITS) !== check) {
      throw new SottoError(
        'JOURNAL_CORRUPT',
        `Line ${i + 1} of the journal ${path} was changed or does not belong`,
      );
    }
    entries.push(fromJson(json));
  }
  return { entries, check, size: Buffer.byteLength(complete) };
}

function checkOf(before: string, json: string): string {
  return bytesToHex(sha256(new TextEncoder().encode(`${before} ${json}`))).slice(0, CHECK_DIGITS);
}

/** JSON has no large integers: they are written as "123n". */
function toJson(entry: JournalEntry): string {
  return JSON.stringify(entry, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
}

function fromJson(json: string): JournalEntry {
  return JSON.parse(json, (_, value) =>
    typeof value === 'string' && /^\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
  );
}
