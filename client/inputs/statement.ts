// SPDX-License-Identifier: Apache-2.0
import type { Account } from '../../protocol/account.ts';
import { addressToField } from '../../protocol/address.ts';
import { SottoError } from '../../protocol/errors.ts';
import type { CircuitName, PublicVectors } from '../../protocol/generated/circuits.ts';
import type { CircuitInputs, Proof, ProveOptions, ProvingEngine } from '../../protocol/provingEngine.ts';
import type { SottoRecord } from '../../protocol/record.ts';
import type { Folding } from '../../protocol/vector.ts';
import { encodeVector, foldVector } from '../../protocol/vector.ts';
import type { VenueConnection } from '../chain/connect.ts';

/** A statement that is ready to be proven. `inputs` hold secrets: not for logs. */
export interface Statement<Name extends CircuitName> {
  circuit: Name;
  vector: PublicVectors[Name];
  folding: Folding;
  inputs: CircuitInputs;
}

/** A statement that moves an account on. */
export interface AccountStatement<Name extends CircuitName> extends Statement<Name> {
  next: Account;
  record: SottoRecord;
}

/** The words of a record by their names in a public vector. */
export function recordValues({ tag, siv, ciphertext }: SottoRecord): {
  recordTag: bigint;
  recordSiv: bigint;
  ciphertext: readonly bigint[];
} {
  return { recordTag: tag, recordSiv: siv, ciphertext };
}

/** Where a proof is for, as public vectors hold it. */
export function placeValues({ chainId, venue }: VenueConnection): { chainId: bigint; venue: bigint } {
  return { chainId, venue: addressToField(venue) };
}

/** Folds the vector and puts it in front of the circuit's other inputs. */
export function stateStatement<Name extends CircuitName>(
  circuit: Name,
  vector: PublicVectors[Name],
  inputs: CircuitInputs,
): Statement<Name> {
  const folding = foldVector(circuit, encodeVector(circuit, vector));
  return { circuit, vector, folding, inputs: { ...folding, ...inputs } };
}

/**
 * Proves a statement.
 *
 * @throws SottoError the engine's (see ProvingEngine.prove), or PROOF_FAILED when the proof is for other public inputs
 */
export async function proveStatement<Name extends CircuitName>(
  engine: ProvingEngine,
  { circuit, folding, inputs }: Statement<Name>,
  options?: ProveOptions,
): Promise<Proof> {
  const { proof, publicSignals } = await engine.prove(circuit, inputs, options);
  const expected = [folding.h, folding.rho, folding.y];
  // Compared from our side: an engine that returns fewer signals has proven less.
  if (expected.every((signal, i) => signal === publicSignals[i])) return proof;
  throw new SottoError('PROOF_FAILED', `The proof of ${circuit} is for other public inputs than asked for`);
}
