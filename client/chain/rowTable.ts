// SPDX-License-Identifier: Apache-2.0
import { readWord } from './words.ts';

const ROWS_PER_CHUNK = 4096;
const FIRST_CAPACITY = 1024;

/**
 * Rows of a fixed number of bytes in the order of the chain, found by 32-byte words in them. A million rows cost their
 * bytes and about 20 more each; as objects they would cost kilobytes.
 */
export class RowTable {
  readonly #rowBytes: number;
  readonly #chunks: Uint8Array[] = [];
  readonly #indexes: WordIndex[];
  #blocks = new Uint32Array(FIRST_CAPACITY);
  #count = 0;

  /** `keys` are the offsets in a row of the words it is found by. */
  constructor(rowBytes: number, keys: readonly number[]) {
    this.#rowBytes = rowBytes;
    this.#indexes = keys.map((offset) => new WordIndex((row) => this.word(row, offset)));
  }

  get count(): number {
    return this.#count;
  }

  /** Appends a row that `write` fills; bytes it does not write are 0. Returns the row's number. */
  append(block: number, write: (target: Uint8Array, offset: number) => void): number {
    const row = this.#count;
    const slot = row % ROWS_PER_CHUNK;
    if (slot === 0 && this.#chunks.length * ROWS_PER_CHUNK === row) {
      this.#chunks.push(new Uint8Array(ROWS_PER_CHUNK * this.#rowBytes));
    }
    if (row === this.#blocks.length) this.#blocks = grown(this.#blocks);
    write(this.#chunks[Math.floor(row / ROWS_PER_CHUNK)], slot * this.#rowBytes);
    this.#blocks[row] = block;
    this.#count += 1;
    for (const index of this.#indexes) index.add(row);
    return row;
  }

  /** The row's bytes, not a copy. */
  bytes(row: number): Uint8Array {
    const start = (row % ROWS_PER_CHUNK) * this.#rowBytes;
    return this.#chunks[Math.floor(row / ROWS_PER_CHUNK)].subarray(start, start + this.#rowBytes);
  }

  word(row: number, offset: number): bigint {
    return readWord(this.bytes(row), offset);
  }

  block(row: number): number {
    return this.#blocks[row];
  }

  /** First row whose word of key number `key` is `value`; undefined if there is none. */
  find(key: number, value: bigint): number | undefined {
    return this.#indexes[key].find(value);
  }

  /** Forgets the rows of blocks after this one. */
  truncate(lastBlock: number): void {
    const before = this.#count;
    while (this.#count > 0 && this.#blocks[this.#count - 1] > lastBlock) this.#count -= 1;
    if (this.#count === before) return;
    this.#chunks.length = Math.ceil(this.#count / ROWS_PER_CHUNK);
    for (let row = this.#count; row < this.#chunks.length * ROWS_PER_CHUNK; row++) this.bytes(row).fill(0);
    for (const index of this.#indexes) index.rebuild(this.#count);
  }
}

/** Rows by one of their words: open addressing, at most half full. The first of several equal words is found. */
class WordIndex {
  readonly #wordOf: (row: number) => bigint;
  /** Row number + 1; 0 is free. */
  #slots = new Uint32Array(2 * FIRST_CAPACITY);
  #count = 0;

  constructor(wordOf: (row: number) => bigint) {
    this.#wordOf = wordOf;
  }

  add(row: number): void {
    if (2 * (this.#count + 1) > this.#slots.length) this.#resize(this.#slots.length * 2, row);
    this.#insert(row);
  }

  find(value: bigint): number | undefined {
    const mask = this.#slots.length - 1;
    for (let slot = slotOf(value, mask); this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const row = this.#slots[slot] - 1;
      if (this.#wordOf(row) === value) return row;
    }
    return undefined;
  }

  rebuild(rows: number): void {
    let length = 2 * FIRST_CAPACITY;
    while (length < 2 * rows) length *= 2;
    this.#resize(length, rows);
  }

  #resize(length: number, rows: number): void {
    this.#slots = new Uint32Array(length);
    this.#count = 0;
    for (let row = 0; row < rows; row++) this.#insert(row);
  }

  #insert(row: number): void {
    const mask = this.#slots.length - 1;
    let slot = slotOf(this.#wordOf(row), mask);
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = row + 1;
    this.#count += 1;
  }
}

/** Different in each process, so that nobody can prepare words that all fall on one place. */
const SEED = globalThis.crypto.getRandomValues(new Uint32Array(4));

function slotOf(value: bigint, mask: number): number {
  let mixed = SEED[0];
  for (let i = 0; i < 3; i++) {
    mixed = Math.imul(mixed ^ Number(BigInt.asUintN(32, value >> BigInt(32 * i))), SEED[1 + i] | 1);
    mixed ^= mixed >>> 15;
  }
  return mixed & mask;
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
