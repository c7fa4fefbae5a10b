// SPDX-License-Identifier: Apache-2.0
import { keccak_256 } from '@noble/hashes/sha3.js';
import { SottoError } from './errors.ts';
import type { Field } from './field.ts';

/** Lower-case `0x…` of an address; a mixed-case address must carry a right EIP-55 checksum. */
export function normalizeAddress(address: string, name = 'address'): string {
  const digits = /^0x([0-9a-fA-F]{40})$/.exec(address)?.[1];
  if (digits === undefined) {
    throw new SottoError('ADDRESS_INVALID', `${name} must be 0x and 40 hexadecimal digits`);
  }
  const lower = digits.toLowerCase();
  const hasCase = digits !== lower && digits !== digits.toUpperCase();
  if (hasCase && digits !== checksummed(lower)) {
    throw new SottoError('ADDRESS_INVALID', `The checksum of ${name} is wrong: copy the address again`);
  }
  return `0x${lower}`;
}

function checksummed(lower: string): string {
  const digest = keccak_256(new TextEncoder().encode(lower));
  const isUpper = (i: number): boolean => ((digest[i >> 1] >> (i % 2 === 0 ? 4 : 0)) & 15) >= 8;
  return [...lower].map((digit, i) => (isUpper(i) ? digit.toUpperCase() : digit)).join('');
}

/** An address as the number circuits and records hold (below 2^160). */
export function addressToField(address: string, name = 'address'): Field {
  return BigInt(normalizeAddress(address, name)) as Field;
}

/** The lower-case address of a number below 2^160. */
export function fieldToAddress(value: bigint, name = 'address'): string {
  if (value < 0n || value >> 160n !== 0n) {
    throw new SottoError('ADDRESS_INVALID', `${name} must be below 2^160`);
  }
  return `0x${value.toString(16).padStart(40, '0')}`;
}
