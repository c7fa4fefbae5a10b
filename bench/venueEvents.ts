// SPDX-License-Identifier: Apache-2.0
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bigintToBytes, reduceBytes } from '../protocol/field.ts';

/** What a benchmark calls on contracts/test/VenueEvents.sol. */
export const VENUE_EVENTS = [
  'function queueStrangers(uint256 count)',
  'function queueOne(uint256 nullifier, uint256 account, uint256[8] record)',
  'function insertBatches(uint256 count, uint256 lastRoot)',
];

/** Word of a made-up update that is its leaf. */
const ACCOUNT_WORD = 1n;

/** Leaves that VenueEvents makes up from a position on. */
export function strangersLeaves(from: number, count: number): bigint[] {
  const preimage = new Uint8Array(64);
  preimage.set(bigintToBytes(ACCOUNT_WORD), 32);
  return Array.from({ length: count }, (_, i) => {
    preimage.set(bigintToBytes(BigInt(from + i)), 0);
    return reduceBytes(keccak_256(preimage));
  });
}
