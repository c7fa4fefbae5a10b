// SPDX-License-Identifier: Apache-2.0
import { assertSlot } from './account.ts';
import type { Field } from './field.ts';
import { toPublicField } from './field.ts';
import { CREDENTIAL_TREE_DEPTH, TREE_ARITY } from './generated/circuits.ts';
import type { NodeHasher } from './hash.ts';
import { fastHashNode } from './poseidonNode.ts';
import type { TreePath } from './tree.ts';
import { emptyNodes } from './tree.ts';

/** The tree of credentials: any of its 32,768 slots may be set, changed or revoked (0) at any time. */
export class CredentialTree {
  readonly #hash: NodeHasher;
  readonly #empty: readonly Field[];
  /** Nodes that are not empty, by position, at each height from the leaves to the root. */
  readonly #levels: Map<number, Field>[];
  /** Slots set since the nodes above were last brought up to date. */
  #changed = new Set<number>();

  constructor(hashChildren: NodeHasher = fastHashNode) {
    this.#hash = hashChildren;
    this.#empty = emptyNodes(CREDENTIAL_TREE_DEPTH, hashChildren);
    this.#levels = Array.from({ length: CREDENTIAL_TREE_DEPTH + 1 }, () => new Map());
  }

  /** Sets the leaf of a slot; 0 revokes. */
  set(slot: number, leaf: bigint): void {
    this.#levels[0].set(assertSlot(slot), toPublicField(leaf, 'leaf'));
    this.#changed.add(slot);
  }

  /** The leaf of a slot, 0 if it was never set or revoked. */
  leaf(slot: number): Field {
    return this.#node(0, assertSlot(slot));
  }

  root(): Field {
    this.#update();
    return this.#node(CREDENTIAL_TREE_DEPTH, 0);
  }

  /** The children at each of the five levels above a slot. */
  path(slot: number): TreePath {
    assertSlot(slot);
    this.#update();
    return Array.from({ length: CREDENTIAL_TREE_DEPTH }, (_, height) =>
      this.#children(height, Math.floor(slot / TREE_ARITY ** (height + 1))),
    );
  }

  /** Every leaf that is not 0, by slot: what `restore` takes. */
  snapshot(): [slot: number, leaf: string][] {
    return [...this.#levels[0]]
      .filter(([, leaf]) => leaf !== 0n)
      .map(([slot, leaf]) => [slot, `0x${leaf.toString(16)}`]);
  }

  static restore(
    snapshot: readonly (readonly [slot: number, leaf: string])[],
    hashChildren: NodeHasher = fastHashNode,
  ): CredentialTree {
    const tree = new CredentialTree(hashChildren);
    for (const [slot, leaf] of snapshot) tree.set(slot, BigInt(leaf));
    return tree;
  }

  #update(): void {
    let positions = this.#changed;
    for (let height = 1; height <= CREDENTIAL_TREE_DEPTH; height++) {
      positions = new Set([...positions].map((position) => Math.floor(position / TREE_ARITY)));
      for (const position of positions) {
        this.#levels[height].set(position, this.#hash(this.#children(height - 1, position)) as Field);
      }
    }
    this.#changed = new Set();
  }

  #children(height: number, parent: number): Field[] {
    return Array.from({ length: TREE_ARITY }, (_, i) => this.#node(height, parent * TREE_ARITY + i));
  }

  #node(height: number, position: number): Field {
    return this.#levels[height].get(position) ?? this.#empty[height];
  }
}
