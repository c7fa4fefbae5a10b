// SPDX-License-Identifier: Apache-2.0
import { Contract, JsonRpcProvider, type Signer, Wallet } from 'ethers';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { connect, type VenueConnection } from '../../../client/chain/connect.ts';
import { PRICE_FEED } from '../../../client/chain/interfaces.ts';
import { syncVenue } from '../../../client/chain/syncVenue.ts';
import type { VenueView } from '../../../client/chain/venueView.ts';
import type { Desk } from '../../../client/desk.ts';
import { memoryJournal } from '../../../client/journal/journal.ts';
import { Member } from '../../../client/member.ts';
import { admit, buildUpdate, type CredentialChange } from '../../../client/registrar/buildUpdate.ts';
import { publishUpdate } from '../../../client/registrar/publishUpdate.ts';
import { signUpdate } from '../../../client/registrar/signUpdate.ts';
import { accountHash, blindingOf } from '../../../protocol/account.ts';
import { AccountTree } from '../../../protocol/accountTree.ts';
import type { Credential } from '../../../protocol/credential.ts';
import { EMPTY_ACCOUNT_ROOT } from '../../../protocol/generated/circuits.ts';
import type { Policy } from '../../../protocol/policy.ts';
import { priceFromDollars, valueFromDollars } from '../../../protocol/price.ts';
import type { ProvingEngine } from '../../../protocol/provingEngine.ts';
import { dayKeyOf, type RecordMessage, recordKey, sealRecord } from '../../../protocol/record.ts';
import { balancesAfter, nextAccount, openAccount } from '../../../protocol/transition.ts';
import { deployContract } from '../../../scripts/deploy.ts';
import { type LocalChain, startLocalChain } from '../../../scripts/localChain.ts';
import { type FakeNode, startFakeNode } from './fakeNode.ts';

/** Noon of a day in March 2023. */
export const START = Date.UTC(2023, 2, 14, 12) / 1000;
export const DAY = 86_400;

/** Test phrases, from the BIP-39 vectors: never for real use. */
export const PHRASES = {
  alice: 'legal winner thank year wave sausage worth useful legal winner thank yellow',
  bob: 'letter advice cage absurd amount doctor acoustic avoid letter advice cage above',
} as const;

export const POLICY: Policy = {
  ...{ fee: 500_000n, collarBps: 100, jurisdictions: 0b10010n, maxPriceAge: 600, inserterShareBps: 1_000 },
};

/**
 * A chain with a registry, a price feed and two tokens that are real, and a venue that emits what a test tells it: what
 * clients see of a venue, without proofs. `node` is what clients connect to; it can be made to misbehave.
 */
export interface Stage {
  chain: LocalChain;
  node: FakeNode;
  signer: Signer;
  registrars: Wallet[];
  connection: VenueConnection;
  venue: Contract;
  registry: string;
  priceFeed: string;
  /** 6 and 8 decimals. */
  tokens: string[];
  /** Connects anew. */
  connect(changes?: Partial<Parameters<typeof connect>[0]>): Promise<VenueConnection>;
  stop(): Promise<void>;
}

const VENUE_EVENTS = [
  'function setPolicy((uint120 fee, uint16 collarBps, uint64 jurisdictions, uint32 maxPriceAge, uint16 inserterShareBps) policy)',
  'function setPaused(bool paused)',
  'function addAsset(address token)',
  'function queueStrangers(uint256 count)',
  'function queueOne(uint256 nullifier, uint256 account, uint256[8] record)',
  'function settleEvent(uint256 tradeHash, uint32 snapshotId, uint32 policyId)',
  'function closeBatch()',
  'function insertBatches(uint256 count, uint256 lastRoot)',
];

