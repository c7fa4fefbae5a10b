// SPDX-License-Identifier: GPL-3.0-or-later

import { FIELD_ORDER } from '../protocol/field.ts';

/** Order of BN254's scalar field: circuits compute modulo this. */
export const R = FIELD_ORDER;

/** Order of BN254's base field: coordinates of points are below this. */
export const Q = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;

/** Bytes of one element of either field in every binary format here. */
export const FIELD_BYTES = 32;

const MULTIPLICATIVE_GENERATOR = 5n;

export function mod(value: bigint): bigint {
  const rest = value % R;
  return rest < 0n ? rest + R : rest;
}

export function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = mod(base);
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % R;
    square = (square * square) % R;
  }
  return result;
}

/** 1/value; 1/0 is 0. */
export function inverse(value: bigint): bigint {
  return power(value, R - 2n);
}

/** Inverts all values with one inversion (Montgomery's trick); none may be 0. */
export function inverseAll(values: readonly bigint[]): bigint[] {
  const products: bigint[] = [];
  let product = 1n;
  for (const value of values) {
    products.push(product);
    product = (product * value) % R;
  }
  const inverses = new Array<bigint>(values.length);
  let left = inverse(product);
  for (let i = values.length - 1; i >= 0; i--) {
    inverses[i] = (left * (products[i] as bigint)) % R;
    left = (left * (values[i] as bigint)) % R;
  }
  return inverses;
}

/** The root of unity of order 2^log (at most 28) that snarkjs uses: it starts from 5, the smallest nonresidue. */
export function rootOfUnity(log: number): bigint {
  return power(MULTIPLICATIVE_GENERATOR, (R - 1n) >> BigInt(log));
}

export function readField(bytes: Uint8Array, offset: number): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, FIELD_BYTES);
  return (
    view.getBigUint64(0, true) +
    (view.getBigUint64(8, true) << 64n) +
    (view.getBigUint64(16, true) << 128n) +
    (view.getBigUint64(24, true) << 192n)
  );
}

export function writeField(bytes: Uint8Array, offset: number, value: bigint): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, FIELD_BYTES);
  for (let word = 0; word < 4; word++) {
    view.setBigUint64(8 * word, BigInt.asUintN(64, value >> BigInt(64 * word)), true);
  }
}
