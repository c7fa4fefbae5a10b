// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from 'vitest';
import { syncVenue } from '../../client/chain/syncVenue.ts';
import type { VenueView } from '../../client/chain/venueView.ts';
import { EMPTY_ACCOUNT_ROOT } from '../../protocol/generated/circuits.ts';
import { expectCodeAsync } from '../support/expectCode.ts';
import type { Answer } from './support/fakeNode.ts';
import { keccakWord } from './support/keccakWord.ts';
import { insertAll, insertClosed, mined, postPrices, type Stage, sharedStage } from './support/stage.ts';

const shared = sharedStage();
let stage: Stage;

beforeEach(() => {
  stage = shared();
});

interface Log {
  topics: string[];
  data: string;
}

/** Changes the logs that the node gives. */
function alterLogs(alter: (logs: Log[]) => Log[]): void {
  stage.node.behave(async ({ method }, forward) => {
    const answer = await forward();
    if (method !== 'eth_getLogs' || typeof answer === 'string' || !('result' in answer)) return answer;
    return { result: alter(answer.result as Log[]) };
  });
}

const strangers = (count: number) => mined(stage.venue.queueStrangers!(count));
const isUpdate = ({ data }: Log): boolean => data.length === 2 + 11 * 64;

async function rootOnChain(view: VenueView): Promise<bigint> {
  return BigInt(
    (await stage.chain.request('eth_call', [
      { to: view.connection.venue, data: '0xa7ccec2f' },
      'latest',
    ])) as string,
  );
}

describe('a view of a venue', () => {
  it('syncVenue_rebuildsTreeNullifiersAndRecords_whenLeavesFillBatches', async () => {
    await strangers(200);
    await insertClosed(stage);
    const view = await syncVenue(stage.connection);
    expect(view.log.queue.count).toBe(200);
    expect(view.log.queue.state).toEqual({ openBatch: 3, openCount: 8, nextInsert: 3 });
    expect(view.accountTree.batchCount).toBe(3);
    const update = view.log.queue.byNullifier(keccakWord(130n, 0n));
    expect(update).toMatchObject({ position: 130, account: keccakWord(130n, 1n) });
    expect(update?.record.ciphertext.at(-1)).toBe(keccakWord(130n, 9n));
    expect(view.log.queue.byTag(keccakWord(130n, 2n))?.position).toBe(130);
    expect(view.accountTree.leaf(130)).toBe(update?.account);
    expect(view.isSpent(keccakWord(200n, 0n))).toBe(false);
    expect(view.log.queue.isKnownRoot(EMPTY_ACCOUNT_ROOT)).toBe(true);
    expect(view.log.queue.isKnownRoot(view.accountTree.root())).toBe(true);
    expect(view.log.queue.isKnownRoot(5n)).toBe(false);
  });

  it('syncVenue_leavesPositionsEmpty_whenABatchWasClosedEarly', async () => {
    await strangers(10);
    await insertAll(stage);
    await strangers(3);
    const view = await syncVenue(stage.connection);
    expect(view.log.queue.byNullifier(keccakWord(11n, 0n))?.position).toBe(65);
    expect(view.accountTree.leaf(10)).toBe(0n);
  });

  it('syncVenue_readsPolicyPauseAssetsAndPrices', async () => {
    await postPrices(stage);
    await mined(stage.venue.setPaused!(true));
    const view = await syncVenue(stage.connection);
    expect(view.policy).toMatchObject({ id: 1, fee: 500_000n, collarBps: 100, maxPriceAge: 600 });
    expect(view.paused).toBe(true);
    expect(view.assets.assets.map(({ symbol, decimals }) => [symbol, decimals])).toEqual([
      ['USDC', 6],
      ['WBTC', 8],
    ]);
    expect(view.latestSnapshot()).toMatchObject({ id: 1, time: 1_678_795_260 });
    expect(view.latestSnapshot().prices.slice(0, 3)).toEqual([10n ** 20n, 25n * 10n ** 21n, 0n]);
  });

  it('syncVenue_reportsProgress_andNeverAsksAboutSingleUpdates', async () => {
    await strangers(70);
    const seen: number[] = [];
    await syncVenue(stage.connection, { onProgress: ({ updates }) => seen.push(updates) });
    expect(seen.at(-1)).toBe(70);
    const asked = new Set(stage.node.requests.map(({ method }) => method));
    expect([...asked].sort()).toEqual([
      ...['eth_call', 'eth_chainId', 'eth_getBlockByNumber', 'eth_getCode', 'eth_getLogs'],
    ]);
  });

  it('syncVenue_readsOnlyNewBlocks_whenTheViewIsBroughtUpToDate', async () => {
    await strangers(64);
    const view = await syncVenue(stage.connection);
    const before = view.head?.number ?? 0;
    await insertClosed(stage);
    stage.node.requests.length = 0;
    await syncVenue(view);
    const ranges = stage.node.requests.filter(({ method }) => method === 'eth_getLogs');
    expect(ranges.map(({ params }) => Number((params[0] as { fromBlock: string }).fromBlock))).toEqual([
      before + 1,
    ]);
    expect(view.accountTree.root()).toBe(await rootOnChain(view));
    expect(view.accountTree.root()).not.toBe(EMPTY_ACCOUNT_ROOT);
  });

  it('syncVenue_takesInEachBlockOnce_whenManyAskAtOnce', async () => {
    const view = await syncVenue(stage.connection);
    await strangers(70);
    await insertClosed(stage);
    stage.node.requests.length = 0;
    await Promise.all([syncVenue(view), syncVenue(view), syncVenue(view)]);
    expect(view.log.queue.count).toBe(70);
    expect(stage.node.requests.filter(({ method }) => method === 'eth_getLogs')).toHaveLength(1);
    expect(view.generation).toBe(0);
  });

  it('syncVenue_asksForFewerBlocks_whenTheNodeFindsARangeTooLarge', async () => {
    for (let i = 0; i < 6; i++) await strangers(2);
    stage.node.behave(({ method, params }, forward): Promise<Answer> | Answer => {
      const { fromBlock, toBlock } = params[0] as { fromBlock: string; toBlock: string };
      const isLarge = method === 'eth_getLogs' && Number(toBlock) - Number(fromBlock) > 2;
      return isLarge
        ? { error: { code: -32000, message: 'query returned more than 10000 results' } }
        : forward();
    });
    const view = await syncVenue(stage.connection);
    expect(view.log.queue.count).toBe(12);
  });
});