/** One stage for all tests of a file, each of which finds it as new. */
export function sharedStage(): () => Stage {
  let stage: Stage;
  let fresh: unknown;
  beforeAll(async () => {
    stage = await createStage();
  });
  beforeEach(async () => {
    fresh = await stage.chain.request('evm_snapshot');
  });
  afterEach(async () => {
    stage.node.behave((_, forward) => forward());
    await stage.chain.request('evm_revert', [fresh]);
  });
  afterAll(() => stage?.stop());
  return () => stage;
}

export async function createStage(): Promise<Stage> {
  const chain = await startLocalChain({ startAt: START });
  const provider = new JsonRpcProvider(chain.url, Number(chain.chainId), {
    staticNetwork: true,
    cacheTimeout: -1,
  });
  const signer = await provider.getSigner(0);
  const owner = await signer.getAddress();
  const registrars = [new Wallet(`0x${'1'.repeat(64)}`), new Wallet(`0x${'2'.repeat(64)}`)];
  const registry = await deployContract(
    signer,
    'Registry',
    owner,
    registrars.map(({ address }) => address),
    2,
  );
  const feedConfig = { window: 600, maxGap: 600, minCoverageBps: 1, maxReportAge: 5, maxSpreadBps: 200 };
  const priceFeed = await deployContract(signer, 'PriceFeed', owner, [reporter.address], 1, feedConfig);
  const address = await deployContract(
    signer,
    'VenueEvents',
    registry,
    priceFeed,
    EMPTY_ACCOUNT_ROOT,
    POLICY,
  );
  const venue = new Contract(address, VENUE_EVENTS, signer);
  const tokens = [
    await deployContract(signer, 'DemoToken', 'Test dollar', 'USDC', 6),
    await deployContract(signer, 'DemoToken', 'Test bitcoin', 'WBTC', 8),
  ];
  for (const token of tokens) await mined(venue.addAsset!(token));
  const node = await startFakeNode(chain.url);
  const parameters = {
    node: node.url,
    chainId: chain.chainId,
    venue: address,
    backoffMs: 1,
    timeoutMs: 5_000,
  };
  const reconnect: Stage['connect'] = (changes) => connect({ ...parameters, ...changes });
  return {
    ...{ chain, node, signer, registrars, venue, registry, priceFeed, tokens },
    connection: await reconnect(),
    connect: reconnect,
    stop: async () => {
      provider.destroy();
      await node.stop();
      await chain.stop();
    },
  };
}

const reporter = new Wallet(`0x${'3'.repeat(64)}`);

export async function mined(sent: Promise<{ wait(): Promise<unknown> }>): Promise<void> {
  await (await sent).wait();
}

/** Inserts every closed batch, with the right root. */
export async function insertClosed(stage: Stage): Promise<void> {
  const { queue } = (await syncVenue(await stage.connect({ node: stage.chain.url }))).log;
  const { nextInsert, openBatch } = queue.state;
  const tree = new AccountTree();
  for (let batch = 0; batch < openBatch; batch++) tree.appendBatch(queue.contentsOf(batch).leaves);
  if (openBatch > nextInsert) await mined(stage.venue.insertBatches!(openBatch - nextInsert, tree.root()));
}

/** Closes the open batch and inserts everything. */
export async function insertAll(stage: Stage): Promise<void> {
  await mined(stage.venue.closeBatch!());
  await insertClosed(stage);
}

export function newMember(view: VenueView, phrase: string, engine: ProvingEngine = noEngine()): Member {
  return new Member({ view, phrase, engine, journal: memoryJournal() });
}

export function credentialFor(member: Member, changes: Partial<Credential> = {}): Credential {
  return {
    ...{ member: member.identifier, viewCommit: member.secrets.viewCommit(0), jurisdiction: 1 },
    ...{ maxTradeValue: valueFromDollars('50000000'), maxDeskDayVolume: valueFromDollars('100000000') },
    ...{ expiry: Math.floor(START / DAY) + 365, leiHash: 7n, salt: 9n, ...changes },
  };
}

