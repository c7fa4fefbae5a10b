// SPDX-License-Identifier: Apache-2.0
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { SottoError } from '../../protocol/errors.ts';
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
 * @throws SottoError JOURNAL_CORRUPT, from both methods
 */
export function fileJournal(path: string): DeskJournal {
  let known: { entries: JournalEntry[]; check: string; size: number } | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  async function load(file: FileHandle): Promise<typeof known & object> {
    const { size } = await file.stat();
    if (known?.size !== size) known = parse(await file.readFile('utf8'), path);
    return known;
  }

  async function write(entry: JournalEntry): Promise<void> {
    await withFile(path, async (file) => {
      const { entries, check, size } = await load(file);
      const json = toJson(entry);
      const nextCheck = checkOf(check, json);
      const line = Buffer.from(`${nextCheck} ${json}\n`);
      await file.truncate(size);
      await file.write(line, 0, line.length, size);
      await file.sync();
      known = { entries: [...entries, fromJson(json)], check: nextCheck, size: size + line.length };
    });
  }

  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = queue.then(task);
    queue = result.catch(() => undefined);
    return result;
  }

  return {
    entries: () => inTurn(() => withFile(path, async (file) => (await load(file)).entries)),
    append: (entry) => inTurn(() => write(entry)),
  };
}

async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await openOrCreate(path);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

async function openOrCreate(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r+');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const file = await open(path, 'wx+', 0o600);
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
