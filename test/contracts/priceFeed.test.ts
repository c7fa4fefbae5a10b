// SPDX-License-Identifier: Apache-2.0
import type { Contract, Wallet } from 'ethers';
import { describe, expect, it } from 'vitest';
import {
  CHAIN_ID,
  deploy,
  ethers,
  eventsOf,
  expectRevert,
  isolateTests,
  mined,
  nextBlockAt,
  type Receipt,
  START,
} from './support/chain.ts';
import { signReport, sortedWallets } from './support/venueKit.ts';

const [owner, stranger] = await ethers.getSigners();
const reporters = sortedWallets(11);
const [first, second, third] = reporters as [Wallet, Wallet, Wallet];
const MINUTE = START / 60 + 60;
const CONFIG = { window: 600, maxGap: 180, minCoverageBps: 5_000, maxReportAge: 5, maxSpreadBps: 200 };
const feed = await deploy('PriceFeed', owner, reporters, 2, CONFIG);
isolateTests();

/** Prices of all slots, from those of the first ones. */
const slots = (...prices: bigint[]): bigint[] => [...prices, ...Array<bigint>(16 - prices.length).fill(0n)];

async function reportsOf(minute: number, prices: bigint[][], signers = reporters, target = feed) {
  const signed = prices.map((values, i) => signReport(target, minute, values, signers[i] as Wallet));
  return Promise.all(signed);
}

/** Posts each reporter's prices of slot 0, 1, … a few seconds into the minute. */
async function post(minute: number, ...prices: bigint[][]): Promise<Receipt> {
  await nextBlockAt(minute * 60 + 5);
  return mined(
    feed.post(
      minute,
      await reportsOf(
        minute,
        prices.map((values) => slots(...values)),
      ),
    ),
  );
}

/** A round in which all agree. */
const agree = (minute: number, ...prices: bigint[]) => post(minute, prices, prices);
const averageOf = async (id: number, slot = 0): Promise<bigint> => (await feed.snapshot(id))[1][slot];
const medianOf = async (id: number, slot = 0): Promise<bigint> => (await feed.round(id))[1][slot];

describe('post', () => {
  it('takesASnapshotThatNeverChanges', async () => {
    const receipt = await agree(MINUTE, 100n, 200n);
    const args = {
      id: 1n,
      time: BigInt(MINUTE * 60),
      prices: slots(100n, 200n),
      medians: slots(100n, 200n),
    };
    expect(eventsOf(receipt, feed)).toEqual([{ name: 'SnapshotTaken', args }]);
    const before = await feed.snapshot(1);
    expect(before).toEqual([BigInt(MINUTE * 60), slots(100n, 200n)]);
    await agree(MINUTE + 1, 900n, 200n);
    expect(await feed.snapshot(1)).toEqual(before);
    expect(await feed.latestId()).toBe(2n);
  });

  it('answersUnknownIdsWithTimeZero', async () => {
    expect(await feed.snapshot(0)).toEqual([0n, slots()]);
    expect(await feed.snapshot(1)).toEqual([0n, slots()]);
    expect(await feed.round(7)).toEqual([0n, slots()]);
  });

  it('takesRoundsInRisingMinutesNeitherFutureNorOld', async () => {
    await agree(MINUTE, 100n);
    for (const minute of [MINUTE, MINUTE - 1]) {
      const reports = await reportsOf(minute, [slots(1n), slots(1n)]);
      await expectRevert(feed.post(minute, reports), feed, 'MinuteNotNew', [BigInt(minute), BigInt(MINUTE)]);
    }
    const next = MINUTE + 10;
    const reports = await reportsOf(next, [slots(1n), slots(1n)]);
    await nextBlockAt(next * 60 - 1);
    const early = [BigInt(next), BigInt(next - 1)];
    await expectRevert(feed.post(next, reports), feed, 'MinuteInFuture', early);
    await nextBlockAt((next + 6) * 60);
    await expectRevert(feed.post(next, reports), feed, 'ReportTooOld', [BigInt(next), BigInt(next + 6)]);
    await nextBlockAt((next + 6) * 60 - 1);
    await mined(feed.post(next, reports));
    expect(await feed.latestId()).toBe(2n);
  });

  it('revertsWithoutAQuorum', async () => {
    const [a, b] = await reportsOf(MINUTE, [slots(1n), slots(1n)]);
    await nextBlockAt(MINUTE * 60);
    await expectRevert(feed.post(MINUTE, []), feed, 'TooFewReports', [2n, 0n]);
    await expectRevert(feed.post(MINUTE, [a]), feed, 'TooFewReports', [2n, 1n]);
    await expectRevert(feed.post(MINUTE, [a, a]), feed, 'ReportersNotAscending', [
      first.address,
      first.address,
    ]);
    await expectRevert(feed.post(MINUTE, [b, a]), feed, 'ReportersNotAscending', [
      second.address,
      first.address,
    ]);
    const [outsider] = sortedWallets(41) as [Wallet];
    const mixed = [first, outsider].sort((x, y) => (BigInt(x.address) < BigInt(y.address) ? -1 : 1));
    const reports = await reportsOf(MINUTE, [slots(1n), slots(1n)], mixed);
    await expectRevert(feed.post(MINUTE, reports), feed, 'NotReporter', [outsider.address]);
  });

  it('revertsWhenASignatureIsForAnythingElse', async () => {
    const elsewhere = await deploy('PriceFeed', owner, reporters, 2, CONFIG);
    const [good] = (await reportsOf(MINUTE, [slots(1n)], [second])) as [
      Awaited<ReturnType<typeof signReport>>,
    ];
    const [later] = await reportsOf(MINUTE + 1, [slots(1n)]);
    const [foreign] = await reportsOf(MINUTE, [slots(1n)], [first], elsewhere);
    const [own] = await reportsOf(MINUTE, [slots(1n)]);
    await nextBlockAt(MINUTE * 60);
    const forged = [later, foreign, { ...own, prices: slots(2n) }, { ...own, signature: good.signature }];
    for (const report of forged) {
      await expectRevert(feed.post(MINUTE, [report, good]), feed, 'BadSignature', [first.address]);
    }
    await mined(feed.post(MINUTE, [own, good]));
    expect(await feed.latestId()).toBe(1n);
  });

  it('signsTheDigestTheFeedShows', async () => {
    const report = await signReport(feed, MINUTE, slots(1n), first);
    const digest = await feed.reportDigest(MINUTE, slots(1n));
    expect(ethers.recoverAddress(digest, report.signature)).toBe(first.address);
    expect((await feed.eip712Domain()).chainId).toBe(CHAIN_ID);
  });
});

