// SPDX-License-Identifier: Apache-2.0
import { normalizeAddress } from '../../protocol/address.ts';
import { SottoError } from '../../protocol/errors.ts';
import type { Sending } from '../actions/submit.ts';
import type { VenueConnection } from '../chain/connect.ts';
import { REGISTRY } from '../chain/interfaces.ts';
import { sendTransaction } from '../chain/sendTransaction.ts';
import type { RegistryUpdate } from './buildUpdate.ts';
import type { UpdateSignature } from './signUpdate.ts';

export interface PublishUpdateParameters extends Sending {
  connection: VenueConnection;
  update: RegistryUpdate;
  /** Of distinct registrars, in any order. */
  signatures: readonly UpdateSignature[];
}

/**
 * Posts a signed update; anyone may send it.
 *
 * @returns the transaction's hash
 * @throws SottoError QUORUM_MISSING when registrars' signatures are missing or somebody else's are among them, and as
 * sendTransaction does
 */
export async function publishUpdate(parameters: PublishUpdateParameters): Promise<string> {
  const { connection, update, signatures, ...sending } = parameters;
  const [members, threshold] = await connection.rpc.call(connection.registry, REGISTRY, 'registrars');
  const registrars = new Set([...members].map((member: string) => member.toLowerCase()));
  const bySigner = new Map(signatures.map((given) => [normalizeAddress(given.signer, 'signer'), given]));
  const stranger = [...bySigner.keys()].find((signer) => !registrars.has(signer));
  if (stranger !== undefined) throw new SottoError('QUORUM_MISSING', `${stranger} is not a registrar`);
  if (bySigner.size < Number(threshold)) {
    throw new SottoError('QUORUM_MISSING', `${bySigner.size} registrars have signed; ${threshold} must`);
  }
  const ordered = [...bySigner].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, given]) => given);
  const call = { to: connection.registry, abi: REGISTRY, name: 'update', args: [update, ordered] };
  return (await sendTransaction({ connection, ...sending, ...call })).transactionHash;
}
