// SPDX-License-Identifier: Apache-2.0
import { normalizeAddress } from '../../protocol/address.ts';
import { SottoError } from '../../protocol/errors.ts';
import type { VenueConnection } from '../chain/connect.ts';
import { VENUE } from '../chain/interfaces.ts';
import { sendTransaction } from '../chain/sendTransaction.ts';
import { venueEvents } from '../chain/venueEvents.ts';
import type { Sending } from './submit.ts';

export interface ClaimFeesParameters extends Sending {
  connection: VenueConnection;
  /** To whom fees are owed. Default: the signer. */
  beneficiary?: string;
}

export interface ClaimFeesResult {
  transactionHash: string;
  /** Base units of the fee asset. */
  amount: bigint;
  /** The delayed exit that pays it, when the outflow limit made it wait; undefined: paid. */
  exitId?: bigint;
}

/**
 * Pays the fees a beneficiary is owed; anyone may send it.
 *
 * @throws SottoError NOTHING_OWED, ADDRESS_INVALID, and as sendTransaction does
 */
export async function claimFees(parameters: ClaimFeesParameters): Promise<ClaimFeesResult> {
  const { connection, signer, mineTimeoutMs } = parameters;
  const { rpc, venue } = connection;
  const beneficiary = normalizeAddress(parameters.beneficiary ?? (await signer.getAddress()), 'beneficiary');
  const [owed] = await rpc.call(venue, VENUE, 'feesOwed', [beneficiary]);
  if (owed === 0n) throw new SottoError('NOTHING_OWED', `The venue owes ${beneficiary} no fees`);
  const call = { to: venue, abi: VENUE, name: 'claimFees', args: [beneficiary] };
  const receipt = await sendTransaction({ connection, signer, mineTimeoutMs, ...call });
  const claimed = venueEvents(connection, receipt).find(({ name }) => name === 'FeesClaimed');
  if (claimed === undefined)
    throw new SottoError('CHAIN_INCONSISTENT', 'The receipt does not tell what was paid');
  const { amount, exitId } = claimed.args;
  return { transactionHash: receipt.transactionHash, amount, exitId: exitId === 0n ? undefined : exitId };
}
