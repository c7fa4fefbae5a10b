// SPDX-License-Identifier: Apache-2.0
import { normalizeAddress } from '../../protocol/address.ts';
import { SottoError } from '../../protocol/errors.ts';
import { VENUE } from './interfaces.ts';
import type { RpcOptions } from './rpc.ts';
import { Rpc } from './rpc.ts';
import type { NodeSource } from './transport.ts';
import { NodeError, transportOf } from './transport.ts';

export interface ConnectParameters extends RpcOptions {
  /** URL of a node, an ethers JSON-RPC provider, or an EIP-1193 provider. */
  node: NodeSource;
  /** The chain the venue lives on. */
  chainId: bigint;
  /** Address of the venue. */
  venue: string;
  /** Block in which the venue was deployed: reading starts there. Default 0. */
  fromBlock?: number;
}

/** A venue that was found where it should be. All addresses in lower case. */
export interface VenueConnection {
  readonly rpc: Rpc;
  readonly chainId: bigint;
  readonly venue: string;
  readonly registry: string;
  readonly priceFeed: string;
  readonly fromBlock: number;
}

/**
 * Connects to a venue and checks that it is one.
 *
 * @throws SottoError CHAIN_UNREACHABLE, CHAIN_TIMEOUT, CHAIN_WRONG when the node serves another chain,
 * DEPLOYMENT_MISMATCH when there is no venue of this release at the address, ADDRESS_INVALID.
 */
export async function connect(parameters: ConnectParameters): Promise<VenueConnection> {
  const { node, chainId, fromBlock = 0, timeoutMs, retries, backoffMs } = parameters;
  const venue = normalizeAddress(parameters.venue, 'venue');
  const given = Object.entries({ timeoutMs, retries, backoffMs }).filter(([, value]) => value !== undefined);
  const rpc = new Rpc(transportOf(node), Object.fromEntries(given));
  const served = await asNodeProblem(rpc, rpc.chainId());
  if (served !== chainId) {
    throw new SottoError(
      'CHAIN_WRONG',
      `The node (${rpc.label}) serves chain ${served}, not chain ${chainId}`,
    );
  }
  await asNodeProblem(rpc, assertVenue(rpc, chainId, venue));
  const [registry] = await rpc.call(venue, VENUE, 'registry');
  const [priceFeed] = await rpc.call(venue, VENUE, 'priceFeed');
  return Object.freeze({
    rpc,
    chainId,
    venue,
    registry: normalizeAddress(registry),
    priceFeed: normalizeAddress(priceFeed),
    fromBlock,
  });
}

async function assertVenue(rpc: Rpc, chainId: bigint, venue: string): Promise<void> {
  if ((await rpc.code(venue)) === '0x') {
    throw new SottoError('DEPLOYMENT_MISMATCH', `There is no contract at ${venue} on chain ${chainId}`);
  }
  const domain = await rpc.call(venue, VENUE, 'eip712Domain').catch((cause) => {
    if (cause instanceof SottoError && cause.code !== 'DEPLOYMENT_MISMATCH') throw cause;
    throw new SottoError('DEPLOYMENT_MISMATCH', `The contract at ${venue} is not a Sotto venue`, { cause });
  });
  const isOurs = domain.name === 'Sotto Venue' && domain.version === '1';
  const isHere = domain.chainId === chainId && domain.verifyingContract.toLowerCase() === venue;
  if (!isOurs || !isHere) {
    throw new SottoError(
      'DEPLOYMENT_MISMATCH',
      `The contract at ${venue} is not a Sotto venue of this release`,
    );
  }
}

/** What a node refuses to answer while connecting says nothing about the venue. */
async function asNodeProblem<T>(rpc: Rpc, promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (cause) {
    if (!(cause instanceof NodeError)) throw cause;
    throw new SottoError('CHAIN_UNREACHABLE', `The chain’s node (${rpc.label}) refuses to answer`, { cause });
  }
}
