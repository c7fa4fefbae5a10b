// SPDX-License-Identifier: Apache-2.0
import type { Half } from '../../../client/half.ts';

/** A half of the right shape that proves nothing. */
export const sampleHalf: Half = {
  proof: [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n],
  ...{ h: 9n, day: 19_430, policyId: 1, snapshotId: 2, side: 1, deadline: 27_000_000 },
  beneficiary: `0x${'0'.repeat(40)}`,
  ...{ nullifier: 10n, account: 11n, accountRoot: 12n, credentialRoot: 13n, tradeHash: 14n },
  record: { tag: 15n, siv: 16n, ciphertext: [17n, 18n, 19n, 20n, 21n, 22n] },
};
