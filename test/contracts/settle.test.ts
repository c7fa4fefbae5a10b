// SPDX-License-Identifier: Apache-2.0
import type { Contract } from 'ethers';
import { toBeHex } from 'ethers';
import { describe, expect, it } from 'vitest';
import { FIELD_ORDER } from '../../protocol/field.ts';
import { EMPTY_ACCOUNT_ROOT } from '../../protocol/generated/circuits.ts';
import {
  DAY,
  eventsOf,
  expectRevert,
  isolateTests,
  mined,
  moveTo,
  nextBlockAt,
  now,
  type Receipt,
  type Sent,
  START,
} from './support/chain.ts';
import * as statements from './support/statements.ts';
import { chained, expectClaims, type Half, halfClaim, recordHash, tradeOf } from './support/statements.ts';
import { deployKit, POLICY, PRICES, postPrices, postUpdate, SETTINGS } from './support/venueKit.ts';

const kit = await deployKit();
const venue = kit.venue.connect(kit.operator) as Contract;
const operator = await kit.operator.getAddress();
const TODAY = BigInt(Math.floor(START / DAY));
isolateTests();

/** The order of IVenue.SkipReason. */
const REASONS = [
  'SidesNotOpposite',
  'TradeHashesDiffer',
  'DeadlinesDiffer',
  'SnapshotsDiffer',
  'PolicyNotCurrent',
  'DayNotCurrent',
  'DeadlinePassed',
  'SnapshotUnknown',
  'SnapshotStale',
  'AccountRootUnknown',
  'CredentialRootNotCurrent',
  'NullifierSpent',
];

type Trade = [Half, Half];

async function accept(...trades: Trade[]): Promise<void> {
  await expectClaims(kit, ...trades.flat().map((half) => halfClaim(kit, half)));
}

/** What became of each trade: 'settled', or the reason why not. */
function outcomes(receipt: Receipt): [tradeHash: bigint, outcome: string][] {
  return eventsOf(receipt, kit.venue).flatMap(({ name, args }): [bigint, string][] => {
    if (name === 'TradeSettled') return [[args.tradeHash as bigint, 'settled']];
    if (name === 'TradeSkipped') return [[args.tradeHash as bigint, REASONS[Number(args.reason)] as string]];
    return [];
  });
}

async function settle(...trades: Trade[]): Promise<Receipt> {
  return mined(venue.settle(trades.flat()));
}

/** Puts one batch into the tree: a second account root, as good as the empty tree's. */
async function advanceRoot(): Promise<bigint> {
  const leaf = await statements.openOf(kit);
  await expectClaims(kit, statements.openClaim(kit, leaf));
  await mined(venue.open(leaf));
  await moveTo((await now()) + Number(SETTINGS.minBatchAge));
  await mined(venue.closeBatch());
  const { proof, h, account: newRoot } = await statements.refreshOf(kit);
  const queued = { leaves: [leaf.account], recordHashes: [recordHash(leaf)] };
  const insert = { proof, h, batch: 0n, newRoot, ...queued };
  await expectClaims(kit, statements.insertClaim(kit, insert, EMPTY_ACCOUNT_ROOT));
  await mined(venue.insert(insert));
  return newRoot;
}

/** A good trade beside one that must be left out: the good one settles, the other leaves no trace but its event. */
async function expectSkipped(trade: Trade, reason: string, change: object = {}): Promise<void> {
  const good = await tradeOf(kit, change);
  await accept(good);
  const receipt = await settle(trade, good);
  expect(outcomes(receipt)).toEqual([
    [trade[0].tradeHash, reason],
    [good[0].tradeHash, 'settled'],
  ]);
  expect(eventsOf(receipt, kit.venue, 'AccountQueued').length).toBe(2);
  for (const half of trade) {
    if (reason !== 'NullifierSpent') expect(await kit.venue.isSpent(half.nullifier)).toBe(false);
  }
}

