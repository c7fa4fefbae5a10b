// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import type { InterfaceAbi, Signer } from 'ethers';
import { ContractFactory } from 'ethers';
import { withoutUrls } from '../client/chain/withoutUrls.ts';
import { SottoError } from '../protocol/errors.ts';
import type { Policy } from '../protocol/policy.ts';
import { assertPolicy } from '../protocol/policy.ts';

/** Who may change the rules: a timelock that is deployed along, or an address that exists. */
export type Governance =
  | { owner: string }
  | { timelock: { minDelay: number; proposers: string[]; executors: string[] } };

export interface DeployConfig {
  governance: Governance;
  /** May pause opening, depositing and trading. Undefined: nobody. */
  guardian?: string;
  /** Tokens by asset slot; the first is the fee asset. */
  assets: string[];
  registrars: { members: string[]; threshold: number };
  reporters: { members: string[]; threshold: number };
  /** Seconds, but for minCoverageBps and maxSpreadBps (basis points) and maxReportAge (minutes). */
  priceFeed?: Partial<{
    window: number;
    maxGap: number;
    minCoverageBps: number;
    maxReportAge: number;
    maxSpreadBps: number;
  }>;
  policy: Policy;
  /** See IVenue.Config. maxFee in base units of asset 0; default: 100 times the first policy's fee. */
  venue?: Partial<{
    maxFee: bigint;
    minBatchAge: number;
    outflowWindow: number;
    outflowShareBps: number;
    exitDelay: number;
    pausedExitDelay: number;
  }>;
}

/** What clients and operators need to know. Addresses with checksums. */
export interface Deployment {
  chainId: bigint;
  /** Block before which there is nothing to read. */
  fromBlock: number;
  venue: string;
  verifier: string;
  registry: string;
  priceFeed: string;
  owner: string;
}

const PRICE_FEED_DEFAULTS = {
  window: 600,
  maxGap: 120,
  minCoverageBps: 5_000,
  maxReportAge: 5,
  maxSpreadBps: 200,
};
const VENUE_DEFAULTS = {
  minBatchAge: 5,
  outflowWindow: 86_400,
  outflowShareBps: 2_000,
  exitDelay: 86_400,
  pausedExitDelay: 604_800,
};
const NOBODY = `0x${'0'.repeat(40)}`;

/**
 * Deploys verifier, registry, price feed and venue, and a timelock if governance is to be one. Contracts must be
 * compiled (`npm run build`). Nothing has to be set afterwards: every role is in the constructors.
 *
 * @throws SottoError POLICY_INVALID, ARTIFACT_MISSING, TRANSACTION_REVERTED with the name of the contract
 */
export async function deployVenue({
  signer,
  config,
}: {
  signer: Signer;
  config: DeployConfig;
}): Promise<Deployment> {
  assertPolicy(config.policy);
  const { provider } = signer;
  if (provider === null) throw new SottoError('CHAIN_UNREACHABLE', 'The deploying signer has no provider');
  const fromBlock = await provider.getBlockNumber();
  const owner = await ownerOf(signer, config.governance);
  const verifier = await deployContract(signer, 'Verifier');
  const { registrars, reporters, policy } = config;
  const registry = await deployContract(signer, 'Registry', owner, registrars.members, registrars.threshold);
  const feedConfig = { ...PRICE_FEED_DEFAULTS, ...config.priceFeed };
  const priceFeed = await deployContract(
    signer,
    'PriceFeed',
    owner,
    reporters.members,
    reporters.threshold,
    feedConfig,
  );
  const venueConfig = {
    ...VENUE_DEFAULTS,
    maxFee: policy.fee * 100n,
    ...config.venue,
    ...{ owner, guardian: config.guardian ?? NOBODY, firstPolicy: policy },
  };
  const venue = await deployContract(
    signer,
    'Venue',
    registry,
    priceFeed,
    verifier,
    config.assets,
    venueConfig,
  );
  const { chainId } = await provider.getNetwork();
  return { chainId, fromBlock, venue, verifier, registry, priceFeed, owner };
}

/** Deploys a compiled contract of this project; returns its address. */
export async function deployContract(signer: Signer, name: string, ...args: unknown[]): Promise<string> {
  const { abi, bytecode } = readArtifact(name);
  try {
    const contract = await new ContractFactory(abi, bytecode, signer).deploy(...args);
    await contract.waitForDeployment();
    return await contract.getAddress();
  } catch (error) {
    const cause = withoutUrls(error);
    throw new SottoError('TRANSACTION_REVERTED', `${name} could not be deployed: ${cause?.message}`, {
      cause,
    });
  }
}

async function ownerOf(signer: Signer, governance: Governance): Promise<string> {
  if ('owner' in governance) return governance.owner;
  const { minDelay, proposers, executors } = governance.timelock;
  return deployContract(signer, 'Timelock', minDelay, proposers, executors);
}

/** Contracts of this project are in files of their name; those for local chains in a folder of their own. */
function readArtifact(name: string): { abi: InterfaceAbi; bytecode: string } {
  for (const folder of ['contracts', 'contracts/test']) {
    try {
      const file = new URL(`../artifacts/${folder}/${name}.sol/${name}.json`, import.meta.url);
      return JSON.parse(readFileSync(file, 'utf8')) as { abi: InterfaceAbi; bytecode: string };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new SottoError('ARTIFACT_MISSING', `The contract ${name} is not compiled: run \`npm run build\``);
}
