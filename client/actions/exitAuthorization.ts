// SPDX-License-Identifier: Apache-2.0
import type { Signer, TypedDataDomain, TypedDataField } from 'ethers';
import { getBytes, hexlify, randomBytes, TypedDataEncoder, verifyTypedData } from 'ethers';
import { fieldToAddress } from '../../protocol/address.ts';
import { isSottoError, SottoError } from '../../protocol/errors.ts';
import { ERC1271 } from '../chain/interfaces.ts';
import { NodeError } from '../chain/transport.ts';
import type { VenueView } from '../chain/venueView.ts';
import type { Payout } from '../inputs/withdraw.ts';
import { checkPayout } from '../inputs/withdraw.ts';

export interface ExitAuthorizationParameters extends Payout {
  view: VenueView;
  /** Who signs: the desk's exit authority. */
  exitAuthority: string;
  /** Who must sign from then on. Default: the same. */
  newExitAuthority?: string;
  /** Any number the authority has not used. Default: random. */
  nonce?: bigint;
  /** Last second in which it is valid, unix time. Default: a week from the chain's now. */
  expiry?: number;
}

/** EIP-712 typed data for the exit authority to sign, with any wallet. */
export interface ExitAuthorizationRequest {
  domain: TypedDataDomain;
  types: Record<string, TypedDataField[]>;
  message: Record<string, unknown> & { exitAuthority: string; nonce: bigint; expiry: number };
}

/** The exit authority's consent, as the venue takes it. */
export interface ExitAuthorization {
  nonce: bigint;
  expiry: number;
  /** `0x…` */
  signature: string;
}

const WEEK = 604_800;
const ERC1271_MAGIC = '0x1626ba7e';
const FIELDS: [type: string, name: string][] = [
  ...([
    ['address', 'exitAuthority'],
    ['uint8', 'asset'],
    ['address', 'token'],
    ['uint256', 'amount'],
  ] as const),
  ...([
    ['address', 'recipient'],
    ['address', 'relayer'],
    ['uint256', 'relayerFee'],
  ] as const),
  ...([
    ['address', 'newExitAuthority'],
    ['uint256', 'nonce'],
    ['uint40', 'expiry'],
  ] as const),
] as [string, string][];

/**
 * What the exit authority has to sign. It names no state: the signature stays good when the desk moves on meanwhile,
 * until it is used or expires.
 *
 * @throws SottoError as checkPayout does
 */
export function exitAuthorizationRequest(parameters: ExitAuthorizationParameters): ExitAuthorizationRequest {
  const { view, exitAuthority, newExitAuthority = exitAuthority } = parameters;
  const { asset, amount, recipient, relayer, relayerFee } = checkPayout(view, parameters);
  const { chainId, venue } = view.connection;
  return {
    domain: { name: 'Sotto Venue', version: '1', chainId, verifyingContract: venue },
    types: { ExitAuthorization: FIELDS.map(([type, name]) => ({ type, name })) },
    message: {
      ...{ exitAuthority, asset, token: view.assets.get(asset).token, amount },
      ...{
        recipient: fieldToAddress(recipient),
        relayer: fieldToAddress(relayer),
        relayerFee,
        newExitAuthority,
      },
      nonce: parameters.nonce ?? BigInt(hexlify(randomBytes(32))),
      expiry: parameters.expiry ?? view.now + WEEK,
    },
  };
}

/** Signs a request with a key. For contracts and other wallets, collect the signature elsewhere. */
export async function signExitAuthorization(
  { domain, types, message }: ExitAuthorizationRequest,
  signer: Signer,
): Promise<ExitAuthorization> {
  const { nonce, expiry } = message;
  return { nonce, expiry, signature: await signer.signTypedData(domain, types, message) };
}

/**
 * Checks a signature as the venue will, before anything is proven.
 *
 * @throws SottoError EXIT_SIGNATURE_INVALID, CHAIN_UNREACHABLE, CHAIN_TIMEOUT
 */
export async function assertExitAuthorized(
  view: VenueView,
  { domain, types, message }: ExitAuthorizationRequest,
  { signature, expiry }: ExitAuthorization,
): Promise<void> {
  const authority = message.exitAuthority;
  if (expiry < view.now) {
    throw new SottoError(
      'EXIT_SIGNATURE_INVALID',
      `The exit authorization expired at ${expiry} s; ask for a new one`,
    );
  }
  if (recovers(domain, types, message, signature, authority)) return;
  const digest = TypedDataEncoder.hash(domain, types, message);
  if (await contractAccepts(view, authority, digest, signature)) return;
  throw new SottoError('EXIT_SIGNATURE_INVALID', `${authority} did not sign exactly this withdrawal`);
}

function recovers(
  domain: TypedDataDomain,
  types: Record<string, TypedDataField[]>,
  message: Record<string, unknown>,
  signature: string,
  authority: string,
): boolean {
  try {
    return verifyTypedData(domain, types, message, signature).toLowerCase() === authority.toLowerCase();
  } catch {
    return false;
  }
}

async function contractAccepts(
  view: VenueView,
  authority: string,
  digest: string,
  signature: string,
): Promise<boolean> {
  try {
    const args = [digest, getBytes(signature)];
    const [answer] = await view.connection.rpc.call(authority, ERC1271, 'isValidSignature', args);
    return answer === ERC1271_MAGIC;
  } catch (error) {
    if (error instanceof NodeError || isSottoError(error, 'DEPLOYMENT_MISMATCH')) return false;
    throw error;
  }
}
