// SPDX-License-Identifier: Apache-2.0
import { SottoError } from '../../protocol/errors.ts';

const WORD_DIGITS = 64;

/** Digit values of ASCII codes; 255 where there is no hexadecimal digit. */
const DIGITS = new Uint8Array(128).fill(255);
for (const [i, digit] of [...'0123456789abcdef'].entries()) {
  DIGITS[digit.charCodeAt(0)] = i;
  DIGITS[digit.toUpperCase().charCodeAt(0)] = i;
}

/** Word `index` of a log's data as an integer. */
export function wordAt(data: string, index: number): bigint {
  const start = 2 + index * WORD_DIGITS;
  const end = start + WORD_DIGITS;
  if (data.length < end) throw new SottoError('CHAIN_INCONSISTENT', 'A log of the venue is too short');
  return BigInt(`0x${data.slice(start, end)}`);
}

/** Bytes of `count` words of a log's data from word `first` on, written to `target` from `offset` on. */
export function copyWords(
  data: string,
  first: number,
  count: number,
  target: Uint8Array,
  offset: number,
): void {
  const start = 2 + first * WORD_DIGITS;
  if (data.length < start + count * WORD_DIGITS) {
    throw new SottoError('CHAIN_INCONSISTENT', 'A log of the venue is too short');
  }
  let invalid = 0;
  for (let i = 0, at = start; i < count * 32; i++, at += 2) {
    const high = DIGITS[data.charCodeAt(at) & 127];
    const low = DIGITS[data.charCodeAt(at + 1) & 127];
    invalid |= (high | low) & 128;
    target[offset + i] = (high << 4) | low;
  }
  if (invalid !== 0) throw new SottoError('CHAIN_INCONSISTENT', 'A log of the venue is not hexadecimal');
}

/** A big-endian integer of 32 bytes. */
export function readWord(bytes: Uint8Array, offset: number): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, 32);
  const high = (view.getBigUint64(0) << 64n) | view.getBigUint64(8);
  return (high << 128n) | (view.getBigUint64(16) << 64n) | view.getBigUint64(24);
}
