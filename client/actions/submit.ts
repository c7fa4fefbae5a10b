// SPDX-License-Identifier: Apache-2.0
import type { Signer } from 'ethers';
import { VENUE } from '../chain/interfaces.ts';
import type { Receipt } from '../chain/rpc.ts';
import { sendTransaction } from '../chain/sendTransaction.ts';
import type { Member } from '../member.ts';

/** Who sends a transaction; the sender is public, so members use wallets that do not give them away. */
export interface Sending {
  signer: Signer;
  /** Milliseconds to wait for the transaction to be mined. Default two minutes. */
  mineTimeoutMs?: number;
}

/** Sends a call to the venue, then brings the member's view up to date. Throws as sendTransaction and syncVenue do. */
export async function submitToVenue(
  member: Member,
  { signer, mineTimeoutMs }: Sending,
  name: string,
  args: readonly unknown[],
): Promise<Receipt> {
  const { connection } = member.view;
  const receipt = await sendTransaction({
    connection,
    signer,
    mineTimeoutMs,
    to: connection.venue,
    abi: VENUE,
    name,
    args,
  });
  await member.sync();
  return receipt;
}
