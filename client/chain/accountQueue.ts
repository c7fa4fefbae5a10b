// SPDX-License-Identifier: Apache-2.0
import { keccak_256 } from '@noble/hashes/sha3.js';
import { AccountTree } from '../../protocol/accountTree.ts';
import { SottoError } from '../../protocol/errors.ts';
import { BATCH_SIZE, EMPTY_ACCOUNT_ROOT } from '../../protocol/generated/circuits.ts';
import type { SottoRecord } from '../../protocol/record.ts';
import { RowTable } from './rowTable.ts';
import { copyWords, readWord, wordAt } from './words.ts';

/** One account update as the chain shows it. */
export interface AccountUpdate {
  /** Of the new leaf in the account tree. */
  position: number;
  nullifier: bigint;
  account: bigint;
  record: SottoRecord;
  block: number;
}

/** Leaves that wait to be inserted, or were. */
export interface Batch {
  firstRow: number;
  count: number;
  closedIn: number;
  /** Block and root of its insertion; undefined while it waits. */
  inserted?: { block: number; root: bigint };
}

/** Layout of a row: nullifier, account, record (8 words), position. */
const ACCOUNT_AT = 32;
const RECORD_AT = 64;
const RECORD_BYTES = 256;
const POSITION_AT = RECORD_AT + RECORD_BYTES;
const ROW_BYTES = POSITION_AT + 4;
const BY_NULLIFIER = 0;
const BY_TAG = 1;

/** All account updates of the venue, their batches, and the tree of those that are inserted. */
export class AccountQueue {
  readonly tree = new AccountTree();
  readonly #rows = new RowTable(ROW_BYTES, [0, RECORD_AT]);
  #batches: Batch[] = [];
  #insertedCount = 0;
  #openFirstRow = 0;
  #knownRoots = new Set<bigint>([EMPTY_ACCOUNT_ROOT]);
  readonly #sharedTags = new Set<bigint>();

  /** Account updates so far. */
  get count(): number {
    return this.#rows.count;
  }

