// SPDX-License-Identifier: Apache-2.0
import type { Contract } from 'ethers';
import { toBeHex } from 'ethers';
import { describe, expect, it } from 'vitest';
import { FIELD_ORDER } from '../../protocol/field.ts';
import { EMPTY_ACCOUNT_ROOT } from '../../protocol/generated/circuits.ts';
import { eventsOf, expectRevert, isolateTests, mined, moveTo, nextBlockAt, now } from './support/chain.ts';
import type { Common, Insert } from './support/statements.ts';
import * as statements from './support/statements.ts';
import { expectClaims, recordHash } from './support/statements.ts';
import { deployKit, type Kit, POLICY, SETTINGS } from './support/venueKit.ts';

const kit = await deployKit();
const venue = kit.venue.connect(kit.operator) as Contract;
isolateTests();

/** Opens `count` desks; returns what they queued. */
async function fill(target: Kit, count: number): Promise<Common[]> {
  const opens = [];
  for (let i = 0; i < count; i++) opens.push(await statements.openOf(target));
  await expectClaims(target, ...opens.map((s) => statements.openClaim(target, s)));
  for (const s of opens) await mined(target.venue.open(s));
  return opens;
}

async function close(): Promise<void> {
  await moveTo((await now()) + Number(SETTINGS.minBatchAge));
  await mined(venue.closeBatch());
}

async function insertOf(leaves: Common[], change: Partial<Insert> = {}): Promise<Insert> {
  const { proof, h, account } = await statements.refreshOf(kit);
  const queued = { leaves: leaves.map((s) => s.account), recordHashes: leaves.map(recordHash) };
  return { proof, h, batch: 0n, newRoot: account, ...queued, ...change };
}

describe('closeBatch', () => {
  it('closesABatchThatIsOldEnough', async () => {
    await fill(kit, 2);
    const openedAt = (await kit.venue.batch(0)).openedAt as bigint;
    const closableAt = Number(openedAt + SETTINGS.minBatchAge);
    await nextBlockAt(closableAt);
    const receipt = await mined(venue.closeBatch());
    expect(eventsOf(receipt, kit.venue)).toEqual([{ name: 'BatchClosed', args: { batch: 0n, count: 2n } }]);
    expect(await kit.venue.queue()).toEqual([1n, 0n]);
    const [next] = await fill(kit, 1);
    expect((await kit.venue.batch(1)).count).toBe(1n);
    expect(await kit.venue.isSpent(next!.nullifier)).toBe(true);
  });

  it('revertsWhenTheBatchIsEmpty', async () => {
    await expectRevert(venue.closeBatch(), kit.venue, 'BatchEmpty', [0n]);
    await fill(kit, 1);
    await close();
    await expectRevert(venue.closeBatch(), kit.venue, 'BatchEmpty', [1n]);
  });

  it('revertsWhenTheBatchIsYoung', async () => {
    await fill(kit, 1);
    const openedAt = (await kit.venue.batch(0)).openedAt as bigint;
    await fill(kit, 1);
    const closableAt = openedAt + SETTINGS.minBatchAge;
    await nextBlockAt(Number(closableAt) - 1);
    await expectRevert(venue.closeBatch(), kit.venue, 'BatchTooYoung', [0n, closableAt]);
  });
});

