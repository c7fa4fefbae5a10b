// SPDX-License-Identifier: Apache-2.0
import * as poseidonLite from 'poseidon-lite';
import { SottoError } from './errors.ts';
import type { Field } from './field.ts';
import { isField } from './field.ts';
import { ASSET_SLOTS, RECORD_MESSAGE_LENGTH, TAGS, TREE_ARITY } from './generated/circuits.ts';

/** Poseidon of eight children. Trees take one, so that a faster implementation can be passed for bulk work. */
export type NodeHasher = (children: readonly bigint[]) => bigint;

type Permutation = (inputs: readonly bigint[], outputs?: number) => bigint | bigint[];

const BY_ARITY = Array.from(
  { length: 16 },
  (_, i) => (poseidonLite as unknown as Record<string, Permutation>)[`poseidon${i + 1}`],
);

/** Poseidon with circomlib's parameters over 1 to 16 field elements. Prefer `hash`, which starts with a tag. */
export function poseidon(inputs: readonly bigint[]): Field {
  assertFields(inputs);
  return BY_ARITY[inputs.length - 1](inputs) as Field;
}

/** H(TAG, inputs …) of PROTOCOL §1, for 1 to 15 inputs. */
export function hash(tag: keyof typeof TAGS, ...inputs: bigint[]): Field {
  return poseidon([TAGS[tag], ...inputs]);
}

/** A tree node: exactly eight children, no tag. */
export function hashNode(children: readonly bigint[]): Field {
  if (children.length !== TREE_ARITY) {
    throw new SottoError('VALUE_OUT_OF_RANGE', `A tree node has ${TREE_ARITY} children`);
  }
  return poseidon(children);
}

/** The sixteen balances of an account, no tag: each must be below 2^120, which `accountHash` checks. */
export function hashBalances(balances: readonly bigint[]): Field {
  if (balances.length !== ASSET_SLOTS) {
    throw new SottoError('VALUE_OUT_OF_RANGE', `An account has ${ASSET_SLOTS} balances`);
  }
  return poseidon(balances);
}

/**
 * The six words that mask a record (PROTOCOL §6). Lane 0 of the permutation, its capacity, is left out: with it
 * anyone could run the permutation backwards from one known message to the record key.
 */
export function recordKeystream(recordKey: bigint, siv: bigint): Field[] {
  const inputs = [TAGS.RECORD_KEYSTREAM, recordKey, siv, 0n, 0n, 0n];
  assertFields(inputs);
  const lanes = BY_ARITY[inputs.length - 1](inputs, inputs.length + 1) as Field[];
  return lanes.slice(1, 1 + RECORD_MESSAGE_LENGTH);
}

function assertFields(inputs: readonly bigint[]): void {
  if (inputs.length < 1 || inputs.length > BY_ARITY.length) {
    throw new SottoError('VALUE_OUT_OF_RANGE', `Poseidon takes 1 to ${BY_ARITY.length} inputs`);
  }
  for (const input of inputs) {
    if (!isField(input))
      throw new SottoError('FIELD_OUT_OF_RANGE', 'An input of Poseidon is not a field element');
  }
}
