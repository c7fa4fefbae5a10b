// SPDX-License-Identifier: Apache-2.0
import type { Interface, Signer } from 'ethers';
import { SottoError } from '../../protocol/errors.ts';
import type { VenueConnection } from './connect.ts';
import { explainRevert } from './explainRevert.ts';
import type { Receipt } from './rpc.ts';
import { sleep } from './rpc.ts';
import { NodeError, revertDataOf } from './transport.ts';
import { withoutUrls } from './withoutUrls.ts';

export interface TransactionParameters {
  connection: VenueConnection;
  /** Who sends and pays gas; needs a provider of the same chain. */
  signer: Signer;
  to: string;
  abi: Interface;
  name: string;
  args: readonly unknown[];
  /** Milliseconds to wait for the transaction to be mined. Default two minutes. */
  mineTimeoutMs?: number;
}

const FIRST_POLL_MS = 50;
const LAST_POLL_MS = 2_000;

/**
 * Tries a transaction by a call, sends it, and waits until it is mined.
 *
 * @throws SottoError TRANSACTION_REVERTED, or a code of its own for the usual reasons (see explainRevert);
 * CHAIN_WRONG when the signer is on another chain; CHAIN_TIMEOUT when it was sent but not mined in time: it may still
 * be mined, so synchronise before sending again; CHAIN_UNREACHABLE
 */
export async function sendTransaction(parameters: TransactionParameters): Promise<Receipt> {
  const { connection, signer, to, abi, name, args, mineTimeoutMs = 120_000 } = parameters;
  const { rpc } = connection;
  try {
    await rpc.send('eth_call', [
      { from: await signer.getAddress(), to, data: abi.encodeFunctionData(name, args) },
      'latest',
    ]);
  } catch (error) {
    throw error instanceof NodeError ? explainRevert(name, error.data, error) : error;
  }
  const hash = await send(parameters);
  const receipt = await waitForReceipt(connection, hash, mineTimeoutMs);
  if (receipt.succeeded) return receipt;
  throw new SottoError(
    'TRANSACTION_REVERTED',
    `${name} was mined but reverted (transaction ${hash}): something changed in between; synchronise and try again`,
  );
}

async function send({ connection, signer, to, abi, name, args }: TransactionParameters): Promise<string> {
  const chainId = (await signer.provider?.getNetwork())?.chainId;
  if (chainId !== undefined && chainId !== connection.chainId) {
    throw new SottoError(
      'CHAIN_WRONG',
      `The signer is on chain ${chainId}, the venue on chain ${connection.chainId}`,
    );
  }
  try {
    return (await signer.sendTransaction({ to, data: abi.encodeFunctionData(name, args) })).hash;
  } catch (error) {
    const data = revertDataOf(error);
    const cause = withoutUrls(error);
    if (data !== undefined) throw explainRevert(name, data, cause);
    throw new SottoError(
      'TRANSACTION_REVERTED',
      `${name} could not be sent: the signer or its node refused it`,
      { cause },
    );
  }
}

async function waitForReceipt({ rpc }: VenueConnection, hash: string, timeoutMs: number): Promise<Receipt> {
  const deadline = Date.now() + timeoutMs;
  for (let pause = FIRST_POLL_MS; ; pause = Math.min(2 * pause, LAST_POLL_MS)) {
    const receipt = await rpc.receipt(hash);
    if (receipt !== undefined) return receipt;
    if (Date.now() > deadline) {
      throw new SottoError('CHAIN_TIMEOUT', `Transaction ${hash} was sent but not mined in ${timeoutMs} ms`);
    }
    await sleep(pause);
  }
}
