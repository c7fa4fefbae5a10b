// SPDX-License-Identifier: Apache-2.0
import type { Signer } from 'ethers';
import { keccak256, toBeHex } from 'ethers';
import {
  CIRCUIT_NAMES,
  type CircuitName,
  EMPTY_ACCOUNT_ROOT,
  type PublicVectors,
} from '../../../protocol/generated/circuits.ts';
import { challengeOf, encodeVector, evaluateVector } from '../../../protocol/vector.ts';
import { CHAIN_ID, DAY, mined, now, randomFields } from './chain.ts';
import { type Kit, PRICES } from './venueKit.ts';

const field = randomFields('statements');
const ZERO_ADDRESS = `0x${'0'.repeat(40)}`;

export interface Common {
  proof: bigint[];
  h: bigint;
  day: bigint;
  nullifier: bigint;
  account: bigint;
  record: bigint[];
}

export interface Open extends Common {
  policyId: bigint;
  credentialRoot: bigint;
}

export interface Deposit extends Open {
  accountRoot: bigint;
  asset: bigint;
  amount: bigint;
}

export interface Withdraw extends Common {
  accountRoot: bigint;
  asset: bigint;
  amount: bigint;
  recipient: string;
  relayer: string;
  relayerFee: bigint;
  exitAuthority: string;
  newExitAuthority: string;
}

export interface Refresh extends Common {
  accountRoot: bigint;
  fee: bigint;
  beneficiary: string;
}

export interface Half extends Open {
  accountRoot: bigint;
  snapshotId: bigint;
  side: bigint;
  deadline: bigint;
  beneficiary: string;
  tradeHash: bigint;
}

export interface Insert {
  proof: bigint[];
  h: bigint;
  batch: bigint;
  newRoot: bigint;
  leaves: bigint[];
  recordHashes: string[];
}

async function common(): Promise<Common> {
  return {
    proof: Array.from({ length: 8 }, field),
    h: field(),
    day: BigInt(Math.floor((await now()) / DAY)),
    nullifier: field(),
    account: field(),
    record: Array.from({ length: 8 }, field),
  };
}

export async function openOf(kit: Kit, change: Partial<Open> = {}): Promise<Open> {
  return { ...(await common()), policyId: 1n, credentialRoot: kit.credentialRoot, ...change };
}

export async function depositOf(kit: Kit, change: Partial<Deposit> = {}): Promise<Deposit> {
  const defaults = { accountRoot: EMPTY_ACCOUNT_ROOT, asset: 1n, amount: 1_000n };
  return { ...(await openOf(kit)), ...defaults, ...change };
}

export async function withdrawOf(kit: Kit, change: Partial<Withdraw> = {}): Promise<Withdraw> {
  const amounts = { asset: 1n, amount: 10n, relayerFee: 0n };
  const recipient = await kit.other.getAddress();
  const nobody = { relayer: ZERO_ADDRESS, exitAuthority: ZERO_ADDRESS, newExitAuthority: ZERO_ADDRESS };
  return {
    ...(await common()),
    accountRoot: EMPTY_ACCOUNT_ROOT,
    ...amounts,
    recipient,
    ...nobody,
    ...change,
  };
}

export async function refreshOf(_kit: Kit, change: Partial<Refresh> = {}): Promise<Refresh> {
  const defaults = { accountRoot: EMPTY_ACCOUNT_ROOT, fee: 0n, beneficiary: ZERO_ADDRESS };
  return { ...(await common()), ...defaults, ...change };
}

/** Both halves of a trade that can be settled now. `change` goes to both, `maker` and `taker` to one. */
export async function tradeOf(
  kit: Kit,
  change: Partial<Half> = {},
  maker: Partial<Half> = {},
  taker: Partial<Half> = {},
): Promise<[Half, Half]> {
  const shared = {
    accountRoot: EMPTY_ACCOUNT_ROOT as bigint,
    snapshotId: 1n,
    deadline: BigInt(Math.floor((await now()) / 60) + 10),
    beneficiary: ZERO_ADDRESS,
    tradeHash: field(),
    ...change,
  };
  return [
    { ...(await openOf(kit)), side: 0n, ...shared, ...maker },
    { ...(await openOf(kit)), side: 1n, ...shared, ...taker },
  ];
}

