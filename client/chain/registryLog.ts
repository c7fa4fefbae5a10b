// SPDX-License-Identifier: Apache-2.0
import { CredentialTree } from '../../protocol/credentialTree.ts';
import { SottoError } from '../../protocol/errors.ts';

/** A leaf of the credential tree as of some version. */
export interface PostedCredential {
  slot: number;
  leaf: bigint;
  /** 304 bytes; empty when the leaf is 0. */
  sealedOpening: Uint8Array;
  version: bigint;
  block: number;
}

/** A root that registrars signed. */
export interface PostedRoot {
  root: bigint;
  version: bigint;
  tightens: boolean;
  block: number;
}

/** Everything the registry has posted, and the tree it makes. */
export class RegistryLog {
  #posted: PostedCredential[] = [];
  #roots: PostedRoot[] = [];
  #tree: CredentialTree | undefined;

  get latest(): PostedRoot | undefined {
    return this.#roots.at(-1);
  }

  /** Every leaf ever posted, oldest first. */
  get posted(): readonly PostedCredential[] {
    return this.#posted;
  }

  /** The newest posting for a slot. */
  inSlot(slot: number): PostedCredential | undefined {
    return this.#posted.findLast((posted) => posted.slot === slot);
  }

  /** Whether a proof may use this root: posted at or after the last tightening. */
  isCurrent(root: bigint): boolean {
    const lastTightening = this.#roots.findLastIndex(({ tightens }) => tightens);
    return this.#roots.some((posted, i) => i >= lastTightening && posted.root === root);
  }

  /**
   * The credential tree. Throws CHAIN_INCONSISTENT when the leaves do not make the root that the registrars signed:
   * then a leaf was left out, or the registrars signed a wrong root.
   */
  tree(): CredentialTree {
    if (this.#tree === undefined) {
      this.#tree = new CredentialTree();
      for (const { slot, leaf } of this.#posted) this.#tree.set(slot, leaf);
    }
    if (this.latest !== undefined && this.#tree.root() !== this.latest.root) {
      throw new SottoError(
        'CHAIN_INCONSISTENT',
        'The registry’s leaves do not make the root its registrars signed',
      );
    }
    return this.#tree;
  }

  applyRoot(root: PostedRoot): void {
    if (root.version !== (this.latest?.version ?? 0n) + 1n) {
      throw new SottoError(
        'CHAIN_INCONSISTENT',
        `The node left out registry updates before version ${root.version}`,
      );
    }
    this.#roots.push(root);
  }

  applyCredential(posted: PostedCredential): void {
    this.#posted.push(posted);
    this.#tree?.set(posted.slot, posted.leaf);
  }

  truncate(lastBlock: number): void {
    const length = this.#posted.length;
    this.#posted = this.#posted.filter(({ block }) => block <= lastBlock);
    this.#roots = this.#roots.filter(({ block }) => block <= lastBlock);
    if (this.#posted.length !== length) this.#tree = undefined;
  }
}
