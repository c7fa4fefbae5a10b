// SPDX-License-Identifier: Apache-2.0
import { JsonRpcProvider, type Signer, Wallet } from 'ethers';
import { connect, type VenueConnection } from '../client/chain/connect.ts';
import { syncVenue } from '../client/chain/syncVenue.ts';
import { memoryJournal } from '../client/journal/journal.ts';
import { Member } from '../client/member.ts';
import type { Bars } from '../operator/prices/bars.ts';
import { parseAmount } from '../protocol/amount.ts';
import { jurisdictionBitmap, type Policy } from '../protocol/policy.ts';
import type { ProvingEngine } from '../protocol/provingEngine.ts';
import { type Deployment, deployContract, deployVenue } from '../scripts/deploy.ts';
import type { LocalChain } from '../scripts/localChain.ts';
import {
  CAST,
  demoKey,
  demoPhrase,
  LISTED,
  REGISTRAR_THRESHOLD,
  REGISTRARS,
  REPORTER_THRESHOLD,
} from './cast.ts';
import { createMeter, meteredEngine } from './meter.ts';
import { emptyOutcome } from './outcome.ts';
import { createPriceRounds } from './priceRounds.ts';
import type { Actor, Stage } from './stage.ts';
import type { Terminal } from './terminal.ts';
import { demoToken } from './tokens.ts';

/** A flat fee of 40 USDC a half, a collar of half a percent, prices at most ten minutes old. */
export const POLICY: Policy = {
  fee: 40_000_000n,
  collarBps: 50,
  jurisdictions: jurisdictionBitmap([1, 4, 7]),
  maxPriceAge: 600,
  inserterShareBps: 2_000,
};

/** Minutes over which a snapshot averages; the story begins as long before its first trade. */
export const PRICE_WINDOW_MINUTES = 10;

const ROLES = ['deployer', 'batcher', 'inserter', ...CAST.map(({ name }) => `wallet/${name}`)] as const;
const GAS_MONEY = 10n ** 21n;

export interface StageOptions {
  terminal: Terminal;
  chain: LocalChain;
  engine: ProvingEngine;
  bars: Bars;
  /** Unix minute of the first price round. */
  firstRound: number;
}

/** Deploys everything and gets everybody ready. */
export async function setStage(options: StageOptions): Promise<Stage> {
  const { terminal, chain, engine, bars, firstRound } = options;
  const provider = providerOf(chain);
  const signers = await fundedSigners(chain, provider);
  const [registrars, reporters] = [keyedSigners('registrar', REGISTRARS), keyedSigners('reporter', 3)];
  const deployment = await terminal.progress(
    'Deploy verifier, registry, price feed, venue and four tokens',
    () => deployAll(signers, registrars, reporters),
  );
  const connection = await connect({ node: chain.url, ...deployment });
  const meter = createMeter();
  const metered = meteredEngine(engine, meter);
  const rounds = createPriceRounds({
    ...{ bars, chain, assets: LISTED, reporters, from: firstRound, sender: signers.batcher },
    feed: connection,
    onPosted: (gasUsed) => meter.gas('postPrices', gasUsed),
  });
  return {
    ...{ terminal, chain, connection, engine: metered, meter, bars, rounds, registrars, reporters },
    actors: await createActors(connection, metered, signers),
    ...{ batcher: signers.batcher, inserter: signers.inserter },
    inserterView: await syncVenue(connection),
    outcome: emptyOutcome(),
  };
}

/** Ethers' own caches and batches only slow a node in the same process down. */
export function providerOf(chain: LocalChain): JsonRpcProvider {
  const settings = { staticNetwork: true, batchMaxCount: 1, cacheTimeout: -1, pollingInterval: 50 };
  return new JsonRpcProvider(chain.url, Number(chain.chainId), settings);
}

/** One institution more or less on the same stage: a member's software from its phrase alone. */
export async function memberFromPhrase(
  connection: VenueConnection,
  engine: ProvingEngine,
  phrase: string,
): Promise<Member> {
  return new Member({ view: await syncVenue(connection), phrase, engine, journal: memoryJournal() });
}

type Signers = Record<string, Signer> & { deployer: Signer; batcher: Signer; inserter: Signer };

async function fundedSigners(chain: LocalChain, provider: JsonRpcProvider): Promise<Signers> {
  const signers: Record<string, Signer> = {};
  for (const role of ROLES) {
    const wallet = new Wallet(demoKey(role), provider);
    await chain.request('hardhat_setBalance', [wallet.address, `0x${GAS_MONEY.toString(16)}`]);
    signers[role] = wallet;
  }
  return signers as Signers;
}

function keyedSigners(role: string, count: number): Wallet[] {
  return Array.from({ length: count }, (_, i) => new Wallet(demoKey(`${role}/${i}`)));
}

async function deployAll(signers: Signers, registrars: Wallet[], reporters: Wallet[]): Promise<Deployment> {
  const { deployer } = signers;
  const tokens: string[] = [];
  for (const { name, symbol, decimals } of LISTED) {
    tokens.push(await deployContract(deployer, 'DemoToken', name, symbol, decimals));
  }
  for (const { name, deposits } of CAST) {
    for (const [symbol, amount] of deposits) {
      const { slot, decimals } = LISTED.find((asset) => asset.symbol === symbol)!;
      const holder = await signers[`wallet/${name}`]!.getAddress();
      await (await demoToken(tokens[slot]!, deployer).mint!(holder, parseAmount(amount, decimals))).wait();
    }
  }
  return deployVenue({
    signer: deployer,
    config: {
      governance: {
        timelock: { minDelay: 172_800, proposers: [await deployer.getAddress()], executors: [] },
      },
      assets: tokens,
      registrars: { members: registrars.map(({ address }) => address), threshold: REGISTRAR_THRESHOLD },
      reporters: { members: reporters.map(({ address }) => address), threshold: REPORTER_THRESHOLD },
      priceFeed: { window: PRICE_WINDOW_MINUTES * 60, maxGap: 120 },
      policy: POLICY,
    },
  });
}

async function createActors(
  connection: VenueConnection,
  engine: ProvingEngine,
  signers: Signers,
): Promise<Map<string, Actor>> {
  const actors = new Map<string, Actor>();
  for (const [slot, institution] of CAST.entries()) {
    const { name } = institution;
    const member = await memberFromPhrase(connection, engine, demoPhrase(name));
    actors.set(name, {
      ...{ institution, member, desk: member.desk(slot, 0) },
      wallet: signers[`wallet/${name}`]!,
      exitAuthority: new Wallet(demoKey(`exit/${name}`)),
    });
  }
  return actors;
}
