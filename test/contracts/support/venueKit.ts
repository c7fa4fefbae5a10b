// SPDX-License-Identifier: Apache-2.0
import type { Contract, Signer } from 'ethers';
import { Wallet } from 'ethers';
import { EMPTY_CREDENTIAL_ROOT } from '../../../protocol/generated/circuits.ts';
import { CHAIN_ID, deploy, ethers, mined, now } from './chain.ts';

export interface Policy {
  fee: bigint;
  collarBps: bigint;
  jurisdictions: bigint;
  maxPriceAge: bigint;
  inserterShareBps: bigint;
}

export const POLICY: Policy = {
  fee: 5_000_000n,
  collarBps: 200n,
  jurisdictions: 0b1011n,
  maxPriceAge: 3600n,
  inserterShareBps: 2000n,
};

export const SETTINGS = {
  maxFee: 100_000_000n,
  minBatchAge: 5n,
  outflowWindow: 86_400n,
  outflowShareBps: 2000n,
  exitDelay: 172_800n,
  pausedExitDelay: 604_800n,
};

export const PRICES = Array.from({ length: 16 }, (_, i) => (i < 3 ? 10n ** 20n + BigInt(i) : 0n));

export interface Kit {
  venue: Contract;
  venueAddress: string;
  registry: Contract;
  priceFeed: Contract;
  verifier: Contract;
  tokens: Contract[];
  owner: Signer;
  guardian: Signer;
  member: Signer;
  operator: Signer;
  other: Signer;
  registrars: Wallet[];
  reporters: Wallet[];
  credentialRoot: bigint;
  policy: Policy;
}

export interface KitOptions {
  contract?: 'Venue' | 'SmallTreeVenue';
  verifier?: Contract;
  settings?: Partial<typeof SETTINGS>;
}

/** A venue with three assets, two registrars of three, two reporters of three, one credential root, one snapshot. */
export async function deployKit({ contract = 'Venue', verifier, settings }: KitOptions = {}): Promise<Kit> {
  const [owner, guardian, member, operator, other] = await ethers.getSigners();
  const tokens = [await deploy('TestToken'), await deploy('TestToken'), await deploy('TestToken')];
  const registrars = sortedWallets(1);
  const reporters = sortedWallets(11);
  const registry = await deploy('Registry', owner, registrars, 2);
  const priceFeed = await deploy('PriceFeed', owner, reporters, 2, FEED_CONFIG);
  const claims = verifier ?? (await deploy('ExpectedClaims'));
  const config = { owner, guardian, firstPolicy: POLICY, ...SETTINGS, ...settings };
  const venue = await deploy(contract, registry, priceFeed, claims, tokens, config);
  const venueAddress = await venue.getAddress();
  const kit = { venue, venueAddress, registry, priceFeed, verifier: claims, tokens, registrars, reporters };
  const people = { owner, guardian, member, operator, other } as unknown as Record<
    'owner' | 'guardian' | 'member' | 'operator' | 'other',
    Signer
  >;
  const full: Kit = { ...kit, ...people, credentialRoot: CREDENTIAL_ROOT, policy: { ...POLICY } };
  await postUpdate(full, { newRoot: full.credentialRoot, admitsOnly: true });
  await postPrices(full, PRICES);
  for (const token of tokens) {
    await mined(token.mint(member, 10n ** 30n));
    await mined((token.connect(member!) as Contract).approve(venueAddress, 10n ** 40n));
  }
  return full;
}

/** As long as a real one, which costs call data. */
export const CREDENTIAL_ROOT = EMPTY_CREDENTIAL_ROOT + 1n;

/** Coverage is so low that one round alone makes prices: most tests want no history. */
const FEED_CONFIG = { window: 1800, maxGap: 300, minCoverageBps: 1000, maxReportAge: 30, maxSpreadBps: 200 };

/** Three wallets in ascending order of address, as quorums want them. */
export function sortedWallets(first: number): Wallet[] {
  const wallets = [0, 1, 2].map((i) => new Wallet(`0x${(first + i).toString(16).padStart(64, '0')}`));
  return wallets.sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));
}

const UPDATE_TYPES = {
  Update: [
    { name: 'version', type: 'uint64' },
    { name: 'admitsOnly', type: 'bool' },
    { name: 'newRoot', type: 'uint256' },
    { name: 'changes', type: 'LeafChange[]' },
  ],
  LeafChange: [
    { name: 'slot', type: 'uint32' },
    { name: 'leaf', type: 'uint256' },
    { name: 'sealedOpening', type: 'bytes' },
  ],
};

export interface LeafChange {
  slot: number;
  leaf: bigint;
  sealedOpening: string;
}

export interface Update {
  version: bigint;
  admitsOnly: boolean;
  newRoot: bigint;
  changes: LeafChange[];
}

interface Quorum {
  registry: Contract;
  registrars: Wallet[];
}

/** The next update, complete. */
export async function nextUpdate(registry: Contract, change: Partial<Update>): Promise<Update> {
  const version = ((await registry.version()) as bigint) + 1n;
  return { version, admitsOnly: true, newRoot: 1n, changes: [], ...change };
}

export async function signUpdate(registry: Contract, update: Update, signer: Wallet, chainId = CHAIN_ID) {
  const verifyingContract = await registry.getAddress();
  const domain = { name: 'Sotto Registry', version: '1', chainId, verifyingContract };
  return { signer: signer.address, signature: await signer.signTypedData(domain, UPDATE_TYPES, update) };
}

export async function postUpdate({ registry, registrars }: Quorum, change: Partial<Update>) {
  const update = await nextUpdate(registry, change);
  const signers = registrars.slice(0, 2);
  const signatures = await Promise.all(signers.map((signer) => signUpdate(registry, update, signer)));
  return mined(registry.update(update, signatures));
}

const REPORT_TYPES = {
  PriceReport: [
    { name: 'minute', type: 'uint40' },
    { name: 'prices', type: 'uint96[16]' },
  ],
};

export async function signReport(feed: Contract, minute: number, prices: bigint[], reporter: Wallet) {
  const verifyingContract = await feed.getAddress();
  const domain = { name: 'Sotto PriceFeed', version: '1', chainId: CHAIN_ID, verifyingContract };
  const signature = await reporter.signTypedData(domain, REPORT_TYPES, { minute, prices });
  return { reporter: reporter.address, prices, signature };
}

/** Two reporters agree on prices for the newest block's minute. Returns the snapshot's id. */
export async function postPrices(
  { priceFeed, reporters }: { priceFeed: Contract; reporters: Wallet[] },
  prices: bigint[],
): Promise<bigint> {
  const minute = Math.floor((await now()) / 60);
  const signers = reporters.slice(0, 2);
  const reports = await Promise.all(signers.map((wallet) => signReport(priceFeed, minute, prices, wallet)));
  await mined(priceFeed.post(minute, reports));
  return (await priceFeed.latestId()) as bigint;
}
