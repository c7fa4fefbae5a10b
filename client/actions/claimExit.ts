// SPDX-License-Identifier: Apache-2.0
import { SottoError } from '../../protocol/errors.ts';
import type { VenueConnection } from '../chain/connect.ts';
import { VENUE } from '../chain/interfaces.ts';
import { sendTransaction } from '../chain/sendTransaction.ts';
import type { Sending } from './submit.ts';

export interface ClaimExitParameters extends Sending {
  connection: VenueConnection;
  /** Number of the delayed exit, from the withdrawal's result. */
  exitId: bigint;
}

/**
 * Pays a delayed exit that is due to those it is for; anyone may send it.
 *
 * @returns the transaction's hash
 * @throws SottoError NOTHING_OWED when there is no such exit, EXIT_NOT_DUE with the time from which it can be claimed, and
 * as sendTransaction does
 */
export async function claimExit({ connection, exitId, ...sending }: ClaimExitParameters): Promise<string> {
  const { rpc, venue } = connection;
  const [exit] = await rpc.call(venue, VENUE, 'delayedExit', [exitId]);
  if (exit.createdAt === 0n)
    throw new SottoError('NOTHING_OWED', `There is no delayed exit ${exitId}, or it was paid`);
  const [paused] = await rpc.call(venue, VENUE, 'paused');
  const [delay] = await rpc.call(venue, VENUE, paused ? 'pausedExitDelay' : 'exitDelay');
  const dueAt = Number(exit.createdAt + delay);
  const { timestamp } = await rpc.head();
  if (timestamp < dueAt) {
    const when = new Date(dueAt * 1000).toISOString();
    throw new SottoError(
      'EXIT_NOT_DUE',
      `Exit ${exitId} can be claimed from ${when} on${paused ? ' (the venue is paused)' : ''}`,
    );
  }
  const call = { to: venue, abi: VENUE, name: 'claimExit', args: [exitId] };
  return (await sendTransaction({ connection, ...sending, ...call })).transactionHash;
}