export async function register(stage: Stage, changes: readonly CredentialChange[]): Promise<void> {
  const connection = await stage.connect({ node: stage.chain.url });
  const update = await buildUpdate(await syncVenue(connection), changes);
  const signatures = [];
  for (const registrar of stage.registrars) signatures.push(await signUpdate(connection, update, registrar));
  await publishUpdate({ connection, update, signatures, signer: stage.signer });
}

export async function admitMember(
  stage: Stage,
  slot: number,
  member: Member,
  changes: Partial<Credential> = {},
): Promise<Credential> {
  const credential = credentialFor(member, changes);
  await register(stage, [admit(slot, credential, member.secrets.sealingPublicKey)]);
  return credential;
}

export interface ActOptions {
  /** UTC day number; default the chain's today. */
  day?: number;
  rotation?: number;
  addedVolume?: bigint;
}

/** Puts an action of a desk on the chain as the venue would, had it been proven. Does not insert it. */
export async function act(
  stage: Stage,
  member: Member,
  desk: Desk,
  message: RecordMessage,
  { day = member.view.today, rotation = 0, addedVolume }: ActOptions = {},
): Promise<void> {
  const { secrets, view } = member;
  const before = (await desk.state(view))?.account;
  const seq = before?.seq ?? 0;
  const viewCommit = secrets.viewCommit(rotation);
  const blinding = blindingOf(secrets.spendSecret, desk.number, seq + 1);
  const { next, recordIndex } =
    before === undefined
      ? {
          next: openAccount({
            member: secrets.member,
            desk: desk.number,
            exitAuthority: authorityOf(message),
            viewCommit,
            day,
            blinding,
          }),
          recordIndex: 0,
        }
      : nextAccount(before, {
          ...{ day, viewCommit, blinding, addedVolume, balances: balancesAfter(before.balances, message) },
          exitAuthority: message.kind === 'withdraw' ? message.exitAuthority : before.exitAuthority,
        });
  const key = recordKey(
    dayKeyOf(secrets.viewSecret(rotation), secrets.member, desk.number, day),
    recordIndex,
  );
  const { tag, siv, ciphertext } = sealRecord(key, message);
  const nullifier = secrets.nullifier(desk.number, seq);
  await mined(stage.venue.queueOne!(nullifier, accountHash(next), [tag, siv, ...ciphertext]));
  if (seq === 0) await member.journal.append({ type: 'opened', at: member.view.now, desk: desk.number });
  await member.sync();
}

function authorityOf(message: RecordMessage): bigint {
  return message.kind === 'open' ? message.exitAuthority : 0n;
}

/** Takes a price snapshot of the chain's next minute: dollars of one whole USDC and WBTC; empty: no price. */
export async function postPrices(stage: Stage, usdc = '1', wbtc = '25000'): Promise<void> {
  await stage.chain.moveTo((await stage.chain.now()) + 60);
  const minute = Math.floor((await stage.chain.now()) / 60);
  const prices = Array<bigint>(16).fill(0n);
  if (usdc !== '') prices[0] = priceFromDollars(usdc, 6);
  if (wbtc !== '') prices[1] = priceFromDollars(wbtc, 8);
  const domain = {
    name: 'Sotto PriceFeed',
    version: '1',
    chainId: stage.chain.chainId,
    verifyingContract: stage.priceFeed,
  };
  const types = {
    PriceReport: [
      { type: 'uint40', name: 'minute' },
      { type: 'uint96[16]', name: 'prices' },
    ],
  };
  const signature = await reporter.signTypedData(domain, types, { minute, prices });
  const feed = new Contract(stage.priceFeed, PRICE_FEED, stage.signer);
  await mined(feed.post!(minute, [{ reporter: reporter.address, prices, signature }]));
}

/** For tests that must not prove anything. */
export function noEngine(): ProvingEngine {
  const refuse = async (): Promise<never> => {
    throw new Error('This test proves nothing');
  };
  return { prove: refuse, verify: refuse, close: async () => {} };
}
