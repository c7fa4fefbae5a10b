// SPDX-License-Identifier: Apache-2.0
import type { Signer, TypedDataDomain, TypedDataField } from 'ethers';
import type { VenueConnection } from '../chain/connect.ts';
import type { RegistryUpdate } from './buildUpdate.ts';

/** One registrar's consent. */
export interface UpdateSignature {
  signer: string;
  /** `0x…`, of a key or an ERC-1271 contract. */
  signature: string;
}

/** EIP-712 typed data of an update, for any wallet. It covers the sealed openings too. */
export function updateTypedData(
  { chainId, registry }: VenueConnection,
  update: RegistryUpdate,
): { domain: TypedDataDomain; types: Record<string, TypedDataField[]>; message: RegistryUpdate } {
  const field = (type: string, name: string): TypedDataField => ({ type, name });
  return {
    domain: { name: 'Sotto Registry', version: '1', chainId, verifyingContract: registry },
    types: {
      Update: [
        field('uint64', 'version'),
        field('bool', 'admitsOnly'),
        field('uint256', 'newRoot'),
        field('LeafChange[]', 'changes'),
      ],
      LeafChange: [field('uint32', 'slot'), field('uint256', 'leaf'), field('bytes', 'sealedOpening')],
    },
    message: update,
  };
}

/** Signs an update with a registrar's key. */
export async function signUpdate(
  connection: VenueConnection,
  update: RegistryUpdate,
  signer: Signer,
): Promise<UpdateSignature> {
  const { domain, types, message } = updateTypedData(connection, update);
  return { signer: await signer.getAddress(), signature: await signer.signTypedData(domain, types, message) };
}
