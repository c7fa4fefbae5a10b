// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { keccak_256 } from '@noble/hashes/sha3.js';

/** One element of a public vector, as `circuits/circuits.json` declares it. */
export interface VectorField {
  name: string;
  /** Who puts the value into x on chain. */
  by: 'contract' | 'submission';
  /** The value is below 2^bits; 254 stands for any field element. */
  bits: number;
  reveals: string;
}

export interface Circuit {
  name: string;
  template: string;
  /** Path of the file that holds the template, relative to `circuits/`. */
  include: string;
  /** Names of constants, in the order of the template's parameters. */
  params: string[];
  vector: VectorField[];
}

/** The list of tags, constants and circuits: everything that is generated comes from here. */
export interface CircuitList {
  tags: string[];
  constants: Record<string, number>;
  circuits: Circuit[];
}

export const CIRCUIT_LIST_PATH = 'circuits/circuits.json';

export function readCircuitList(): CircuitList {
  const file = new URL(`../../${CIRCUIT_LIST_PATH}`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as CircuitList;
}

/** keccak256("sotto:" + name) >> 8, see PROTOCOL §1. */
export function tagOf(name: string): bigint {
  const digest = keccak_256(new TextEncoder().encode(`sotto:${name}`));
  return BigInt(`0x${Buffer.from(digest).toString('hex')}`) >> 8n;
}

/** Every tag by its constant's suffix: the listed ones, then `VECTOR_<NAME>` of each circuit. */
export function allTags(list: CircuitList): [name: string, value: bigint][] {
  return [
    ...list.tags.map((name): [string, bigint] => [name, tagOf(name)]),
    ...list.circuits.map(({ name }): [string, bigint] => [
      `VECTOR_${name.toUpperCase()}`,
      tagOf(`VECTOR/${name}`),
    ]),
  ];
}

/** Elements absorbed in each step of the chain that makes h (PROTOCOL §7). */
export const VECTOR_CHUNK = 15;