describe('median', () => {
  it('isTheMiddleOfAnOddNumber', async () => {
    await post(MINUTE, [300n], [100n], [250n]);
    expect(await medianOf(1)).toBe(250n);
  });

  it('isTheMeanOfTheMiddleTwoRoundedDown', async () => {
    await post(MINUTE, [101n], [100n]);
    expect(await medianOf(1)).toBe(100n);
    const most = 2n ** 96n - 1n;
    await post(MINUTE + 1, [most], [most]);
    expect(await medianOf(2)).toBe(most);
  });

  it('leavesOutReportersWithoutAPriceIfAQuorumHasOne', async () => {
    await post(MINUTE, [100n, 0n, 0n], [0n, 7n, 0n], [102n, 0n, 0n]);
    expect(await medianOf(1, 0)).toBe(101n);
    expect(await medianOf(1, 1)).toBe(0n);
    expect(await medianOf(1, 2)).toBe(0n);
  });

  it('isMissingWhenTheMiddleTwoAreTooFarApart', async () => {
    await post(MINUTE, [1000n, 500n], [1020n, 511n]);
    expect(await medianOf(1, 0)).toBe(1010n);
    expect(await medianOf(1, 1)).toBe(0n);
  });

  it('isNotMovedByOneReporterFarOff', async () => {
    await post(MINUTE, [1n], [100n], [101n]);
    expect(await medianOf(1)).toBe(100n);
    await post(MINUTE + 1, [2n ** 96n - 1n], [100n], [101n]);
    expect(await medianOf(2)).toBe(101n);
  });
});

