// SPDX-License-Identifier: Apache-2.0
import { SottoError } from '../../protocol/errors.ts';
import { BATCH_SIZE } from '../../protocol/generated/circuits.ts';
import type { VenueView } from '../chain/venueView.ts';
import type { Statement } from './statement.ts';
import { placeValues, stateStatement } from './statement.ts';

/** The next batch, ready to be proven and inserted. */
export interface InsertStatement extends Statement<'insert'> {
  batch: number;
  newRoot: bigint;
  leaves: bigint[];
  /** keccak256 of each leaf's record. */
  recordHashes: Uint8Array[];
}

/** Inputs of `insert` for the next batch. Holds no secret. Throws BATCH_INVALID when no closed batch waits. */
export function buildInsert(view: VenueView): InsertStatement {
  const { queue } = view.log;
  const { nextInsert: batch, openBatch } = queue.state;
  if (batch === openBatch) throw new SottoError('BATCH_INVALID', 'No closed batch waits to be inserted');
  const { leaves, recordHashes } = queue.contentsOf(batch);
  const tree = view.accountTree;
  const oldRoot = tree.root();
  const path = tree.batchPath(batch);
  tree.appendBatch(leaves);
  const newRoot = tree.root();
  tree.truncate(batch);
  const padded = [...leaves, ...Array<bigint>(BATCH_SIZE - leaves.length).fill(0n)];
  const vector = { ...placeValues(view.connection), oldRoot, newRoot, batch: BigInt(batch), leaves: padded };
  return { ...stateStatement('insert', vector, { ...vector, path }), batch, newRoot, leaves, recordHashes };
}
