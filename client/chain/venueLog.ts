// SPDX-License-Identifier: Apache-2.0
import type { EventFragment, Interface, Result } from 'ethers';
import { getBytes } from 'ethers';
import { SottoError } from '../../protocol/errors.ts';
import { AccountQueue } from './accountQueue.ts';
import { PRICE_FEED, REGISTRY, VENUE } from './interfaces.ts';
import type { Policy } from './policy.ts';
import { RegistryLog } from './registryLog.ts';
import { RowTable } from './rowTable.ts';
import type { RawLog } from './rpc.ts';
import { SnapshotLog } from './snapshotLog.ts';
import { copyWords, wordAt } from './words.ts';

interface Timed<T> {
  block: number;
  value: T;
}

/** Addresses whose logs are read, in lower case. */
export interface LogSources {
  venue: string;
  registry: string;
  priceFeed: string;
}

type Handler = (log: RawLog, block: number) => void;

const SETTLED_BYTES = 40;

/** What the venue, its registry and its price feed have logged: the state that every client rebuilds. */
export class VenueLog {
  readonly queue = new AccountQueue();
  readonly registry = new RegistryLog();
  readonly snapshots = new SnapshotLog();
  readonly #settled = new RowTable(SETTLED_BYTES, [0]);
  #policies: Timed<Policy>[] = [];
  #tokens: Timed<string>[] = [];
  #pauses: Timed<boolean>[] = [];
  #block = 0;
  readonly #handlers: Map<string, Handler>;
  /** By address: a topic counts only from the contract whose event it is. */
  readonly #topicsOf: Map<string, Set<string>>;

  constructor(sources: LogSources) {
    this.#handlers = new Map([
      ...this.#venueHandlers(),
      ...this.#registryHandlers(),
      ...this.#feedHandlers(),
    ]);
    this.#topicsOf = new Map([
      [sources.venue, new Set(this.#venueHandlers().map(([first]) => first))],
      [sources.registry, new Set(this.#registryHandlers().map(([first]) => first))],
      [sources.priceFeed, new Set(this.#feedHandlers().map(([first]) => first))],
    ]);
  }

  /** First topics of the logs that are taken in: what else the contracts log need not be sent. */
  get topics(): string[] {
    return [...this.#handlers.keys()];
  }

  get policy(): Policy | undefined {
    return this.#policies.at(-1)?.value;
  }

  /** Token addresses by asset slot. */
  get tokens(): string[] {
    return this.#tokens.map(({ value }) => value);
  }

  get paused(): boolean {
    return this.#pauses.at(-1)?.value ?? false;
  }

  /** The snapshot and policy a trade was settled with; undefined if it was not. */
  settledTrade(tradeHash: bigint): { snapshotId: number; policyId: number; block: number } | undefined {
    const row = this.#settled.find(0, tradeHash);
    if (row === undefined) return undefined;
    const bytes = this.#settled.bytes(row);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return { snapshotId: view.getUint32(32), policyId: view.getUint32(36), block: this.#settled.block(row) };
  }

  /** Takes in the next log of the chain. Throws CHAIN_INCONSISTENT when it cannot be next. */
  apply(log: RawLog): void {
    if (!this.#topicsOf.get(log.address.toLowerCase())?.has(log.topics[0])) return;
    const block = Number(log.blockNumber);
    if (!(block >= this.#block))
      throw new SottoError('CHAIN_INCONSISTENT', 'The node’s logs are out of order');
    this.#block = block;
    try {
      this.#handlers.get(log.topics[0])?.(log, block);
    } catch (cause) {
      throw cause instanceof SottoError ? cause : foreignLog(cause);
    }
  }

  /** Forgets what came after a block. */
  truncate(lastBlock: number): void {
    this.queue.truncate(lastBlock);
    this.registry.truncate(lastBlock);
    this.snapshots.truncate(lastBlock);
    this.#settled.truncate(lastBlock);
    this.#policies = this.#policies.filter(({ block }) => block <= lastBlock);
    this.#tokens = this.#tokens.filter(({ block }) => block <= lastBlock);
    this.#pauses = this.#pauses.filter(({ block }) => block <= lastBlock);
    this.#block = Math.min(this.#block, Math.max(lastBlock, 0));
  }

  /** The frequent ones are read word by word: decoding them in general would take most of a synchronisation. */
  #venueHandlers(): [string, Handler][] {
    return [
      [topic(VENUE, 'AccountQueued'), ({ data }, block) => this.queue.applyQueued(data, block)],
      [
        topic(VENUE, 'BatchClosed'),
        ({ topics, data }, block) =>
          this.queue.applyClosed(Number(topics[1]), Number(wordAt(data, 0)), block),
      ],
      [
        topic(VENUE, 'BatchInserted'),
        ({ topics, data }, block) => this.queue.applyInserted(Number(topics[1]), wordAt(data, 0), block),
      ],
      [topic(VENUE, 'TradeSettled'), (log, block) => this.#applySettled(log, block)],
      [
        topic(VENUE, 'PolicySet'),
        (log, block) => this.#policies.push({ block, value: toPolicy(decode(VENUE, log)) }),
      ],
      [
        topic(VENUE, 'AssetAdded'),
        (log, block) => this.#tokens.push({ block, value: decode(VENUE, log).token.toLowerCase() }),
      ],
      [topic(VENUE, 'Paused'), (_, block) => this.#pauses.push({ block, value: true })],
      [topic(VENUE, 'Unpaused'), (_, block) => this.#pauses.push({ block, value: false })],
    ];
  }

  #feedHandlers(): [string, Handler][] {
    return [
      [
        topic(PRICE_FEED, 'SnapshotTaken'),
        ({ topics, data }, block) => this.snapshots.apply(Number(topics[1]), data, block),
      ],
    ];
  }

  #registryHandlers(): [string, Handler][] {
    return [
      [
        topic(REGISTRY, 'RootPosted'),
        (log, block) => {
          const { root, version, tightens } = decode(REGISTRY, log);
          this.registry.applyRoot({ root, version, tightens, block });
        },
      ],
      [
        topic(REGISTRY, 'CredentialChanged'),
        (log, block) => {
          const { slot, leaf, sealedOpening, version } = decode(REGISTRY, log);
          const opening = getBytes(sealedOpening);
          this.registry.applyCredential({ slot: Number(slot), leaf, sealedOpening: opening, version, block });
        },
      ],
    ];
  }

  #applySettled({ topics, data }: RawLog, block: number): void {
    this.#settled.append(block, (target, offset) => {
      copyWords(topics[1], 0, 1, target, offset);
      const view = new DataView(target.buffer, target.byteOffset);
      view.setUint32(offset + 32, Number(wordAt(data, 0)));
      view.setUint32(offset + 36, Number(wordAt(data, 1)));
    });
  }
}

function topic(abi: Interface, name: string): string {
  return (abi.getEvent(name) as EventFragment).topicHash;
}

function decode(abi: Interface, log: RawLog): Result {
  try {
    return abi.decodeEventLog(abi.getEvent(log.topics[0]) as EventFragment, log.data, log.topics);
  } catch (cause) {
    throw foreignLog(cause);
  }
}

function foreignLog(cause: unknown): SottoError {
  return new SottoError('CHAIN_INCONSISTENT', 'The node sent a log that is not the contract’s', { cause });
}

function toPolicy({ id, policy }: Result): Policy {
  return {
    id: Number(id),
    fee: policy.fee,
    collarBps: Number(policy.collarBps),
    jurisdictions: policy.jurisdictions,
    maxPriceAge: Number(policy.maxPriceAge),
    inserterShareBps: Number(policy.inserterShareBps),
  };
}
