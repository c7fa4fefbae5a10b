// SPDX-License-Identifier: GPL-3.0-or-later
import { readFileSync, writeFileSync } from 'node:fs';
import type { Contract } from 'ethers';
import { keccak256, toBeHex } from 'ethers';
import { expect, it } from 'vitest';
import { EMPTY_ACCOUNT_ROOT } from '../../protocol/generated/circuits.ts';
import { deploy, mined, moveTo, now, type Sent } from './support/chain.ts';
import { forge } from './support/forge.ts';
import * as statements from './support/statements.ts';
import { type Claim, type Common, type Half, halfClaim, tradeOf } from './support/statements.ts';
import { deployKit } from './support/venueKit.ts';

const SNAPSHOT = new URL('./gas.json', import.meta.url);
/** Proofs of other keys have other zero bytes, which call data count differently. */
const TOLERANCE = 0.002;
const TRADES = 16;

const kit = await deployKit({ verifier: await deploy('Verifier') });
const operator = kit.venue.connect(kit.operator) as Contract;
const member = kit.venue.connect(kit.member) as Contract;
const NOTHING = { nonce: 0n, expiry: 0n, signature: '0x' };

function proven<S extends { proof: bigint[] }>(s: S, claim: Claim): S {
  return { ...s, proof: forge(claim).proof };
}

async function gasOf(sent: Sent): Promise<number> {
  return Number((await mined(sent)).gasUsed);
}

const queued: Common[] = [];

async function trade(): Promise<[Half, Half]> {
  const halves = await tradeOf(kit);
  queued.push(...halves);
  return halves.map((half) => proven(half, halfClaim(kit, half))) as [Half, Half];
}

async function insert(): Promise<number> {
  const { proof, h, account } = await statements.refreshOf(kit);
  const hash = ({ record }: Common) =>
    keccak256(`0x${record.map((word) => toBeHex(word, 32).slice(2)).join('')}`);
  const leaves = queued.slice(0, 64).map((s) => s.account);
  const s = { proof, h, batch: 0n, newRoot: account, leaves, recordHashes: queued.slice(0, 64).map(hash) };
  return gasOf(operator.insert(proven(s, statements.insertClaim(kit, s, EMPTY_ACCOUNT_ROOT))));
}

async function measure(): Promise<Record<string, number>> {
  const open = await statements.openOf(kit);
  const deposit = await statements.depositOf(kit);
  const withdraw = await statements.withdrawOf(kit);
  const refresh = await statements.refreshOf(kit);
  // The first of each pays for new storage once; the second is what everybody else pays.
  const gas: Record<string, number> = {};
  gas.settleFirstOfAll = await gasOf(operator.settle(await trade()));
  gas.settleSingle = await gasOf(operator.settle(await trade()));
  const trades = [];
  for (let i = 0; i < TRADES; i++) trades.push(await trade());
  const batch = await gasOf(operator.settle(trades.flat()));
  queued.push(open, deposit, withdraw, refresh);
  gas.open = await gasOf(member.open(proven(open, statements.openClaim(kit, open))));
  gas.depositFirst = await gasOf(
    member.deposit(proven(deposit, await statements.depositClaim(kit, deposit))),
  );
  gas.withdraw = await gasOf(
    member.withdraw(proven(withdraw, statements.withdrawClaim(kit, withdraw)), NOTHING),
  );
  gas.refresh = await gasOf(member.refresh(proven(refresh, statements.refreshClaim(kit, refresh))));
  const second = await statements.depositOf(kit);
  queued.push(second);
  gas.deposit = await gasOf(member.deposit(proven(second, await statements.depositClaim(kit, second))));
  while (queued.length < 64) await mined(operator.settle(await trade()));
  gas.insertFull = await insert();
  gas.insertPerLeaf = Math.ceil(gas.insertFull / 64);
  gas.settleBatch16 = batch;
  gas.settleBatch16PerTrade = Math.ceil(batch / TRADES + 2 * gas.insertPerLeaf);
  await moveTo((await now()) + 10);
  return gas;
}

it('gas_staysWithinBudgetsAndAsRecorded', async () => {
  const gas = await measure();
  if (process.env.UPDATE_GAS !== undefined) writeFileSync(SNAPSHOT, `${JSON.stringify(gas, null, 2)}\n`);
  const recorded = JSON.parse(readFileSync(SNAPSHOT, 'utf8')) as Record<string, number>;
  expect(gas.settleSingle).toBeLessThanOrEqual(450_000);
  expect(gas.settleBatch16PerTrade).toBeLessThanOrEqual(220_000);
  expect(Object.keys(gas)).toEqual(Object.keys(recorded));
  for (const [name, value] of Object.entries(gas)) {
    const change = Math.abs(value / recorded[name]! - 1);
    expect(change, `${name}: ${value}, recorded ${recorded[name]}`).toBeLessThanOrEqual(TOLERANCE);
  }
});
