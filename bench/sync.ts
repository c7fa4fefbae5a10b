// SPDX-License-Identifier: GPL-3.0-or-later
import { Contract, JsonRpcProvider, type Signer, Wallet } from 'ethers';
import { restoreDesks } from '../client/actions/restoreDesks.ts';
import type { VenueConnection } from '../client/chain/connect.ts';
import { connect } from '../client/chain/connect.ts';
import { REGISTRY } from '../client/chain/interfaces.ts';
import { syncVenue } from '../client/chain/syncVenue.ts';
import { memoryJournal } from '../client/journal/journal.ts';
import { Member } from '../client/member.ts';
import { signUpdate } from '../client/registrar/signUpdate.ts';
import type { Account } from '../protocol/account.ts';
import { accountHash, deskOf } from '../protocol/account.ts';
import { AccountTree } from '../protocol/accountTree.ts';
import { dayOf } from '../protocol/calendar.ts';
import { credentialHash, sealCredential } from '../protocol/credential.ts';
import { CredentialTree } from '../protocol/credentialTree.ts';
import { BATCH_SIZE, EMPTY_ACCOUNT_ROOT } from '../protocol/generated/circuits.ts';
import type { ProvingEngine } from '../protocol/provingEngine.ts';
import type { RecordMessage } from '../protocol/record.ts';
import { dayKeyOf, recordKey, sealRecord } from '../protocol/record.ts';
import { Secrets } from '../protocol/secrets.ts';
import { balancesAfter, nextAccount, openAccount } from '../protocol/transition.ts';
import { deployContract } from '../scripts/deploy.ts';
import { startLocalChain } from '../scripts/localChain.ts';
import type { Suite } from './row.ts';
import { strangersLeaves, VENUE_EVENTS } from './venueEvents.ts';

const LEAVES = 100_032;
const OWN_UPDATES = 24;
/** Leaves in one transaction, far from the block's gas limit. */
const CHUNK = 1_024;
/** Given, because estimating would run each of these large transactions many times. */
const GAS = { gasLimit: 28_000_000 };
const PHRASE = 'legal winner thank year wave sausage worth useful legal winner thank yellow';
const SLOT = 700;

/** Seconds from nothing but phrase, node and addresses to a restored desk, with 100,000 leaves on the chain. */
export const syncSuite: Suite = {
  names: ['sync.100k.seconds'],
  async run(say) {
    const chain = await startLocalChain();
    const provider = new JsonRpcProvider(chain.url, Number(chain.chainId), {
      staticNetwork: true,
      cacheTimeout: -1,
    });
    try {
      say(`Putting ${LEAVES} leaves on a local chain`);
      const venue = await fill(await provider.getSigner(0), chain.chainId);
      say('Restoring a desk from them');
      const start = performance.now();
      const view = await syncVenue(await connect({ node: chain.url, chainId: chain.chainId, venue }));
      const member = new Member({ view, phrase: PHRASE, engine: noEngine(), journal: memoryJournal() });
      const [restored] = await restoreDesks(member);
      const seconds = (performance.now() - start) / 1000;
      if (restored?.state.account.seq !== OWN_UPDATES) throw new Error('The desk was not restored');
      return [{ name: 'sync.100k.seconds', value: Math.round(seconds * 100) / 100, unit: 's' }];
    } finally {
      provider.destroy();
      await chain.stop();
    }
  },
};

