// SPDX-License-Identifier: Apache-2.0
import { SottoError } from './errors.ts';
import type { Field } from './field.ts';
import { FIELD_ORDER, toPublicField } from './field.ts';
import { ACCOUNT_TREE_DEPTH, BATCH_DEPTH, BATCH_SIZE, TREE_ARITY } from './generated/circuits.ts';
import type { NodeHasher } from './hash.ts';
import { fastHashNode } from './poseidonNode.ts';
import type { TreePath } from './tree.ts';
import { childrenOf, emptyNodes } from './tree.ts';

/** A tree as plain data: JSON keeps it unchanged. Leaves and batch roots in hexadecimal. */
export interface AccountTreeSnapshot {
  depth: number;
  /** The leaves of each batch, without the empty ones at its end. */
  batches: string[][];
  batchRoots: string[];
}

/**
 * The append-only tree of accounts (PROTOCOL §4): batches of up to 64 leaves, each the subtree of depth 2 at its
 * position. Appending hashes only the batch; what is above is brought up to date, once, when a root or path is read.
 */
export class AccountTree {
  readonly depth: number;
  readonly #hash: NodeHasher;
  readonly #empty: readonly Field[];
  readonly #batches: Field[][] = [];
  /** `#levels[k]` are the nodes at height BATCH_DEPTH + k, from the batch roots to the root. */
  readonly #levels: Field[][];
  /** First batch whose ancestors are out of date; infinite if none is. */
  #staleFrom = 0;

  constructor(depth: number = ACCOUNT_TREE_DEPTH, hashChildren: NodeHasher = fastHashNode) {
    this.depth = depth;
    this.#hash = hashChildren;
    this.#empty = emptyNodes(depth, hashChildren);
    this.#levels = Array.from({ length: depth - BATCH_DEPTH + 1 }, () => []);
  }

  get batchCount(): number {
    return this.#batches.length;
  }

  /** Appends the next batch, 1 to 64 leaves, and returns its number. Throws BATCH_INVALID, TREE_FULL. */
  appendBatch(leaves: readonly bigint[]): number {
    const kept = leaves.slice(0, leaves.findLastIndex((leaf) => leaf !== 0n) + 1);
    if (kept.length === 0 || leaves.length > BATCH_SIZE) {
      throw new SottoError('BATCH_INVALID', `A batch has 1 to ${BATCH_SIZE} leaves, got ${leaves.length}`);
    }
    if (this.batchCount >= TREE_ARITY ** (this.depth - BATCH_DEPTH)) throw new SottoError('TREE_FULL');
    const batch = kept.map((leaf, i) => toPublicField(leaf, `leaf ${i}`));
    this.#levels[0].push(this.#hash(this.#batchNodes(batch)) as Field);
    this.#staleFrom = Math.min(this.#staleFrom, this.batchCount);
    return this.#batches.push(batch) - 1;
  }

  /** Forgets every batch from `batchCount` on, after a reorganisation of the chain. */
  truncate(batchCount: number): void {
    if (!Number.isInteger(batchCount) || batchCount < 0 || batchCount > this.batchCount) {
      throw new SottoError('BATCH_INVALID', `The tree has ${this.batchCount} batches, not ${batchCount}`);
    }
    this.#batches.length = batchCount;
    let length = batchCount;
    for (const level of this.#levels) {
      level.length = Math.min(level.length, length);
      length = Math.ceil(length / TREE_ARITY);
    }
    this.#staleFrom = Math.min(this.#staleFrom, batchCount);
  }

  /** The leaf at a position; 0 where a batch was closed early. LEAF_UNKNOWN beyond the last batch. */
  leaf(index: number): Field {
    return this.#batch(Math.floor(index / BATCH_SIZE))[index % BATCH_SIZE] ?? (0n as Field);
  }

  root(): Field {
    this.#update();
    return this.#levels.at(-1)?.[0] ?? this.#empty[this.depth];
  }

  /** The children at each of the `depth` levels above a leaf. Throws LEAF_UNKNOWN, SNAPSHOT_CORRUPT. */
  path(index: number): TreePath {
    const number = Math.floor(index / BATCH_SIZE);
    const batch = this.#batch(number);
    const nodes = this.#batchNodes(batch);
    if (this.#hash(nodes) !== this.#levels[0][number]) throw new SottoError('SNAPSHOT_CORRUPT');
    const leaves = childrenOf(batch, Math.floor((index % BATCH_SIZE) / TREE_ARITY), this.#empty[0]);
    return [leaves, nodes, ...this.batchPath(number)];
  }

  /** The children at each level above a batch, which may be the next one to be appended. */
  batchPath(number: number): TreePath {
    if (number !== this.batchCount) this.#batch(number);
    this.#update();
    return this.#levels.slice(0, -1).map((level, k) => {
      return childrenOf(level, Math.floor(number / TREE_ARITY ** (k + 1)), this.#empty[BATCH_DEPTH + k]);
    });
  }

  snapshot(): AccountTreeSnapshot {
    const toHex = (value: bigint): string => value.toString(16);
    return {
      depth: this.depth,
      batches: this.#batches.map((batch) => batch.map(toHex)),
      batchRoots: this.#levels[0].map(toHex),
    };
  }

  /**
   * The tree of a snapshot. Batch roots are trusted until a path through one is asked for; compare `root()` with the
   * chain. Throws SNAPSHOT_CORRUPT.
   */
  static restore(snapshot: AccountTreeSnapshot, hashChildren: NodeHasher = fastHashNode): AccountTree {
    const { depth, batches, batchRoots } = snapshot;
    const isShaped =
      Array.isArray(batches) && Array.isArray(batchRoots) && batches.length === batchRoots.length;
    if (!isShaped) throw new SottoError('SNAPSHOT_CORRUPT');
    const tree = new AccountTree(depth, hashChildren);
    for (const batch of batches) {
      if (batch.length < 1 || batch.length > BATCH_SIZE) throw new SottoError('SNAPSHOT_CORRUPT');
      tree.#batches.push(batch.map(fromHex));
    }
    for (const root of batchRoots) tree.#levels[0].push(fromHex(root));
    return tree;
  }

  #batch(number: number): Field[] {
    const batch = this.#batches[number];
    if (batch !== undefined) return batch;
    throw new SottoError(
      'LEAF_UNKNOWN',
      `The tree has ${this.batchCount} batches: there is no batch ${number}`,
    );
  }

  /** The eight nodes between a batch's leaves and its root. */
  #batchNodes(batch: readonly Field[]): Field[] {
    return Array.from({ length: TREE_ARITY }, (_, i) => {
      if (i * TREE_ARITY >= batch.length) return this.#empty[1];
      return this.#hash(childrenOf(batch, i, this.#empty[0])) as Field;
    });
  }

  #update(): void {
    let from = this.#staleFrom;
    for (let k = 1; k < this.#levels.length; k++) {
      const below = this.#levels[k - 1];
      from = Math.floor(from / TREE_ARITY);
      for (let i = from; i * TREE_ARITY < below.length; i++) {
        this.#levels[k][i] = this.#hash(childrenOf(below, i, this.#empty[BATCH_DEPTH + k - 1])) as Field;
      }
    }
    this.#staleFrom = Infinity;
  }
}

function fromHex(hex: string): Field {
  const value = /^[0-9a-f]{1,64}$/.test(hex) ? BigInt(`0x${hex}`) : FIELD_ORDER;
  if (value >= FIELD_ORDER) throw new SottoError('SNAPSHOT_CORRUPT');
  return value as Field;
}