describe('average', () => {
  it('startsWithTheFirstRoundsMedians', async () => {
    await agree(MINUTE, 100n);
    expect(await averageOf(1)).toBe(100n);
  });

  it('weighsEachRoundByTheTimeSinceTheOneBefore', async () => {
    await agree(MINUTE, 100n);
    await agree(MINUTE + 1, 160n);
    // 180 s (the most that a round speaks for) at 100, 60 s at 160.
    expect(await averageOf(2)).toBe(115n);
    await agree(MINUTE + 3, 400n);
    // and 120 s at 400.
    expect(await averageOf(3)).toBe((180n * 100n + 60n * 160n + 120n * 400n) / 360n);
  });

  it('forgetsWhatTheWindowHasPassed', async () => {
    await agree(MINUTE, 1_000n);
    for (let i = 1; i <= 10; i++) await agree(MINUTE + i, 100n);
    expect(await averageOf(11)).toBe(100n);
    // One minute earlier the first round's last minute was still inside.
    expect(await averageOf(10)).toBe((60n * 1_000n + 540n * 100n) / 600n);
  });

  it('doesNotDrawOldPricesOutOverAnOutage', async () => {
    await agree(MINUTE, 100n);
    await agree(MINUTE + 8, 200n);
    // The window of 600 s: 120 s at 100, a hole, 180 s at 200. That covers half of it, which is just enough.
    expect(await averageOf(2)).toBe((120n * 100n + 180n * 200n) / 300n);
    await agree(MINUTE + 17, 200n);
    // 60 s and 180 s of 600 s are too little.
    expect(await averageOf(3)).toBe(0n);
    await agree(MINUTE + 18, 200n);
    expect(await averageOf(4)).toBe(0n);
    await agree(MINUTE + 19, 200n);
    expect(await averageOf(5)).toBe(200n);
  });

  it('hasNoPriceForAnAssetListedLaterUntilItIsCovered', async () => {
    for (let i = 0; i < 12; i++) await agree(MINUTE + i, 100n);
    for (let i = 12; i < 18; i++) {
      await agree(MINUTE + i, 100n, 50n);
      expect(await averageOf(i + 1, 1)).toBe(i < 16 ? 0n : 50n);
      expect(await medianOf(i + 1, 1)).toBe(50n);
    }
  });

  it('leavesOutRoundsWithoutTheAsset', async () => {
    for (let i = 0; i < 12; i++) await agree(MINUTE + i, 100n, i % 2 === 0 ? 50n : 0n);
    expect(await medianOf(12, 1)).toBe(0n);
    expect(await averageOf(12, 1)).toBe(50n);
    expect(await averageOf(12, 0)).toBe(100n);
  });

  it('staysInBoundsAtTheLargestPrice', async () => {
    const most = 2n ** 96n - 1n;
    for (let i = 0; i < 12; i++) await agree(MINUTE + i, most);
    expect(await averageOf(12)).toBe(most);
  });
});

describe('reporters', () => {
  it('areReplacedByTheOwner', async () => {
    const next = sortedWallets(51);
    const receipt = await mined(feed.setReporters(next, 1));
    expect(eventsOf(receipt, feed)[0]?.name).toBe('ReportersSet');
    expect(await feed.reporters()).toEqual([next.map(({ address }) => address), 1n]);
    const refused = (feed.connect(stranger!) as Contract).setReporters(next, 1);
    const ownable = {
      interface: new ethers.Interface(['error OwnableUnauthorizedAccount(address account)']),
    };
    await expectRevert(refused, ownable, 'OwnableUnauthorizedAccount', [stranger!.address]);
    const reports = await reportsOf(MINUTE, [slots(1n)], [third]);
    await nextBlockAt(MINUTE * 60);
    await expectRevert(feed.post(MINUTE, reports), feed, 'NotReporter', [third.address]);
  });

  it('mustBeDistinctEnoughAndFew', async () => {
    const zero = `0x${'0'.repeat(40)}`;
    await expectRevert(feed.setReporters([first], 0), feed, 'BadThreshold', [0n, 1n]);
    await expectRevert(feed.setReporters([first], 2), feed, 'BadThreshold', [2n, 1n]);
    await expectRevert(feed.setReporters([first, first], 1), feed, 'BadReporter', [first.address]);
    await expectRevert(feed.setReporters([zero], 1), feed, 'BadReporter', [zero]);
    const crowd = Array.from({ length: 33 }, (_, i) => `0x${(i + 1).toString(16).padStart(40, '0')}`);
    await expectRevert(feed.setReporters(crowd, 1), feed, 'BadThreshold', [1n, 33n]);
    await mined(feed.setReporters(crowd.slice(1), 32));
  });

  it.each<[string, Partial<typeof CONFIG>]>([
    ['a window below a minute', { window: 59 }],
    ['a window above two hours', { window: 7_201 }],
    ['a gap below a minute', { maxGap: 59 }],
    ['a gap above the window', { maxGap: 601 }],
    ['no coverage', { minCoverageBps: 0 }],
    ['more than full coverage', { minCoverageBps: 10_001 }],
    ['reports that are old at once', { maxReportAge: 0 }],
    ['no spread between reports', { maxSpreadBps: 0 }],
    ['more than all of the price between reports', { maxSpreadBps: 10_001 }],
  ])('deploymentRevertsOn %s', async (_, change) => {
    const config = { ...CONFIG, ...change };
    await expectRevert(deploy('PriceFeed', owner, reporters, 2, config), feed, 'BadConfig');
  });
});