/** Deploys what looks like a venue and fills it; one desk's updates lie spread among the strangers'. */
async function fill(signer: Signer, chainId: bigint): Promise<string> {
  const owner = await signer.getAddress();
  const registrar = new Wallet(`0x${'1'.repeat(64)}`);
  const registry = await deployContract(signer, 'Registry', owner, [registrar.address], 1);
  const feedConfig = { window: 600, maxGap: 120, minCoverageBps: 5_000, maxReportAge: 5, maxSpreadBps: 200 };
  const priceFeed = await deployContract(signer, 'PriceFeed', owner, [owner], 1, feedConfig);
  const policy = { fee: 0n, collarBps: 100, jurisdictions: 2n, maxPriceAge: 600, inserterShareBps: 0 };
  const address = await deployContract(
    signer,
    'VenueEvents',
    registry,
    priceFeed,
    EMPTY_ACCOUNT_ROOT,
    policy,
  );
  const venue = new Contract(address, VENUE_EVENTS, signer);
  const secrets = Secrets.fromPhrase(PHRASE, { chainId, venue: address });
  const today = dayOf((await signer.provider!.getBlock('latest'))!.timestamp);
  await admit(signer, registrar, secrets, { chainId, registry }, today);
  const updates = ownUpdates(secrets, today);
  const gap = Math.floor(LEAVES / updates.length);
  const leaves: bigint[] = [];
  for (const { nullifier, account, record } of updates) {
    await (await venue.queueOne!(nullifier, account, record)).wait();
    leaves.push(account);
    const strangers = Math.min(gap - 1, LEAVES - leaves.length);
    for (let done = 0; done < strangers; done += CHUNK) {
      await (await venue.queueStrangers!(Math.min(CHUNK, strangers - done), GAS)).wait();
    }
    leaves.push(...strangersLeaves(leaves.length, strangers));
  }
  const rest = LEAVES - leaves.length;
  await (await venue.queueStrangers!(rest, GAS)).wait();
  leaves.push(...strangersLeaves(leaves.length, rest));
  const tree = new AccountTree();
  for (let at = 0; at < leaves.length; at += BATCH_SIZE) tree.appendBatch(leaves.slice(at, at + BATCH_SIZE));
  await (await venue.insertBatches!(tree.batchCount, tree.root(), GAS)).wait();
  return address;
}

interface OwnUpdate {
  nullifier: bigint;
  account: bigint;
  record: bigint[];
}

function ownUpdates(secrets: Secrets, today: number): OwnUpdate[] {
  const desk = deskOf(SLOT, 3);
  const { member } = secrets;
  let state: Account | undefined;
  return Array.from({ length: OWN_UPDATES }, (_, seq) => {
    const day = today - OWN_UPDATES + seq;
    const message: RecordMessage =
      state === undefined
        ? { kind: 'open', member, desk, exitAuthority: 0n }
        : { kind: 'deposit', member, desk, takeAsset: 1, takeAmount: 1_000n };
    const viewCommit = secrets.viewCommit(0);
    const blinding = secrets.blinding(desk, seq + 1);
    state =
      state === undefined
        ? openAccount({ member, viewCommit, exitAuthority: 0n, desk, day, blinding })
        : nextAccount(state, { day, blinding, balances: balancesAfter(state.balances, message) }).next;
    const { tag, siv, ciphertext } = sealRecord(
      recordKey(dayKeyOf(secrets.viewSecret(0), member, desk, day), 0),
      message,
    );
    const nullifier = secrets.nullifier(desk, seq);
    return { nullifier, account: accountHash(state), record: [tag, siv, ...ciphertext] };
  });
}

async function admit(
  signer: Signer,
  registrar: Wallet,
  secrets: Secrets,
  place: { chainId: bigint; registry: string },
  today: number,
): Promise<void> {
  const credential = {
    ...{ member: secrets.member, viewCommit: secrets.viewCommit(0), jurisdiction: 1, maxTradeValue: 1n },
    ...{ maxDeskDayVolume: 1n, expiry: today + 1, leiHash: 1n, salt: 1n },
  };
  const tree = new CredentialTree();
  tree.set(SLOT, credentialHash(credential));
  const sealedOpening = await sealCredential(credential, secrets.sealingPublicKey, { ...place, slot: SLOT });
  const changes = [
    { slot: SLOT, leaf: tree.leaf(SLOT), sealedOpening: `0x${Buffer.from(sealedOpening).toString('hex')}` },
  ];
  const update = { version: 1n, admitsOnly: true, newRoot: tree.root(), changes };
  const connection = { ...place, registry: place.registry.toLowerCase() } as VenueConnection;
  const signatures = [await signUpdate(connection, update, registrar)];
  const registry = new Contract(place.registry, REGISTRY, signer);
  await (await registry.update!(update, signatures)).wait();
}

function noEngine(): ProvingEngine {
  const refuse = async (): Promise<never> => {
    throw new Error('Restoring proves nothing');
  };
  return { prove: refuse, verify: refuse, close: async () => {} };
}