/** yyyymm and dd of a day number, by JavaScript's calendar. */
export function dateOf(day: bigint): { yearMonth: bigint; dayOfMonth: bigint } {
  const date = new Date(Number(day) * DAY * 1000);
  const yearMonth = BigInt(date.getUTCFullYear() * 100 + date.getUTCMonth() + 1);
  return { yearMonth, dayOfMonth: BigInt(date.getUTCDate()) };
}

export interface Claim {
  circuit: bigint;
  proof: bigint[];
  h: bigint;
  rho: bigint;
  y: bigint;
}

/** What the contract must ask the verifier, worked out from the protocol alone. */
export function claimOf<Name extends CircuitName>(
  circuit: Name,
  values: PublicVectors[Name],
  { proof, h }: { proof: bigint[]; h: bigint },
): Claim {
  const x = encodeVector(circuit, values);
  const rho = challengeOf(circuit, h, x);
  return { circuit: BigInt(CIRCUIT_NAMES.indexOf(circuit)), proof, h, rho, y: evaluateVector(x, rho) };
}

function shared(kit: Kit, s: Common) {
  const [recordTag, recordSiv, ...ciphertext] = s.record as [bigint, bigint, ...bigint[]];
  const place = { chainId: CHAIN_ID, venue: BigInt(kit.venueAddress), day: s.day, ...dateOf(s.day) };
  return { ...place, nullifier: s.nullifier, account: s.account, recordTag, recordSiv, ciphertext };
}

export function openClaim(kit: Kit, s: Open): Claim {
  const { jurisdictions } = kit.policy;
  return claimOf('open', { ...shared(kit, s), credentialRoot: s.credentialRoot, jurisdictions }, s);
}

/** `payer`: who will send the deposit; the kit's member, unless a test says otherwise. */
export async function depositClaim(kit: Kit, s: Deposit, payer: Signer = kit.member): Promise<Claim> {
  const { accountRoot, credentialRoot, asset, amount } = s;
  const { jurisdictions } = kit.policy;
  const values = { ...shared(kit, s), accountRoot, credentialRoot, jurisdictions, asset, amount };
  return claimOf('deposit', { ...values, payer: BigInt(await payer.getAddress()) }, s);
}

export function withdrawClaim(kit: Kit, s: Withdraw): Claim {
  const { accountRoot, asset, amount, relayerFee } = s;
  const addresses = {
    recipient: BigInt(s.recipient),
    relayer: BigInt(s.relayer),
    exitAuthority: BigInt(s.exitAuthority),
    newExitAuthority: BigInt(s.newExitAuthority),
  };
  return claimOf('withdraw', { ...shared(kit, s), accountRoot, asset, amount, relayerFee, ...addresses }, s);
}

export function refreshClaim(kit: Kit, s: Refresh): Claim {
  const { accountRoot, fee } = s;
  return claimOf('refresh', { ...shared(kit, s), accountRoot, fee, beneficiary: BigInt(s.beneficiary) }, s);
}

export function halfClaim(kit: Kit, s: Half, prices: readonly bigint[] = PRICES): Claim {
  const { accountRoot, credentialRoot, tradeHash, side, deadline } = s;
  const { fee, collarBps, jurisdictions } = kit.policy;
  const roots = {
    accountRoot,
    credentialRoot,
    tradeHash,
    side,
    deadline,
    beneficiary: BigInt(s.beneficiary),
  };
  return claimOf('trade', { ...shared(kit, s), ...roots, fee, collarBps, jurisdictions, prices }, s);
}

export function insertClaim(kit: Kit, s: Insert, oldRoot: bigint): Claim {
  const leaves = [...s.leaves, ...Array<bigint>(64 - s.leaves.length).fill(0n)];
  const place = { chainId: CHAIN_ID, venue: BigInt(kit.venueAddress) };
  return claimOf('insert', { ...place, oldRoot, newRoot: s.newRoot, batch: s.batch, leaves }, s);
}

/** What the queue hashes of a record. */
export function recordHash({ record }: Common): string {
  return keccak256(hexWords(record));
}

/** The running hash of a batch that holds these updates. */
export function chained(updates: Common[]): string {
  const none = toBeHex(0, 32);
  return updates.reduce((acc, s) => keccak256(hexWords([acc, s.account, recordHash(s)])), none);
}

function hexWords(words: (bigint | string)[]): string {
  return `0x${words.map((word) => toBeHex(word, 32).slice(2)).join('')}`;
}

/** Makes the test verifier accept these claims, and no others. */
export async function expectClaims(kit: Kit, ...claims: Claim[]): Promise<void> {
  await mined(kit.verifier.expect(claims));
}