describe('a node that lies', () => {
  const lies: [name: string, alter: (logs: Log[]) => Log[]][] = [
    [
      'leaves out a pending leaf',
      (logs) => logs.filter((log, i) => !(isUpdate(log) && logs.slice(i + 1).every((l) => !isUpdate(l)))),
    ],
    [
      'leaves out an inserted leaf',
      (logs) => logs.filter((log) => !(isUpdate(log) && BigInt(log.data.slice(0, 66)) === 5n)),
    ],
    ['changes an inserted leaf', (logs) => logs.map((log) => (isUpdate(log) ? withWord(log, 3n, 2) : log))],
    ['changes a pending record', (logs) => logs.map((log) => (isUpdate(log) ? withWord(log, 66n, 7) : log))],
    [
      'cuts a log short',
      (logs) => logs.map((log) => (isUpdate(log) ? { ...log, data: log.data.slice(0, -64) } : log)),
    ],
    ['shows a leaf twice', (logs) => logs.flatMap((log) => (isUpdate(log) ? [log, log] : [log]))],
    ['shows no logs', () => []],
  ];

  /** The log of this position with another value in one of its words. */
  function withWord(log: Log, position: bigint, word: number): Log {
    if (BigInt(log.data.slice(0, 66)) !== position) return log;
    const at = 2 + word * 64;
    return { ...log, data: `${log.data.slice(0, at)}${'1'.padStart(64, '0')}${log.data.slice(at + 64)}` };
  }

  it.each(lies)('syncVenue_throwsChainInconsistent_whenTheNode %s', async (_, alter) => {
    await strangers(70);
    await insertClosed(stage);
    alterLogs(alter);
    await expectCodeAsync('CHAIN_INCONSISTENT', () => syncVenue(stage.connection));
  });

  it('syncVenue_throwsChainInconsistent_whenTheNodeShowsAnotherRoot', async () => {
    await strangers(64);
    await insertClosed(stage);
    stage.node.behave(async ({ method, params }, forward) => {
      const { data } = (params[0] ?? {}) as { data?: string };
      const isRoot = method === 'eth_call' && data?.startsWith('0xa7ccec2f') === true;
      return isRoot ? { result: `0x${'1'.padStart(64, '0')}` } : forward();
    });
    const error = await expectCodeAsync('CHAIN_INCONSISTENT', () => syncVenue(stage.connection));
    expect(error.message).toMatch(/account root/);
  });

  it('syncVenue_keepsTheViewAsItWas_whenItFails', async () => {
    await strangers(64);
    await insertClosed(stage);
    const view = await syncVenue(stage.connection);
    const { head } = view;
    await strangers(10);
    alterLogs((logs) => logs.toSpliced(logs.findLastIndex(isUpdate), 1));
    await expectCodeAsync('CHAIN_INCONSISTENT', () => syncVenue(view));
    expect(view.head).toEqual(head);
    expect(view.log.queue.count).toBe(64);
    stage.node.behave((_, forward) => forward());
    expect((await syncVenue(view)).log.queue.count).toBe(74);
  });

  it.each<[string, (log: Log) => unknown]>([
    ['has no data', ({ data: _, ...log }) => log],
    ['has no topics', (log) => ({ ...log, topics: undefined })],
    ['is no log', () => null],
    ['lacks an indexed value', (log) => ({ ...log, topics: log.topics.slice(0, 1) })],
    ['is not hexadecimal', (log) => ({ ...log, data: log.data.replaceAll('0', 'z') })],
  ])('syncVenue_throwsChainInconsistent_whenALog %s', async (_, alter) => {
    await mined(stage.venue.settleEvent!(5n, 1, 1));
    await strangers(1);
    alterLogs((logs) => logs.map(alter) as Log[]);
    await expectCodeAsync('CHAIN_INCONSISTENT', () => syncVenue(stage.connection));
  });

  it('syncVenue_makesWhatWasDerivedVoid_whenItForgetsWhatItTookIn', async () => {
    const view = await syncVenue(stage.connection);
    const { generation } = view;
    await strangers(10);
    alterLogs((logs) => logs.toSpliced(logs.findLastIndex(isUpdate), 1));
    await expectCodeAsync('CHAIN_INCONSISTENT', () => syncVenue(view));
    expect(view.generation).toBeGreaterThan(generation);
  });

  it('syncVenue_recovers_whenOneAnswerCameFromALaggingReplica', async () => {
    await strangers(64);
    await insertClosed(stage);
    let first = true;
    alterLogs((logs) => {
      const answer = first ? [] : logs;
      first = false;
      return answer;
    });
    expect((await syncVenue(stage.connection)).log.queue.count).toBe(64);
  });
});