describe('settle', () => {
  it('spendsBothStatesAndQueuesBothNextOnes', async () => {
    const trade = await tradeOf(kit);
    await accept(trade);
    const receipt = await settle(trade);
    const [maker, taker] = trade;
    expect(eventsOf(receipt, kit.venue)).toEqual([
      ...[maker, taker].map(({ nullifier, account, record }, i) => ({
        name: 'AccountQueued',
        args: { position: BigInt(i), nullifier, account, record },
      })),
      { name: 'TradeSettled', args: { tradeHash: maker.tradeHash, snapshotId: 1n, policyId: 1n } },
      { name: 'FeesOwed', args: { beneficiary: operator, amount: 8_000_000n } },
    ]);
    expect(await kit.venue.isSpent(maker.nullifier)).toBe(true);
    expect(await kit.venue.isSpent(taker.nullifier)).toBe(true);
  });

  it('looksTheSameWhoeverTradesWhat', async () => {
    const shapes = [];
    for (let i = 0; i < 2; i++) {
      const trade = await tradeOf(kit);
      await accept(trade);
      const receipt = await settle(trade);
      shapes.push(receipt.logs.map(({ topics, data }) => [topics[0], topics.length, data.length]));
    }
    expect(shapes[0]).toEqual(shapes[1]);
  });

  it('doesNothingWithoutTrades', async () => {
    const receipt = await settle();
    expect(receipt.logs).toEqual([]);
  });

  it('succeedsWhenEveryTradeIsSkipped', async () => {
    const trade = await tradeOf(kit, { policyId: 9n });
    const receipt = await settle(trade);
    expect(outcomes(receipt)).toEqual([[trade[0].tradeHash, 'PolicyNotCurrent']]);
    expect(eventsOf(receipt, kit.venue).length).toBe(1);
  });

  it('revertsOnAnOddNumberOfHalves', async () => {
    const [maker] = await tradeOf(kit);
    await expectRevert(venue.settle([maker]), kit.venue, 'OddNumberOfHalves', [1n]);
  });

  it('revertsAltogetherOnOneInvalidProof', async () => {
    const [good, bad] = [await tradeOf(kit), await tradeOf(kit)];
    await accept(good, bad);
    const forged: Trade = [bad[0], { ...bad[1], account: 5n }];
    await expectRevert(settle(good, forged), kit.venue, 'InvalidProof');
    expect(await kit.venue.isSpent(good[0].nullifier)).toBe(false);
    expect((await kit.venue.batch(0)).count).toBe(0n);
    await settle(good, bad);
  });

  it.each(['nullifier', 'account', 'h', 'tradeHash'] as const)('revertsOnAnAliased %s', async (name) => {
    const trade = await tradeOf(kit);
    const alias = trade[0][name] + FIELD_ORDER;
    const change = { [name]: alias };
    // Both halves must name one trade hash, aliased or not, or the trade would only be skipped.
    const halves: Trade = [
      { ...trade[0], ...change },
      name === 'tradeHash' ? { ...trade[1], ...change } : trade[1],
    ];
    await expectRevert(settle(halves), kit.venue, 'NotInField', [alias]);
  });

  it('bindsEveryValueOfAHalf', async () => {
    const trade = await tradeOf(kit);
    await accept(trade);
    const changes: Partial<Half>[] = [
      { account: 1n },
      { nullifier: 1n },
      { h: 1n },
      { beneficiary: operator },
      { record: [1n, ...trade[1].record.slice(1)] },
      { record: [...trade[1].record.slice(0, 7), 1n] },
      { proof: [1n, ...trade[1].proof.slice(1)] },
    ];
    for (const change of changes) {
      await expectRevert(settle([trade[0], { ...trade[1], ...change }]), kit.venue, 'InvalidProof');
    }
    const both: Partial<Half>[] = [{ deadline: trade[0].deadline + 1n }, { tradeHash: 1n }];
    for (const change of both) {
      const halves = trade.map((half) => ({ ...half, ...change })) as Trade;
      await expectRevert(settle(halves), kit.venue, 'InvalidProof');
    }
  });

  it('bindsRootsDayAndSideToOthersThatWouldBeGoodToo', async () => {
    const accountRoot = await advanceRoot();
    await postUpdate(kit, { newRoot: 778n, admitsOnly: true });
    await moveTo(Number(TODAY + 1n) * DAY + 300);
    await postPrices(kit, PRICES);
    const deadline = BigInt(Math.floor((await now()) / 60) + 20);
    const trade = await tradeOf(kit, { snapshotId: 2n, deadline });
    await accept(trade);
    const [maker, taker] = trade;
    const changes: Partial<Half>[] = [{ accountRoot }, { credentialRoot: 778n }, { day: TODAY }];
    for (const change of changes) {
      await expectRevert(settle([{ ...maker, ...change }, taker]), kit.venue, 'InvalidProof');
      await expectRevert(settle([maker, { ...taker, ...change }]), kit.venue, 'InvalidProof');
    }
    const swapped: Trade = [
      { ...taker, side: 0n },
      { ...maker, side: 1n },
    ];
    await expectRevert(settle(swapped), kit.venue, 'InvalidProof');
    await settle(trade);
    expect(await kit.venue.isSpent(maker.nullifier)).toBe(true);
  });

  it('bindsThePricesOfTheSnapshotAndTheTermsOfThePolicy', async () => {
    await moveTo((await now()) + 60);
    await postPrices(
      kit,
      PRICES.map((price) => price + 1n),
    );
    const trade = await tradeOf(kit);
    await accept(trade);
    const renamed = (change: Partial<Half>) => trade.map((half) => ({ ...half, ...change })) as Trade;
    await expectRevert(settle(renamed({ snapshotId: 2n })), kit.venue, 'InvalidProof');
    const changes: Partial<typeof POLICY>[] = [{ fee: 1n }, { collarBps: 50n }, { jurisdictions: 1n }];
    for (const [i, change] of changes.entries()) {
      await mined(kit.venue.setPolicy({ ...POLICY, ...change }));
      await expectRevert(settle(renamed({ policyId: BigInt(2 + i) })), kit.venue, 'InvalidProof');
    }
    await mined(kit.venue.setPolicy(POLICY));
    // Back to what the halves were proven for: a policy's number is not in the vector, what it says is.
    await settle(renamed({ policyId: 5n }));
    expect(await kit.venue.isSpent(trade[0].nullifier)).toBe(true);
  });

  it('revertsOnBitsAboveANarrowField', async () => {
    const trade = await tradeOf(kit);
    await accept(trade);
    const data = venue.interface.encodeFunctionData('settle', [trade]);
    // After selector, offset and length: proof (8 words), h, then the narrow fields of the maker's half.
    const words = { day: [9, 32], policyId: [10, 32], snapshotId: [11, 32], side: [12, 8] } as const;
    const more = { deadline: [13, 40], beneficiary: [14, 160] } as const;
    for (const [name, [word, bits]] of Object.entries({ ...words, ...more })) {
      const start = 2 + 2 * (4 + 32 * (2 + word));
      const value = BigInt(`0x${data.slice(start, start + 64)}`) + 2n ** BigInt(bits);
      const dirty = data.slice(0, start) + toBeHex(value, 32).slice(2) + data.slice(start + 64);
      const sent = kit.operator.sendTransaction({ to: kit.venueAddress, data: dirty });
      await expect(sent, name).rejects.toThrow(/without a reason/);
    }
    await mined(kit.operator.sendTransaction({ to: kit.venueAddress, data }) as Sent);
    expect(await kit.venue.isSpent(trade[0].nullifier)).toBe(true);
  });

  it('isPaused', async () => {
    const trade = await tradeOf(kit);
    await mined((kit.venue.connect(kit.guardian) as Contract).pause());
    await expectRevert(settle(trade), kit.venue, 'VenuePaused');
  });
});

