// SPDX-License-Identifier: GPL-3.0-or-later
import { Interface, JsonRpcProvider, type JsonRpcSigner, Wallet } from 'ethers';
import type { VenueConnection } from '../../../client/chain/connect.ts';
import { connect } from '../../../client/chain/connect.ts';
import { PRICE_FEED } from '../../../client/chain/interfaces.ts';
import { sendTransaction } from '../../../client/chain/sendTransaction.ts';
import { syncVenue } from '../../../client/chain/syncVenue.ts';
import type { VenueView } from '../../../client/chain/venueView.ts';
import { memoryJournal } from '../../../client/journal/journal.ts';
import { Member } from '../../../client/member.ts';
import type { CredentialChange } from '../../../client/registrar/buildUpdate.ts';
import { admit, buildUpdate } from '../../../client/registrar/buildUpdate.ts';
import { publishUpdate } from '../../../client/registrar/publishUpdate.ts';
import { signUpdate } from '../../../client/registrar/signUpdate.ts';
import { insertAll } from '../../../operator/sequencer.ts';
import type { Credential } from '../../../protocol/credential.ts';
import { completeLei, leiHashOf } from '../../../protocol/credential.ts';
import { randomField } from '../../../protocol/field.ts';
import { jurisdictionBitmap } from '../../../protocol/policy.ts';
import { priceFromDollars, valueFromDollars } from '../../../protocol/price.ts';
import type { ProvingEngine } from '../../../protocol/provingEngine.ts';
import type { DeployConfig, Deployment } from '../../../scripts/deploy.ts';
import { deployContract, deployVenue } from '../../../scripts/deploy.ts';
import type { LocalChain } from '../../../scripts/localChain.ts';
import { startLocalChain } from '../../../scripts/localChain.ts';

/** Noon of a day in March 2023, far from midnight. */
export const START = Date.UTC(2023, 2, 14, 12) / 1000;
export const DAY = 86_400;
const TOKEN = new Interface(['function mint(address to, uint256 value)']);

/** Test phrases, from the BIP-39 vectors: never for real use. */
export const PHRASES = {
  alice: 'legal winner thank year wave sausage worth useful legal winner thank yellow',
  bob: 'letter advice cage absurd amount doctor acoustic avoid letter advice cage above',
  carol: 'zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong',
} as const;

export const ASSETS = [
  { symbol: 'USDC', decimals: 6, dollars: '1' },
  { symbol: 'WBTC', decimals: 8, dollars: '25000' },
  { symbol: 'WETH', decimals: 18, dollars: '1700' },
] as const;

/** A venue on a chain of its own, with everybody that keeps it alive. */
export interface Stage {
  chain: LocalChain;
  provider: JsonRpcProvider;
  connection: VenueConnection;
  deployment: Deployment;
  engine: ProvingEngine;
  /** Unlocked, funded accounts: 0 deploys and governs, 1 is the guardian, 2 operates. */
  signers: JsonRpcSigner[];
  registrars: Wallet[];
  reporters: Wallet[];
  tokens: string[];
}

export interface StageOptions {
  engine: ProvingEngine;
  venue?: DeployConfig['venue'];
  policy?: Partial<DeployConfig['policy']>;
}

export async function createStage({ engine, venue, policy }: StageOptions): Promise<Stage> {
  const chain = await startLocalChain({ startAt: START });
  const provider = new JsonRpcProvider(chain.url, Number(chain.chainId), {
    staticNetwork: true,
    cacheTimeout: -1,
  });
  const accounts = (await provider.send('eth_accounts', [])) as string[];
  const signers = await Promise.all(accounts.map((account) => provider.getSigner(account)));
  const [owner, guardian] = accounts as [string, string];
  const registrars = walletsOf('registrar');
  const reporters = walletsOf('reporter');
  const tokens: string[] = [];
  for (const { symbol, decimals } of ASSETS) {
    tokens.push(await deployContract(signers[0]!, 'DemoToken', `Test ${symbol}`, symbol, decimals));
  }
  const config: DeployConfig = {
    ...{ governance: { owner }, guardian, assets: tokens, venue },
    registrars: { members: registrars.map(({ address }) => address), threshold: 2 },
    reporters: { members: reporters.map(({ address }) => address), threshold: 2 },
    policy: {
      ...{ fee: 500_000n, collarBps: 200, jurisdictions: jurisdictionBitmap([1, 4]), maxPriceAge: 900 },
      ...{ inserterShareBps: 2_000, ...policy },
    },
  };
  const deployment = await deployVenue({ signer: signers[0]!, config });
  const connection = await connect({ node: chain.url, ...deployment });
  return { chain, provider, connection, deployment, engine, signers, registrars, reporters, tokens };
}

