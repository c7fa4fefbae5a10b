// SPDX-License-Identifier: Apache-2.0
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bigintToBytes, bytesToBigint } from './field.ts';
import type { SottoRecord } from './record.ts';

/** keccak256 of a record's eight words, as the venue's queue takes it in. */
export function recordDigest({ tag, siv, ciphertext }: SottoRecord): bigint {
  return keccakWords([tag, siv, ...ciphertext]);
}

/**
 * The running hash of a batch of pending leaves after one more leaf and its record's digest. A batch starts from 0; the venue
 * keeps the hash of each batch, so that no node can leave out a leaf or a record.
 */
export function extendQueue(running: bigint, leaf: bigint, digest: bigint): bigint {
  return keccakWords([running, leaf, digest]);
}

function keccakWords(words: readonly bigint[]): bigint {
  const bytes = new Uint8Array(words.length * 32);
  words.forEach((word, i) => {
    bytes.set(bigintToBytes(word), i * 32);
  });
  return bytesToBigint(keccak_256(bytes));
}