  /** The batch that takes leaves now, how many it has, and the batch to insert next. */
  get state(): { openBatch: number; openCount: number; nextInsert: number } {
    const openCount = this.count - this.#openFirstRow;
    return { openBatch: this.#batches.length, openCount, nextInsert: this.#insertedCount };
  }

  batch(index: number): Batch | undefined {
    return this.#batches[index];
  }

  isKnownRoot(root: bigint): boolean {
    return this.#knownRoots.has(root);
  }

  byNullifier(nullifier: bigint): AccountUpdate | undefined {
    const row = this.#rows.find(BY_NULLIFIER, nullifier);
    return row === undefined ? undefined : this.#update(row);
  }

  /** Throws RECORD_DUPLICATE when two records carry the tag. */
  byTag(tag: bigint): AccountUpdate | undefined {
    if (this.#sharedTags.has(tag)) throw new SottoError('RECORD_DUPLICATE');
    const row = this.#rows.find(BY_TAG, tag);
    return row === undefined ? undefined : this.#update(row);
  }

  /** Leaves and record hashes of a batch that is closed, or of the open one, in the queue's order. */
  contentsOf(batch: number): { leaves: bigint[]; recordHashes: Uint8Array[] } {
    const { firstRow, count } = this.#batches[batch] ?? this.#open();
    const rows = Array.from({ length: count }, (_, i) => this.#rows.bytes(firstRow + i));
    return {
      leaves: rows.map((row) => readWord(row, ACCOUNT_AT)),
      recordHashes: rows.map((row) => keccak_256(row.subarray(RECORD_AT, RECORD_AT + RECORD_BYTES))),
    };
  }

  /** The running hash that the contract keeps for a batch. */
  runningHash(batch: number): Uint8Array {
    const { leaves, recordHashes } = this.contentsOf(batch);
    const { firstRow } = this.#batches[batch] ?? this.#open();
    const preimage = new Uint8Array(96);
    let hash: Uint8Array = new Uint8Array(32);
    for (let i = 0; i < leaves.length; i++) {
      preimage.set(hash, 0);
      preimage.set(this.#rows.bytes(firstRow + i).subarray(ACCOUNT_AT, ACCOUNT_AT + 32), 32);
      preimage.set(recordHashes[i], 64);
      hash = keccak_256(preimage);
    }
    return hash;
  }

  /** AccountQueued(position, nullifier, account, record). */
  applyQueued(data: string, block: number): void {
    const position = Number(wordAt(data, 0));
    const { openBatch, openCount } = this.state;
    if (position !== openBatch * BATCH_SIZE + openCount) throw gap(`a leaf before position ${position}`);
    const row = this.#rows.append(block, (target, offset) => {
      copyWords(data, 1, 10, target, offset);
      new DataView(target.buffer, target.byteOffset).setUint32(offset + POSITION_AT, position);
    });
    const tag = this.#rows.word(row, RECORD_AT);
    if (this.#rows.find(BY_TAG, tag) !== row) this.#sharedTags.add(tag);
    if (this.#rows.find(BY_NULLIFIER, this.#rows.word(row, 0)) !== row) {
      throw new SottoError('CHAIN_INCONSISTENT', 'The node shows one nullifier spent twice');
    }
  }

  applyClosed(batch: number, count: number, block: number): void {
    const open = this.#open();
    if (batch !== this.#batches.length || count !== open.count) throw gap(`a leaf of batch ${batch}`);
    this.#batches.push({ ...open, closedIn: block });
    this.#openFirstRow = this.count;
  }

  applyInserted(batch: number, root: bigint, block: number): void {
    const next = this.#batches[batch];
    if (batch !== this.#insertedCount || next === undefined) throw gap(`the insertion before batch ${batch}`);
    this.#append(next);
    next.inserted = { block, root };
    this.#insertedCount += 1;
    this.#knownRoots.add(root);
  }

  /** Forgets what came after a block. */
  truncate(lastBlock: number): void {
    this.#rows.truncate(lastBlock);
    this.#batches = this.#batches.filter(({ closedIn }) => closedIn <= lastBlock);
    for (const batch of this.#batches) {
      if (batch.inserted !== undefined && batch.inserted.block > lastBlock) batch.inserted = undefined;
    }
    const inserted = this.#batches.filter((batch) => batch.inserted !== undefined);
    this.#insertedCount = inserted.length;
    this.#openFirstRow = this.#batches.reduce((rows, { count }) => rows + count, 0);
    this.#knownRoots = new Set([EMPTY_ACCOUNT_ROOT, ...inserted.map((batch) => batch.inserted?.root ?? 0n)]);
    this.tree.truncate(this.#insertedCount);
    for (const tag of this.#sharedTags) {
      if (this.#tagCount(tag) < 2) this.#sharedTags.delete(tag);
    }
  }

  #open(): Batch {
    return { firstRow: this.#openFirstRow, count: this.count - this.#openFirstRow, closedIn: 0 };
  }

  #append({ firstRow, count }: Batch): void {
    const leaves = Array.from({ length: count }, (_, i) => this.#rows.word(firstRow + i, ACCOUNT_AT));
    try {
      this.tree.appendBatch(leaves);
    } catch (cause) {
      throw new SottoError('CHAIN_INCONSISTENT', 'The node shows a leaf that no venue takes', { cause });
    }
  }

  #tagCount(tag: bigint): number {
    let count = 0;
    for (let row = 0; row < this.count; row++) if (this.#rows.word(row, RECORD_AT) === tag) count += 1;
    return count;
  }

  #update(row: number): AccountUpdate {
    const bytes = this.#rows.bytes(row);
    const words = Array.from({ length: 8 }, (_, i) => readWord(bytes, RECORD_AT + 32 * i));
    const [tag, siv, ...ciphertext] = words;
    return {
      position: new DataView(bytes.buffer, bytes.byteOffset).getUint32(POSITION_AT),
      nullifier: readWord(bytes, 0),
      account: readWord(bytes, ACCOUNT_AT),
      record: { tag, siv, ciphertext },
      block: this.#rows.block(row),
    };
  }
}

function gap(what: string): SottoError {
  return new SottoError('CHAIN_INCONSISTENT', `The node left out ${what}: use another node`);
}
