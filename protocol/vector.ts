// SPDX-License-Identifier: Apache-2.0
import { keccak_256 } from '@noble/hashes/sha3.js';
import { SottoError } from './errors.ts';
import type { Field } from './field.ts';
import { bigintToBytes, FIELD_ORDER, isBelowPowerOfTwo, isField, reduceBytes } from './field.ts';
import type { CircuitName, PublicVectors } from './generated/circuits.ts';
import { CIRCUIT_NAMES, VECTOR_CHUNK, VECTOR_LAYOUTS, VECTOR_TAGS } from './generated/circuits.ts';
import { poseidon } from './hash.ts';

/** The three public inputs of every proof, in the order of the circuits. */
export interface Folding {
  h: Field;
  rho: Field;
  y: Field;
}

/** Elements in a circuit's public vector. */
export function vectorLength(circuit: CircuitName): number {
  return VECTOR_LAYOUTS[circuit].reduce((sum, { count }) => sum + count, 0);
}

/**
 * The public vector x of a statement from its named values. Throws VECTOR_INVALID, naming the element, when one is
 * missing, out of its range, or not of this circuit.
 */
export function encodeVector<Name extends CircuitName>(circuit: Name, values: PublicVectors[Name]): Field[] {
  const layout = VECTOR_LAYOUTS[circuit];
  const given = values as unknown as Record<string, bigint | readonly bigint[] | undefined>;
  const stray = Object.keys(given).filter((key) => layout.every(({ name }) => name !== key));
  if (stray.length > 0)
    throw new SottoError('VECTOR_INVALID', `${circuit} has no public value ${stray.join(', ')}`);
  return layout.flatMap(({ name, count, bits }) => {
    const value = given[name];
    const elements = count === 1 ? [value] : value;
    if (!Array.isArray(elements) || elements.length !== count) {
      throw new SottoError('VECTOR_INVALID', `${circuit}: ${name} must have ${count} elements`);
    }
    for (const element of elements) {
      if (isField(element) && isBelowPowerOfTwo(element, bits)) continue;
      throw new SottoError(
        'VECTOR_INVALID',
        `${circuit}: ${name} must be ${describeRange(bits)}, got ${element}`,
      );
    }
    return elements as Field[];
  });
}

/** The named values of a public vector: the inverse of `encodeVector`. */
export function decodeVector<Name extends CircuitName>(
  circuit: Name,
  x: readonly bigint[],
): PublicVectors[Name] {
  assertVector(circuit, x);
  const values: Record<string, bigint | bigint[]> = {};
  let at = 0;
  for (const { name, count } of VECTOR_LAYOUTS[circuit]) {
    values[name] = count === 1 ? x[at] : x.slice(at, at + count);
    at += count;
  }
  return values as unknown as PublicVectors[Name];
}

/** h: the Poseidon chain over x, begun with the circuit's tag (PROTOCOL §7). */
export function hashVector(circuit: CircuitName, x: readonly bigint[]): Field {
  assertVector(circuit, x);
  let state: Field = VECTOR_TAGS[circuit] as bigint as Field;
  for (let at = 0; at < x.length; at += VECTOR_CHUNK) {
    const chunk = x.slice(at, at + VECTOR_CHUNK);
    const padding = Array<bigint>(VECTOR_CHUNK - chunk.length).fill(0n);
    state = poseidon([state, ...chunk, ...padding]);
  }
  return state;
}

/** rho: keccak256 over the circuit's index, h and x, each as a 32-byte word, reduced. */
export function challengeOf(circuit: CircuitName, h: bigint, x: readonly bigint[]): Field {
  assertVector(circuit, x);
  const words = [BigInt(CIRCUIT_NAMES.indexOf(circuit)), h, ...x];
  const bytes = new Uint8Array(words.length * 32);
  words.forEach((word, i) => {
    bytes.set(bigintToBytes(word), i * 32);
  });
  return reduceBytes(keccak_256(bytes));
}

/** y = Σ xᵢ · rhoⁱ, by Horner's rule. */
export function evaluateVector(x: readonly bigint[], rho: bigint): Field {
  return x.reduceRight((sum, element) => (sum * rho + element) % FIELD_ORDER, 0n) as Field;
}

/** The public inputs of a proof for x. */
export function foldVector(circuit: CircuitName, x: readonly bigint[]): Folding {
  const h = hashVector(circuit, x);
  const rho = challengeOf(circuit, h, x);
  return { h, rho, y: evaluateVector(x, rho) };
}

function assertVector(circuit: CircuitName, x: readonly bigint[]): void {
  const length = vectorLength(circuit);
  if (x.length === length && x.every(isField)) return;
  throw new SottoError(
    'VECTOR_INVALID',
    `A vector of ${circuit} has ${length} elements below the field order`,
  );
}

function describeRange(bits: number): string {
  return bits === 254 ? 'below the field order' : `an integer below 2^${bits}`;
}
