// SPDX-License-Identifier: GPL-3.0-or-later
import { hashNode } from '../../../protocol/hash.ts';
import type { Random } from './random.ts';

/** Children of each level from a leaf at `index` up, with random siblings (or a first that is 0), and the root. */
export function pathOf(
  leaf: bigint,
  index: bigint,
  depth: number,
  random: Random,
  isFirstEmpty = false,
): { path: bigint[][]; root: bigint } {
  let root = leaf;
  const path = Array.from({ length: depth }, (_, level) => {
    const position = Number((index >> BigInt(3 * level)) & 7n);
    const sibling = (i: number): bigint => (isFirstEmpty && i === 0 ? 0n : random.field());
    const children = Array.from({ length: 8 }, (_, i) => (i === position ? root : sibling(i)));
    root = hashNode(children);
    return children;
  });
  return { path, root };
}

/** Root after a batch is written: the path's children with the subtree over `leaves` at `batch`. */
export function rootAfter(leaves: readonly bigint[], batch: bigint, path: readonly bigint[][]): bigint {
  let nodes = [...leaves];
  while (nodes.length > 1) {
    nodes = Array.from({ length: nodes.length / 8 }, (_, i) => hashNode(nodes.slice(8 * i, 8 * i + 8)));
  }
  return path.reduce(
    (node, children, level) => hashNode(children.with(Number((batch >> BigInt(3 * level)) & 7n), node)),
    nodes[0],
  );
}
