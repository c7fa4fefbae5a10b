// SPDX-License-Identifier: Apache-2.0
import { hexlify } from 'ethers';
import type { Sending } from '../client/actions/submit.ts';
import { VENUE } from '../client/chain/interfaces.ts';
import { sendTransaction } from '../client/chain/sendTransaction.ts';
import { syncVenue } from '../client/chain/syncVenue.ts';
import type { VenueView } from '../client/chain/venueView.ts';
import { buildInsert } from '../client/inputs/insert.ts';
import { proveStatement } from '../client/inputs/statement.ts';
import { isSottoError } from '../protocol/errors.ts';
import type { ProvingEngine } from '../protocol/provingEngine.ts';

export interface InsertNextParameters extends Sending {
  view: VenueView;
  engine: ProvingEngine;
  /** Closes a batch that is not full once the venue allows it. Default true. */
  closeIncomplete?: boolean;
}

export interface InsertedBatch {
  batch: number;
  leaves: number;
  transactionHash: string;
  gasUsed: bigint;
}

/**
 * Brings the next batch of waiting leaves into the account tree; the batch's reward is owed to the signer. Anybody can:
 * there is no secret in it. Undefined when nothing waits, or the open batch may not be closed yet.
 *
 * @throws SottoError as syncVenue, proveStatement and sendTransaction do. When somebody else was faster, synchronise and
 * try again
 */
export async function insertNext(parameters: InsertNextParameters): Promise<InsertedBatch | undefined> {
  const { view, engine, closeIncomplete = true } = parameters;
  await syncVenue(view);
  const { nextInsert, openBatch, openCount } = view.log.queue.state;
  if (nextInsert === openBatch) {
    if (openCount === 0 || !closeIncomplete || !(await closeBatch(parameters))) return undefined;
    await syncVenue(view);
  }
  const statement = buildInsert(view);
  const proof = await proveStatement(engine, statement);
  const { batch, newRoot, leaves, folding } = statement;
  const recordHashes = statement.recordHashes.map((hash) => hexlify(hash));
  const submission = { proof: [...proof], h: folding.h, batch, newRoot, leaves, recordHashes };
  const receipt = await send(parameters, 'insert', [submission]);
  await syncVenue(view);
  return { batch, leaves: leaves.length, transactionHash: receipt.transactionHash, gasUsed: receipt.gasUsed };
}

/** Inserts until nothing waits. Errors as insertNext. */
export async function insertAll(parameters: InsertNextParameters): Promise<InsertedBatch[]> {
  const inserted: InsertedBatch[] = [];
  for (;;) {
    const batch = await insertNext(parameters);
    if (batch === undefined) return inserted;
    inserted.push(batch);
  }
}

/** False when the open batch is too young, or somebody else closed it meanwhile. */
async function closeBatch(parameters: InsertNextParameters): Promise<boolean> {
  try {
    await send(parameters, 'closeBatch', []);
    return true;
  } catch (error) {
    const isTooEarly =
      isSottoError(error, 'TRANSACTION_REVERTED') && /Batch(TooYoung|Empty)\(/.test(error.message);
    if (!isTooEarly) throw error;
    return false;
  }
}

function send({ view, signer, mineTimeoutMs }: InsertNextParameters, name: string, args: readonly unknown[]) {
  const { connection } = view;
  return sendTransaction({ connection, signer, mineTimeoutMs, to: connection.venue, abi: VENUE, name, args });
}
