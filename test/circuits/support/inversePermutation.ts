// SPDX-License-Identifier: GPL-3.0-or-later
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { FIELD_ORDER } from '../../../protocol/field.ts';
import { mod } from './constraintSystem.ts';
import { inverse } from './hints.ts';

const FULL_ROUNDS = 8;
/** Of circomlib's Poseidon with state width 7. */
const PARTIAL_ROUNDS = 63;
const WIDTH = 7;

/** The state before Poseidon's permutation, from all seven lanes after it. */
export function invertPermutation(lanes: readonly bigint[]): bigint[] {
  const { constants, matrix } = parameters();
  const unmix = invertMatrix(matrix);
  const fifthRoot = inverseModulo(5n, FIELD_ORDER - 1n);
  let state = [...lanes];
  for (let round = FULL_ROUNDS + PARTIAL_ROUNDS - 1; round >= 0; round--) {
    const isFull = round < FULL_ROUNDS / 2 || round >= FULL_ROUNDS / 2 + PARTIAL_ROUNDS;
    state = unmix.map((row) => mod(row.reduce((sum, entry, i) => sum + entry * state[i], 0n)));
    state = state.map((lane, i) => (isFull || i === 0 ? power(lane, fifthRoot) : lane));
    state = state.map((lane, i) => mod(lane - constants[round * WIDTH + i]));
  }
  return state;
}

function parameters(): { constants: bigint[]; matrix: bigint[][] } {
  const folder = dirname(createRequire(import.meta.url).resolve('circomlibjs'));
  const { C, M } = JSON.parse(readFileSync(join(folder, '../src/poseidon_constants.json'), 'utf8')) as {
    C: string[][];
    M: string[][][];
  };
  return {
    constants: C[WIDTH - 2].map(BigInt),
    matrix: M[WIDTH - 2].map((row) => row.map(BigInt)),
  };
}

/** Gauss and Jordan: the identity beside the matrix becomes its inverse. */
function invertMatrix(matrix: bigint[][]): bigint[][] {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1n : 0n))]);
  for (let column = 0; column < size; column++) {
    const pivot = rows.findIndex((row, i) => i >= column && row[column] !== 0n);
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    const scale = inverse(rows[column][column]);
    rows[column] = rows[column].map((entry) => mod(entry * scale));
    for (let i = 0; i < size; i++) {
      if (i === column) continue;
      const factor = rows[i][column];
      rows[i] = rows[i].map((entry, j) => mod(entry - factor * rows[column][j]));
    }
  }
  return rows.map((row) => row.slice(size));
}

function inverseModulo(value: bigint, modulus: bigint): bigint {
  for (let k = 1n; ; k++) if ((k * modulus + 1n) % value === 0n) return (k * modulus + 1n) / value;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n, square = mod(square * square)) {
    if (rest & 1n) result = mod(result * square);
  }
  return result;
}
