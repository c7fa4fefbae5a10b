// SPDX-License-Identifier: Apache-2.0
import { SottoError } from './errors.ts';
import type { Field } from './field.ts';
import { toPublicField } from './field.ts';
import { TREE_ARITY } from './generated/circuits.ts';
import type { NodeHasher } from './hash.ts';

/** The eight children at each level from the leaf up: what circuits take as a Merkle path. */
export type TreePath = Field[][];

/** Root of the empty tree of each height from 0 (an empty leaf) to `depth`. */
export function emptyNodes(depth: number, hashChildren: NodeHasher): Field[] {
  const nodes = [0n as Field];
  while (nodes.length <= depth) {
    nodes.push(hashChildren(Array<bigint>(TREE_ARITY).fill(nodes.at(-1) as bigint)) as Field);
  }
  return nodes;
}

/** The eight children of node `parent`, from a level that may be shorter; what is missing is `empty`. */
export function childrenOf(level: readonly bigint[], parent: number, empty: bigint): Field[] {
  return Array.from({ length: TREE_ARITY }, (_, i) => (level[parent * TREE_ARITY + i] ?? empty) as Field);
}

/** Root that a path leads to from a leaf at `index`; LEAF_UNKNOWN if the leaf or a node on the way is not where it says. */
export function rootOfPath(leaf: bigint, index: number, path: TreePath, hashChildren: NodeHasher): Field {
  let node = toPublicField(leaf, 'leaf');
  let position = index;
  for (const children of path) {
    if (children[position % TREE_ARITY] !== node) {
      throw new SottoError('LEAF_UNKNOWN', `The path does not belong to the leaf at ${index}`);
    }
    node = hashChildren(children) as Field;
    position = Math.floor(position / TREE_ARITY);
  }
  return node;
}
