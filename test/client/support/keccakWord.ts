// SPDX-License-Identifier: Apache-2.0
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bigintToBytes, reduceBytes } from '../../../protocol/field.ts';

/** Word `index` of stranger number `number` in contracts/test/VenueEvents.sol: 0 nullifier, 1 leaf, 2 to 9 record. */
export function keccakWord(number: bigint, index: bigint): bigint {
  return reduceBytes(keccak_256(new Uint8Array([...bigintToBytes(number), ...bigintToBytes(index)])));
}