describe('settle skips', () => {
  it('twoMakersAndTwoTakersAndSwappedSides', async () => {
    await expectSkipped(await tradeOf(kit, { side: 0n }), 'SidesNotOpposite');
    await expectSkipped(await tradeOf(kit, { side: 1n }), 'SidesNotOpposite');
    const [maker, taker] = await tradeOf(kit);
    await expectSkipped([taker, maker], 'SidesNotOpposite');
    await expectSkipped(await tradeOf(kit, {}, {}, { side: 2n }), 'SidesNotOpposite');
  });

  it('halvesOfDifferentTrades', async () => {
    await expectSkipped(await tradeOf(kit, {}, {}, { tradeHash: 1n }), 'TradeHashesDiffer');
  });

  it('halvesWithDifferentDeadlines', async () => {
    const later = BigInt(Math.floor(START / 60) + 11);
    const trade = await tradeOf(kit, { deadline: later }, {}, { deadline: later + 1n });
    await expectSkipped(trade, 'DeadlinesDiffer');
  });

  it('halvesAtDifferentPrices', async () => {
    await moveTo((await now()) + 60);
    await postPrices(kit, PRICES);
    await expectSkipped(await tradeOf(kit, {}, {}, { snapshotId: 2n }), 'SnapshotsDiffer');
  });

  it('halvesForAnotherPolicy', async () => {
    await expectSkipped(await tradeOf(kit, { policyId: 2n }), 'PolicyNotCurrent');
    await expectSkipped(await tradeOf(kit, {}, {}, { policyId: 0n }), 'PolicyNotCurrent');
  });

  it('halvesThatAPolicyChangeOvertook', async () => {
    const old = await tradeOf(kit);
    await accept(old);
    await mined(kit.venue.setPolicy({ ...POLICY, collarBps: 50n }));
    const policy = { ...kit.policy, collarBps: 50n };
    const current = await tradeOf(kit, {}, { policyId: 2n }, { policyId: 2n });
    await expectClaims(kit, ...current.map((half) => halfClaim({ ...kit, policy }, half)));
    const receipt = await settle(old, current);
    expect(outcomes(receipt)).toEqual([
      [old[0].tradeHash, 'PolicyNotCurrent'],
      [current[0].tradeHash, 'settled'],
    ]);
  });

  it('anotherDayThanTodayAndYesterdayInTheGrace', async () => {
    await expectSkipped(await tradeOf(kit, {}, { day: TODAY - 1n }), 'DayNotCurrent');
    await expectSkipped(await tradeOf(kit, {}, {}, { day: TODAY + 1n }), 'DayNotCurrent');
    await moveTo(Number(TODAY + 1n) * DAY + 300);
    await postPrices(kit, PRICES);
    const deadline = BigInt(Math.floor((await now()) / 60) + 20);
    // A half of yesterday and one of today, each folded with its own date.
    const mixed = await tradeOf(kit, { snapshotId: 2n, deadline }, { day: TODAY });
    await accept(mixed);
    expect(outcomes(await settle(mixed))).toEqual([[mixed[0].tradeHash, 'settled']]);
    await moveTo(Number(TODAY + 1n) * DAY + 599);
    const change = { snapshotId: 2n, deadline };
    await expectSkipped(await tradeOf(kit, change, { day: TODAY }), 'DayNotCurrent', change);
  });

  it('afterTheDeadline', async () => {
    const deadline = BigInt(Math.floor(START / 60) + 5);
    const [first, second] = [await tradeOf(kit, { deadline }), await tradeOf(kit, { deadline })];
    await accept(first, second);
    await nextBlockAt(Number(deadline) * 60);
    expect(outcomes(await settle(first))).toEqual([[first[0].tradeHash, 'settled']]);
    expect(outcomes(await settle(second))).toEqual([[second[0].tradeHash, 'DeadlinePassed']]);
  });

  it('unknownSnapshots', async () => {
    await expectSkipped(await tradeOf(kit, { snapshotId: 0n }), 'SnapshotUnknown');
    await expectSkipped(await tradeOf(kit, { snapshotId: 2n }), 'SnapshotUnknown');
  });

  it('stalePrices', async () => {
    const [time] = await kit.priceFeed.snapshot(1);
    const last = Number(time + POLICY.maxPriceAge);
    const deadline = BigInt(Math.floor(last / 60) + 20);
    const [first, second] = [await tradeOf(kit, { deadline }), await tradeOf(kit, { deadline })];
    await accept(first, second);
    await nextBlockAt(last);
    expect(outcomes(await settle(first))).toEqual([[first[0].tradeHash, 'settled']]);
    expect(outcomes(await settle(second))).toEqual([[second[0].tradeHash, 'SnapshotStale']]);
    await postPrices(kit, PRICES);
    await expectSkipped(second, 'SnapshotStale', { snapshotId: 2n, deadline });
  });

  it('rootsThatNeverWere', async () => {
    await expectSkipped(await tradeOf(kit, {}, { accountRoot: 5n }), 'AccountRootUnknown');
    await expectSkipped(await tradeOf(kit, {}, {}, { accountRoot: 0n }), 'AccountRootUnknown');
    const beyond = { accountRoot: EMPTY_ACCOUNT_ROOT + FIELD_ORDER };
    await expectSkipped(await tradeOf(kit, {}, beyond), 'AccountRootUnknown');
  });

  it('credentialRootsOlderThanTheLastTightening', async () => {
    await expectSkipped(await tradeOf(kit, {}, { credentialRoot: 5n }), 'CredentialRootNotCurrent');
    await expectSkipped(await tradeOf(kit, {}, {}, { credentialRoot: 0n }), 'CredentialRootNotCurrent');
    // First in the call, before any root was found good.
    await expectSkipped(await tradeOf(kit, { credentialRoot: 0n }), 'CredentialRootNotCurrent');
    const old = await tradeOf(kit);
    await accept(old);
    await postUpdate(kit, { newRoot: 778n, admitsOnly: false });
    const change = { credentialRoot: 778n };
    await expectSkipped(old, 'CredentialRootNotCurrent', change);
    // After a good one in the batch, too: the answer about one root must not serve for another.
    const fresh = await tradeOf(kit, change);
    await accept(fresh);
    expect(outcomes(await settle(fresh, old)).map(([, outcome]) => outcome)).toEqual([
      'settled',
      'CredentialRootNotCurrent',
    ]);
  });

  it('rootsThatWereRefusedEarlierInTheCall', async () => {
    for (const [bad, reason] of [
      [{ accountRoot: 5n }, 'AccountRootUnknown'],
      [{ credentialRoot: 5n }, 'CredentialRootNotCurrent'],
    ] as const) {
      const trades = [await tradeOf(kit, {}, bad), await tradeOf(kit, {}, {}, bad), await tradeOf(kit, bad)];
      // As if proven: only the roots stand against them.
      await accept(...trades);
      const receipt = await settle(...trades);
      expect(outcomes(receipt).map(([, outcome]) => outcome)).toEqual([reason, reason, reason]);
    }
  });

  it('snapshotsThatWereRefusedEarlierInTheCall', async () => {
    const noPrices = PRICES.map(() => 0n);
    const trades = [await tradeOf(kit, { snapshotId: 2n }), await tradeOf(kit, { snapshotId: 2n })];
    await expectClaims(kit, ...trades.flat().map((half) => halfClaim(kit, half, noPrices)));
    const receipt = await settle(...trades);
    expect(outcomes(receipt).map(([, outcome]) => outcome)).toEqual(['SnapshotUnknown', 'SnapshotUnknown']);
  });

  it('statesSpentBefore', async () => {
    const first = await tradeOf(kit);
    await accept(first);
    await settle(first);
    await expectSkipped(first, 'NullifierSpent');
    const half = await tradeOf(kit, {}, {}, { nullifier: first[1].nullifier });
    await expectSkipped(half, 'NullifierSpent');
    expect(await kit.venue.isSpent(half[0].nullifier)).toBe(false);
  });

  it('statesSpentEarlierInTheBatch', async () => {
    const first = await tradeOf(kit);
    const second = await tradeOf(kit, {}, { nullifier: first[1].nullifier });
    await accept(first, second);
    const receipt = await settle(first, second);
    expect(outcomes(receipt)).toEqual([
      [first[0].tradeHash, 'settled'],
      [second[0].tradeHash, 'NullifierSpent'],
    ]);
    expect(await kit.venue.isSpent(second[1].nullifier)).toBe(false);
  });

  it('oneStateOnBothSides', async () => {
    await expectSkipped(await tradeOf(kit, { nullifier: 42n }), 'NullifierSpent');
    expect(await kit.venue.isSpent(42n)).toBe(false);
  });
});

