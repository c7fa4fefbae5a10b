// SPDX-License-Identifier: GPL-3.0-or-later
import { parentPort, workerData } from 'node:worker_threads';
import { FIELD_BYTES } from './field.ts';

export type Group = 'g1m' | 'g2m';

/**
 * The curve's arithmetic as ffjavascript compiles it, and where its generators lie. The library itself cannot be
 * imported here: it takes every worker thread for one that it started.
 */
export interface FixedBaseSetup {
  readonly module: WebAssembly.Module;
  readonly generators: Readonly<Record<Group, number>>;
}

export interface FixedBaseTask {
  readonly group: Group;
  /** 32-byte little-endian scalars. */
  readonly scalars: Uint8Array;
}

const WINDOWS = 32;
const DIGITS = 255;
/** 16 MB in pages of 64 kB: tables and sums take 5, and inversions in between need scratch space. */
const PAGES = 256;
/** Points worked on at once; bounds the memory of their sums. */
const CHUNK = 4096;

type Arithmetic = Record<string, (...pointers: number[]) => void>;

interface Table {
  readonly jacobianBytes: number;
  readonly affineBytes: number;
  /** Where `digit · 2^(8·window) · generator` lies, affine, for digit 1 … 255. */
  readonly entries: number;
  readonly sums: number;
  readonly results: number;
}

const { module, generators } = workerData as FixedBaseSetup;
const memory = new WebAssembly.Memory({ initial: PAGES });
const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
const arithmetic = exports as unknown as Arithmetic;
const tables = { g1m: buildTable('g1m', 64), g2m: buildTable('g2m', 128) };

function call(group: Group, operation: string, ...pointers: number[]): void {
  (arithmetic[`${group}_${operation}`] as (...pointers: number[]) => void)(...pointers);
}

function allocate(bytes: number): number {
  const heap = new Uint32Array(memory.buffer, 0, 1);
  const pointer = Math.ceil((heap[0] as number) / 8) * 8;
  heap[0] = pointer + bytes;
  return pointer;
}

function buildTable(group: Group, affineBytes: number): Table {
  const jacobianBytes = (affineBytes / 2) * 3;
  const sums = allocate(Math.max(CHUNK, WINDOWS * DIGITS) * jacobianBytes);
  const entries = allocate(WINDOWS * DIGITS * affineBytes);
  const results = allocate(CHUNK * affineBytes);
  const base = allocate(jacobianBytes);
  call(group, 'copy', generators[group], base);
  let entry = sums;
  for (let window = 0; window < WINDOWS; window++) {
    call(group, 'copy', base, entry);
    for (let digit = 2; digit <= DIGITS; digit++) {
      call(group, 'add', entry, base, entry + jacobianBytes);
      entry += jacobianBytes;
    }
    call(group, 'add', entry, base, base);
    entry += jacobianBytes;
  }
  call(group, 'batchToAffine', sums, WINDOWS * DIGITS, entries);
  return { jacobianBytes, affineBytes, entries, sums, results };
}

/** Affine points in Montgomery form, little-endian, as a zkey holds them; scalar 0 gives zeros. */
function multiply({ group, scalars }: FixedBaseTask): Uint8Array<ArrayBuffer> {
  const table = tables[group];
  const count = scalars.length / FIELD_BYTES;
  const points = new Uint8Array(count * table.affineBytes);
  for (let first = 0; first < count; first += CHUNK) {
    const chunk = Math.min(CHUNK, count - first);
    for (let i = 0; i < chunk; i++) {
      const scalar = scalars.subarray((first + i) * FIELD_BYTES, (first + i + 1) * FIELD_BYTES);
      multiplyOne(group, table, scalar, table.sums + i * table.jacobianBytes);
    }
    call(group, 'batchToAffine', table.sums, chunk, table.results);
    const bytes = new Uint8Array(memory.buffer, table.results, chunk * table.affineBytes);
    points.set(bytes, first * table.affineBytes);
  }
  return points;
}

function multiplyOne(group: Group, table: Table, scalar: Uint8Array, sum: number): void {
  call(group, 'zero', sum);
  for (let window = 0; window < WINDOWS; window++) {
    const digit = scalar[window] as number;
    if (digit === 0) continue;
    call(group, 'addMixed', sum, table.entries + (window * DIGITS + digit - 1) * table.affineBytes, sum);
  }
}

parentPort?.on('message', (task: FixedBaseTask) => {
  const points = multiply(task);
  parentPort?.postMessage(points, [points.buffer]);
});
