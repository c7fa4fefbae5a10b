// SPDX-License-Identifier: Apache-2.0
import { hexlify } from 'ethers';
import { isSottoError, SottoError } from '../../protocol/errors.ts';
import { EMPTY_CREDENTIAL_ROOT } from '../../protocol/generated/circuits.ts';
import type { VenueConnection } from './connect.ts';
import { PRICE_FEED, REGISTRY, VENUE } from './interfaces.ts';
import { readAssets } from './readAssets.ts';
import { readEvents } from './readEvents.ts';
import type { BlockHeader, Rpc } from './rpc.ts';
import { sleep } from './rpc.ts';
import { VenueView } from './venueView.ts';

export interface SyncProgress {
  block: number;
  toBlock: number;
  /** Account updates taken in so far. */
  updates: number;
}

export interface SyncOptions {
  onProgress?: (progress: SyncProgress) => void;
}

/** A chain that moves under the reader, or a replica that lags behind another, is read once more after this. */
const ATTEMPTS = 3;
const PAUSE_MS = 200;

/**
 * Reads a venue from the chain, or brings a view up to date, and checks what was read against the contracts' own
 * state: the account root, the queue's running hashes, the registry's root, the newest policy and snapshot.
 *
 * @throws SottoError CHAIN_UNREACHABLE, CHAIN_TIMEOUT; CHAIN_REORGANISED when the chain does not come to rest;
 * CHAIN_INCONSISTENT when the node leaves out events or makes some up. The view then stands where it stood before.
 * Calls for one view wait for each other.
 */
export async function syncVenue(
  source: VenueConnection | VenueView,
  options: SyncOptions = {},
): Promise<VenueView> {
  const view = source instanceof VenueView ? source : new VenueView(source);
  return view.inTurn(() => syncUntilAtRest(view, options));
}

async function syncUntilAtRest(view: VenueView, options: SyncOptions): Promise<VenueView> {
  for (let attempt = 1; ; attempt++) {
    try {
      await syncOnce(view, options);
      return view;
    } catch (error) {
      view.discardUnconfirmed();
      const isPassing = isSottoError(error, 'CHAIN_REORGANISED') || isSottoError(error, 'CHAIN_INCONSISTENT');
      if (!isPassing || attempt === ATTEMPTS) throw error;
      await sleep(PAUSE_MS * attempt);
    }
  }
}

async function syncOnce(view: VenueView, options: SyncOptions): Promise<void> {
  const { rpc, venue, registry, priceFeed, fromBlock } = view.connection;
  if (view.head !== undefined && !(await isOnChain(rpc, view.head))) {
    await view.rollBack((checkpoint) => isOnChain(rpc, checkpoint));
  }
  const head = await rpc.head();
  if (head.hash === view.head?.hash) return;
  const from = view.head === undefined ? fromBlock : view.head.number + 1;
  const filter = { addresses: [venue, registry, priceFeed], topics: view.log.topics };
  const range = { ...filter, fromBlock: from, toBlock: head.number };
  for await (const { logs, toBlock } of readEvents(rpc, range)) {
    for (const log of logs) view.log.apply(log);
    options.onProgress?.({ block: toBlock, toBlock: head.number, updates: view.log.queue.count });
  }
  // Logs of two forks would not fit together; the same head before and after says that they are of one.
  if (!(await isOnChain(rpc, head))) throw new SottoError('CHAIN_REORGANISED');
  await verifyAgainstContracts(view, head);
  view.setAssets(await readAssets(rpc, view.log.tokens, view.assets));
  view.addCheckpoint(head);
}

async function isOnChain(rpc: Rpc, header: BlockHeader): Promise<boolean> {
  return (await rpc.block(header.number))?.hash === header.hash;
}

/** One small question for each thing that events alone could misstate. */
async function verifyAgainstContracts(view: VenueView, head: BlockHeader): Promise<void> {
  const { rpc, venue, registry, priceFeed } = view.connection;
  const { queue, registry: registryLog, snapshots, policy, tokens, paused } = view.log;
  const at = { at: head.number };
  const expect = (what: string, events: unknown, contract: unknown): void => {
    if (String(events) === String(contract)) return;
    throw new SottoError('CHAIN_INCONSISTENT', `The node’s events do not lead to the contract’s ${what}`);
  };
  const { openBatch, openCount, nextInsert } = queue.state;
  const [accountRoot] = await rpc.call(venue, VENUE, 'accountRoot', [], at);
  expect('account root', queue.tree.root(), accountRoot);
  expect('queue', [openBatch, nextInsert], [...(await rpc.call(venue, VENUE, 'queue', [], at))]);
  for (let batch = nextInsert; batch <= openBatch; batch++) {
    const [state] = await rpc.call(venue, VENUE, 'batch', [batch], at);
    expect(
      `batch ${batch}`,
      [queue.batch(batch)?.count ?? openCount, hexlify(queue.runningHash(batch))],
      [state.count, state.acc],
    );
  }
  expect('policy', policy?.id, (await rpc.call(venue, VENUE, 'currentPolicyId', [], at))[0]);
  expect('assets', tokens.length, (await rpc.call(venue, VENUE, 'assetCount', [], at))[0]);
  expect('pause', paused, (await rpc.call(venue, VENUE, 'paused', [], at))[0]);
  const { root = EMPTY_CREDENTIAL_ROOT } = registryLog.latest ?? {};
  expect('credential root', root, (await rpc.call(registry, REGISTRY, 'latestRoot', [], at))[0]);
  expect('snapshots', snapshots.latestId, (await rpc.call(priceFeed, PRICE_FEED, 'latestId', [], at))[0]);
}