describe('settle in batches', () => {
  it('foldsHalvesWithDifferentSnapshotsAndRoots', async () => {
    await moveTo((await now()) + 60);
    const prices = PRICES.map((price) => price * 3n);
    await postPrices(kit, prices);
    // The second snapshot averages: the first round speaks for at most 300 s, the second for the 60 s since.
    const [, averages] = (await kit.priceFeed.snapshot(2)) as [bigint, bigint[]];
    await postUpdate(kit, { newRoot: 778n, admitsOnly: true });
    const trades = [
      await tradeOf(kit),
      await tradeOf(kit, { snapshotId: 2n }, { credentialRoot: 778n }),
      await tradeOf(kit),
    ];
    await accept(trades[0] as Trade, trades[2] as Trade);
    await expectClaims(kit, ...(trades[1] as Trade).map((half) => halfClaim(kit, half, [...averages])));
    const receipt = await settle(...trades);
    expect(outcomes(receipt).map(([, outcome]) => outcome)).toEqual(['settled', 'settled', 'settled']);
  });

  it('foldsEachHalfWithItsOwnRootsDayAndDeadline', async () => {
    const accountRoot = await advanceRoot();
    await postUpdate(kit, { newRoot: 778n, admitsOnly: true });
    await moveTo(Number(TODAY + 1n) * DAY + 300);
    await postPrices(kit, PRICES);
    const minute = BigInt(Math.floor((await now()) / 60));
    const [early, late] = [
      { snapshotId: 2n, deadline: minute + 20n },
      { snapshotId: 2n, deadline: minute + 30n },
    ];
    const [other, yesterday] = [{ accountRoot, credentialRoot: 778n }, { day: TODAY }];
    const trades = [
      await tradeOf(kit, early, other, yesterday),
      await tradeOf(kit, late, yesterday, other),
      await tradeOf(kit, early),
    ];
    await accept(...trades);
    const receipt = await settle(...trades);
    expect(outcomes(receipt).map(([, outcome]) => outcome)).toEqual(['settled', 'settled', 'settled']);
  });

  it('owesEachBeneficiaryItsFeesAndTheInserterItsShare', async () => {
    const other = await kit.other.getAddress();
    const trades = [
      await tradeOf(kit, {}, { beneficiary: other }),
      await tradeOf(kit, { beneficiary: other }),
      await tradeOf(kit),
    ];
    await accept(...trades);
    const receipt = await settle(...trades);
    const share = 4_000_000n;
    expect(eventsOf(receipt, kit.venue, 'FeesOwed').map(({ args }) => args)).toEqual([
      { beneficiary: other, amount: share },
      { beneficiary: operator, amount: share },
      { beneficiary: other, amount: 2n * share },
      { beneficiary: operator, amount: 2n * share },
    ]);
    expect(await kit.venue.feesOwed(other)).toBe(3n * share);
    expect(await kit.venue.feesOwed(operator)).toBe(3n * share);
    expect((await kit.venue.batch(0)).reward).toBe(6n * 1_000_000n);
  });

  it('rollsOverWhenABatchIsFull', async () => {
    const opens = [];
    for (let i = 0; i < 61; i++) opens.push(await statements.openOf(kit));
    await expectClaims(kit, ...opens.map((s) => statements.openClaim(kit, s)));
    for (const s of opens) await venue.open(s);
    const trades = [await tradeOf(kit), await tradeOf(kit)];
    await accept(...trades);
    const receipt = await settle(...trades);
    const positions = eventsOf(receipt, kit.venue, 'AccountQueued').map(({ args }) => args.position);
    expect(positions).toEqual([61n, 62n, 63n, 64n]);
    expect(eventsOf(receipt, kit.venue, 'BatchClosed')).toEqual([
      { name: 'BatchClosed', args: { batch: 0n, count: 64n } },
    ]);
    const [full, next] = [await kit.venue.batch(0), await kit.venue.batch(1)];
    expect([full.count, full.reward, full.closed]).toEqual([64n, 3_000_000n, true]);
    expect([next.count, next.reward, next.closed]).toEqual([1n, 1_000_000n, false]);
    expect(await kit.venue.queue()).toEqual([1n, 0n]);
    const halves = trades.flat();
    expect(full.acc).toBe(chained([...opens, ...halves.slice(0, 3)]));
    expect(next.acc).toBe(chained(halves.slice(3)));
    expect(next.openedAt).toBe(BigInt(await now()));
  });
});