describe('a chain that reorganises', () => {
  it('syncVenue_takesTheNewChain_whenBlocksWereReplaced', async () => {
    await strangers(70);
    const view = await syncVenue(stage.connection);
    const fork = await stage.chain.request('evm_snapshot');
    await strangers(60);
    await insertClosed(stage);
    await syncVenue(view);
    expect(view.log.queue.state).toEqual({ openBatch: 2, openCount: 2, nextInsert: 2 });
    await stage.chain.request('evm_revert', [fork]);
    await mined(stage.venue.queueOne!(1n, 2n, [3n, 4n, 5n, 6n, 7n, 8n, 9n, 10n]));
    await insertClosed(stage);
    await syncVenue(view);
    expect(view.generation).toBe(1);
    expect(view.log.queue.state).toEqual({ openBatch: 1, openCount: 7, nextInsert: 1 });
    expect(view.log.queue.byNullifier(1n)?.position).toBe(70);
    expect(view.isSpent(keccakWord(75n, 0n))).toBe(false);
    expect(view.log.queue.byTag(keccakWord(75n, 2n))).toBeUndefined();
    expect(view.accountTree.root()).toBe(await rootOnChain(view));
  });

  it('syncVenue_readsFromTheStart_whenNoCheckpointIsLeft', async () => {
    const fork = await stage.chain.request('evm_snapshot');
    await strangers(5);
    const view = await syncVenue(stage.connection);
    await stage.chain.request('evm_revert', [fork]);
    await strangers(3);
    await syncVenue(view);
    expect(view.log.queue.count).toBe(3);
    expect(view.policy.id).toBe(1);
    expect(view.assets.assets).toHaveLength(2);
  });

  it('syncVenue_forgetsASharedTag_whenOneOfItsRecordsLeftTheChain', async () => {
    const words = [3n, 4n, 5n, 6n, 7n, 8n, 9n, 10n];
    await mined(stage.venue.queueOne!(1n, 2n, words));
    const view = await syncVenue(stage.connection);
    const fork = await stage.chain.request('evm_snapshot');
    await mined(stage.venue.queueOne!(11n, 12n, words));
    await syncVenue(view);
    await expectCodeAsync('RECORD_DUPLICATE', async () => view.log.queue.byTag(3n));
    await stage.chain.request('evm_revert', [fork]);
    await strangers(1);
    await syncVenue(view);
    expect(view.log.queue.byTag(3n)?.position).toBe(0);
  });

  it('syncVenue_throwsChainReorganised_whenTheChainDoesNotComeToRest', async () => {
    let heads = 0;
    stage.node.behave(async ({ method, params }, forward) => {
      const answer = await forward();
      if (method !== 'eth_getBlockByNumber' || params[0] === 'latest') return answer;
      heads += 1;
      const block = (answer as { result: Record<string, unknown> }).result;
      return { result: { ...block, hash: `0x${heads.toString(16).padStart(64, '0')}` } };
    });
    await expectCodeAsync('CHAIN_REORGANISED', () => syncVenue(stage.connection));
  });
});