export async function memberOf(stage: Stage, phrase: string): Promise<Member> {
  const view = await syncVenue(stage.connection);
  return new Member({ view, phrase, engine: stage.engine, journal: memoryJournal() });
}

/** Wide limits in an allowed jurisdiction, for a year. */
export function credentialFor(member: Member, changes: Partial<Credential> = {}): Credential {
  return {
    member: member.identifier,
    viewCommit: member.secrets.viewCommit(0),
    jurisdiction: 1,
    maxTradeValue: valueFromDollars('50000000'),
    maxDeskDayVolume: valueFromDollars('100000000'),
    expiry: member.view.today + 365,
    leiHash: leiHashOf(completeLei('549300TESTMEMBER00')),
    salt: randomField(),
    ...changes,
  };
}

/** Has two registrars sign an update, and posts it. */
export async function register(stage: Stage, changes: readonly CredentialChange[]): Promise<void> {
  const { connection, registrars, signers } = stage;
  const update = await buildUpdate(await syncVenue(connection), changes);
  const signatures = [];
  for (const registrar of registrars.slice(0, 2))
    signatures.push(await signUpdate(connection, update, registrar));
  await publishUpdate({ connection, update, signatures, signer: signers[2]! });
}

export async function admitAll(stage: Stage, members: readonly Member[]): Promise<void> {
  const changes = members.map((member, slot) =>
    admit(slot, credentialFor(member), member.secrets.sealingPublicKey),
  );
  await register(stage, changes);
  for (const member of members) await member.sync();
}

/** Gives a wallet tokens of an asset, in base units. */
export async function mint(stage: Stage, asset: number, to: string, amount: bigint): Promise<void> {
  const sending = { connection: stage.connection, signer: stage.signers[0]! };
  await sendTransaction({
    ...sending,
    to: stage.tokens[asset]!,
    abi: TOKEN,
    name: 'mint',
    args: [to, amount],
  });
}

/** Reporters agree on the prices of the list, and the feed takes a snapshot of the newest minute. */
export async function postPrices(
  stage: Stage,
  dollars: readonly string[] = ASSETS.map((asset) => asset.dollars),
) {
  const { chain, connection, reporters, signers, deployment } = stage;
  await chain.moveTo((await chain.now()) + 60);
  const minute = Math.floor((await chain.now()) / 60);
  const prices = Array<bigint>(16).fill(0n);
  for (const [slot, { decimals }] of ASSETS.entries()) {
    if (dollars[slot] !== undefined) prices[slot] = priceFromDollars(dollars[slot], decimals);
  }
  const domain = {
    ...{ name: 'Sotto PriceFeed', version: '1' },
    chainId: chain.chainId,
    verifyingContract: connection.priceFeed,
  };
  const types = {
    PriceReport: [
      { type: 'uint40', name: 'minute' },
      { type: 'uint96[16]', name: 'prices' },
    ],
  };
  const reports = [];
  for (const reporter of reporters
    .slice(0, 2)
    .sort((a, b) => (a.address.toLowerCase() < b.address.toLowerCase() ? -1 : 1))) {
    const signature = await reporter.signTypedData(domain, types, { minute, prices });
    reports.push({ reporter: reporter.address, prices, signature });
  }
  const call = { to: deployment.priceFeed, abi: PRICE_FEED, name: 'post', args: [minute, reports] };
  await sendTransaction({ connection, signer: signers[2]!, ...call });
}

/** Brings every waiting leaf into the tree. */
export async function insertLeaves(stage: Stage, view: VenueView): Promise<number> {
  await stage.chain.moveTo((await stage.chain.now()) + 10);
  return (await insertAll({ view, engine: stage.engine, signer: stage.signers[2]! })).length;
}

function walletsOf(role: string): Wallet[] {
  return [1, 2, 3].map(
    (i) => new Wallet(`0x${Buffer.from(`${role} ${i}`).toString('hex').padStart(64, '0')}`),
  );
}
