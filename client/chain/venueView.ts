// SPDX-License-Identifier: Apache-2.0
import type { AccountTree } from '../../protocol/accountTree.ts';
import type { Asset } from '../../protocol/asset.ts';
import { AssetList } from '../../protocol/asset.ts';
import { dayOf } from '../../protocol/calendar.ts';
import { SottoError } from '../../protocol/errors.ts';
import { createTurns } from '../inTurn.ts';
import type { VenueConnection } from './connect.ts';
import type { Policy, Snapshot } from './policy.ts';
import type { BlockHeader } from './rpc.ts';
import { VenueLog } from './venueLog.ts';

/** Checkpoints kept: a reorganisation that reaches further back is read again from the start. */
const CHECKPOINTS = 128;

/**
 * A venue as of one block: made and brought up to date by `syncVenue`. Everything is looked up here, in this machine's
 * memory: a question to a node would tell it what the asker is interested in.
 */
export class VenueView {
  readonly connection: VenueConnection;
  readonly log: VenueLog;
  /** Grows when something that was read is forgotten: what was derived from the view must be derived again. */
  generation = 0;
  /** For what takes in blocks: two that take in the same ones would undo each other's work. */
  readonly inTurn = createTurns();
  readonly #checkpoints: BlockHeader[] = [];
  #assets = new AssetList([]);

  constructor(connection: VenueConnection) {
    this.connection = connection;
    this.log = new VenueLog(connection);
  }

  /** The last block taken in; undefined before the first synchronisation. */
  get head(): BlockHeader | undefined {
    return this.#checkpoints.at(-1);
  }

  /** Time of the last block taken in, unix seconds: the chain's clock, which deadlines are measured by. */
  get now(): number {
    return this.#required(this.head).timestamp;
  }

  /** UTC day number of the chain's clock. */
  get today(): number {
    return dayOf(this.now);
  }

  get policy(): Policy {
    return this.#required(this.log.policy);
  }

  get paused(): boolean {
    return this.log.paused;
  }

  get assets(): AssetList {
    return this.#assets;
  }

  /** Tree of the leaves that are inserted; its root is the newest one proofs can use. */
  get accountTree(): AccountTree {
    return this.log.queue.tree;
  }

  /** Whether an account update with this nullifier is on the chain. */
  isSpent(nullifier: bigint): boolean {
    return this.log.queue.byNullifier(nullifier) !== undefined;
  }

  /** The newest price snapshot; PRICE_MISSING before the first. */
  latestSnapshot(): Snapshot {
    const snapshot = this.log.snapshots.get(this.log.snapshots.latestId);
    if (snapshot !== undefined) return snapshot;
    throw new SottoError('PRICE_MISSING', 'The price feed has taken no snapshot yet');
  }

  setAssets(assets: readonly Asset[]): void {
    this.#assets = new AssetList(assets);
  }

  /** Marks everything up to this block as taken in. */
  addCheckpoint(header: BlockHeader): void {
    this.#checkpoints.push(header);
    if (this.#checkpoints.length > CHECKPOINTS) this.#checkpoints.shift();
  }

  /** Goes back to the newest checkpoint for which `holds`; without one, to the beginning. */
  async rollBack(holds: (checkpoint: BlockHeader) => Promise<boolean>): Promise<void> {
    while (this.head !== undefined && !(await holds(this.head))) this.#checkpoints.pop();
    this.discardUnconfirmed();
  }

  /** Forgets what was taken in after the newest checkpoint; a desk may have followed some of it already. */
  discardUnconfirmed(): void {
    this.generation += 1;
    this.log.truncate(this.head?.number ?? -1);
  }

  #required<T>(value: T | undefined): T {
    if (value !== undefined) return value;
    throw new SottoError('CHAIN_INCONSISTENT', 'The venue was not synchronised yet: call syncVenue first');
  }
}
