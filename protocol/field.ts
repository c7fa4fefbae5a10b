// SPDX-License-Identifier: Apache-2.0
import { SottoError } from './errors.ts';

declare const fieldBrand: unique symbol;

/** An integer in [0, FIELD_ORDER): checked, never reduced silently. */
export type Field = bigint & { readonly [fieldBrand]: true };

/** Order r of the scalar field of BN254. */
export const FIELD_ORDER = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

export function isField(value: unknown): value is Field {
  return typeof value === 'bigint' && value >= 0n && value < FIELD_ORDER;
}

/** `value` as a field element. The error never repeats the value: it may be a secret. */
export function toField(value: bigint, name: string): Field {
  if (isField(value)) return value;
  throw new SottoError('FIELD_OUT_OF_RANGE', `${name} must be an integer from 0 to the field order less one`);
}

/** As `toField`, for values that everyone may see: the error repeats what was given. */
export function toPublicField(value: bigint, name: string): Field {
  if (isField(value)) return value;
  throw new SottoError(
    'FIELD_OUT_OF_RANGE',
    `${name} must be an integer from 0 to the field order less one, got ${value}`,
  );
}

export function isBelowPowerOfTwo(value: unknown, bits: number): value is bigint {
  return typeof value === 'bigint' && value >= 0n && value >> BigInt(bits) === 0n;
}

/** `value` if it is an integer in [0, 2^bits), else VALUE_OUT_OF_RANGE without the value. */
export function assertBits(value: bigint, bits: number, name: string): bigint {
  if (isBelowPowerOfTwo(value, bits)) return value;
  throw new SottoError('VALUE_OUT_OF_RANGE', `${name} must be an integer from 0 to 2^${bits} − 1`);
}

/** A big-endian integer reduced into the field; for hash and key material of at least 48 bytes, or known below r. */
export function reduceBytes(bytes: Uint8Array): Field {
  return (bytesToBigint(bytes) % FIELD_ORDER) as Field;
}

export function bytesToBigint(bytes: Uint8Array): bigint {
  let hex = '0x0';
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
  return BigInt(hex);
}

/** `value` as big-endian bytes; VALUE_OUT_OF_RANGE if it does not fit. */
export function bigintToBytes(value: bigint, length = 32): Uint8Array {
  assertBits(value, length * 8, 'value');
  const bytes = new Uint8Array(length);
  for (let i = length - 1, rest = value; rest > 0n; i--, rest >>= 8n) bytes[i] = Number(rest & 255n);
  return bytes;
}

/** A uniformly random field element (48 random bytes, so its bias is below 2^-120). */
export function randomField(): Field {
  return reduceBytes(globalThis.crypto.getRandomValues(new Uint8Array(48)));
}