describe('insert', () => {
  it('advancesTheRootKeepsTheOldOneAndOwesTheReward', async () => {
    const refresh = await statements.refreshOf(kit, { fee: POLICY.fee });
    await expectClaims(kit, statements.refreshClaim(kit, refresh));
    await mined(kit.venue.refresh(refresh));
    const leaves = [refresh, ...(await fill(kit, 1))];
    await close();
    const s = await insertOf(leaves);
    await expectClaims(kit, statements.insertClaim(kit, s, EMPTY_ACCOUNT_ROOT));
    const receipt = await mined(venue.insert(s));
    const inserter = await kit.operator.getAddress();
    expect(eventsOf(receipt, kit.venue)).toEqual([
      { name: 'BatchInserted', args: { batch: 0n, newRoot: s.newRoot, inserter } },
      { name: 'FeesOwed', args: { beneficiary: inserter, amount: 1_000_000n } },
    ]);
    expect(await kit.venue.accountRoot()).toBe(s.newRoot);
    expect(await kit.venue.isKnownRoot(s.newRoot)).toBe(true);
    expect(await kit.venue.isKnownRoot(EMPTY_ACCOUNT_ROOT)).toBe(true);
    expect(await kit.venue.isKnownRoot(0n)).toBe(false);
    expect((await kit.venue.batch(0)).inserted).toBe(true);
    await expectRevert(venue.insert(s), kit.venue, 'WrongBatch', [1n, 0n]);
  });

  it('takesAFullBatchAndThenTheNextOnTheNewRoot', async () => {
    const leaves = await fill(kit, 65);
    const first = await insertOf(leaves.slice(0, 64));
    await expectClaims(kit, statements.insertClaim(kit, first, EMPTY_ACCOUNT_ROOT));
    await mined(venue.insert(first));
    await close();
    const second = await insertOf(leaves.slice(64), { batch: 1n });
    await expectClaims(kit, statements.insertClaim(kit, second, EMPTY_ACCOUNT_ROOT));
    await expectRevert(venue.insert(second), kit.venue, 'InvalidProof');
    await expectClaims(kit, statements.insertClaim(kit, second, first.newRoot));
    await mined(venue.insert(second));
    expect(await kit.venue.accountRoot()).toBe(second.newRoot);
    expect(await kit.venue.queue()).toEqual([2n, 2n]);
  });

  it('revertsOutOfOrderAndOnOpenBatches', async () => {
    const leaves = await fill(kit, 1);
    await expectRevert(venue.insert(await insertOf(leaves)), kit.venue, 'BatchNotClosed', [0n]);
    await close();
    await fill(kit, 1);
    await close();
    await expectRevert(venue.insert(await insertOf(leaves, { batch: 1n })), kit.venue, 'WrongBatch', [
      0n,
      1n,
    ]);
  });

  it('revertsOnAnythingButTheQueuesLeavesAndRecords', async () => {
    const leaves = await fill(kit, 3);
    await close();
    const s = await insertOf(leaves);
    const [a, b, c] = s.leaves as [bigint, bigint, bigint];
    const [ra, rb, rc] = s.recordHashes as [string, string, string];
    await expectRevert(venue.insert({ ...s, leaves: [a, b] }), kit.venue, 'WrongLeafCount', [3n, 2n, 3n]);
    await expectRevert(venue.insert({ ...s, recordHashes: [ra, rb, rc, rc] }), kit.venue, 'WrongLeafCount', [
      3n,
      3n,
      4n,
    ]);
    const wrong: Partial<Insert>[] = [
      { leaves: [b, a, c] },
      { leaves: [a, b, 0n] },
      { leaves: [a, b, c + FIELD_ORDER] },
      { recordHashes: [rb, ra, rc] },
      { recordHashes: [ra, rb, toBeHex(0, 32)] },
    ];
    for (const change of wrong) {
      await expectRevert(venue.insert({ ...s, ...change }), kit.venue, 'QueueMismatch', [0n]);
    }
  });

  it('revertsOnAnAliasedRootAndOnAnotherVectorsProof', async () => {
    const leaves = await fill(kit, 1);
    await close();
    const s = await insertOf(leaves);
    await expectClaims(kit, statements.insertClaim(kit, s, EMPTY_ACCOUNT_ROOT));
    const alias = s.newRoot + FIELD_ORDER;
    await expectRevert(venue.insert({ ...s, newRoot: alias }), kit.venue, 'NotInField', [alias]);
    await expectRevert(venue.insert({ ...s, h: FIELD_ORDER }), kit.venue, 'NotInField', [FIELD_ORDER]);
    await expectRevert(venue.insert({ ...s, newRoot: s.newRoot ^ 1n }), kit.venue, 'InvalidProof');
    await mined(venue.insert(s));
  });

  it('goesOnWhilePaused', async () => {
    const leaves = await fill(kit, 1);
    await mined((kit.venue.connect(kit.guardian) as Contract).pause());
    await close();
    const s = await insertOf(leaves);
    await expectClaims(kit, statements.insertClaim(kit, s, EMPTY_ACCOUNT_ROOT));
    await mined(venue.insert(s));
    expect(await kit.venue.accountRoot()).toBe(s.newRoot);
  });
});

describe('the end of the tree', () => {
  it('servesOnlyLeavingAndRefreshingAndThenNothing', async () => {
    const small = await deployKit({ contract: 'SmallTreeVenue' });
    await fill(small, 64);
    const open = await statements.openOf(small);
    await expectClaims(small, statements.openClaim(small, open));
    await expectRevert(small.venue.open(open), small.venue, 'TreeReserved', [1n]);
    const trade = await statements.tradeOf(small);
    await expectClaims(small, ...trade.map((half) => statements.halfClaim(small, half)));
    await expectRevert(small.venue.settle(trade), small.venue, 'TreeReserved', [1n]);
    const deposit = await statements.depositOf(small);
    await expectClaims(small, await statements.depositClaim(small, deposit));
    const member = small.venue.connect(small.member) as Contract;
    await expectRevert(member.deposit(deposit), small.venue, 'TreeReserved', [1n]);

    const refreshes = [];
    for (let i = 0; i < 64; i++) refreshes.push(await statements.refreshOf(small));
    const withdrawals = [
      await statements.withdrawOf(small, { amount: 0n }),
      await statements.withdrawOf(small, { amount: 0n }),
    ] as const;
    await expectClaims(small, ...refreshes.map((s) => statements.refreshClaim(small, s)));
    await expectClaims(small, ...withdrawals.map((s) => statements.withdrawClaim(small, s)));
    const nothing = { nonce: 0n, expiry: 0n, signature: '0x' };
    await mined(small.venue.withdraw(withdrawals[0], nothing));
    for (const s of refreshes.slice(1)) await mined(small.venue.refresh(s));
    await expectRevert(small.venue.refresh(refreshes[0]), small.venue, 'TreeFull', [2n]);
    await expectRevert(small.venue.withdraw(withdrawals[1], nothing), small.venue, 'TreeFull', [2n]);
    await expectRevert(small.venue.open(open), small.venue, 'TreeFull', [2n]);
  });
});
