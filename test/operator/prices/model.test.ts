// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { createFeedModel, type FeedRules } from '../../../operator/prices/model.ts';
import { START } from './handmade.ts';

const RULES: FeedRules = { threshold: 2, window: 600, maxGap: 180, minCoverageBps: 5_000, maxSpreadBps: 200 };

/** Reports that name a price for slot 0 only. */
const slot0 = (...prices: bigint[]) => prices.map((price) => [price, ...Array<bigint>(15).fill(0n)]);

test('feedModel_takesTheMedianOfThoseWhoHaveAPrice', () => {
  const feed = createFeedModel(RULES);
  expect(feed.post(START, slot0(30n, 10n, 20n)).medians[0]).toBe(20n);
  expect(feed.post(START + 1, slot0(3_041n, 0n, 3_000n)).medians[0]).toBe(3_020n);
  expect(feed.post(START + 2, slot0(30n, 0n, 0n)).medians[0]).toBe(0n);
  expect(feed.post(START + 3, slot0(5n, 7n)).medians.slice(1)).toEqual(Array(15).fill(0n));
});

test('feedModel_givesItsFirstMediansAsItsFirstSnapshot', () => {
  const round = createFeedModel(RULES).post(START, slot0(10n, 20n, 30n));
  expect(round).toMatchObject({ id: 1, time: START * 60 });
  expect(round.prices[0]).toBe(20n);
});

test('feedModel_weighsEachRoundByTheTimeItSpeaksFor', () => {
  const feed = createFeedModel(RULES);
  feed.post(START, slot0(100n, 100n));
  feed.post(START + 1, slot0(200n, 200n));
  // 180 s of 100, 60 s of 200, 120 s of 400.
  expect(feed.post(START + 3, slot0(400n, 400n)).prices[0]).toBe(
    (180n * 100n + 60n * 200n + 120n * 400n) / 360n,
  );
});

test('feedModel_forgetsWhatIsOlderThanTheWindow', () => {
  const feed = createFeedModel({ ...RULES, window: 630 });
  feed.post(START, slot0(900n, 900n));
  for (let i = 1; i <= 9; i++) feed.post(START + i, slot0(100n, 100n));
  // The window holds the last half minute of what the first round speaks for, then none of it.
  expect(feed.post(START + 10, slot0(100n, 100n)).prices[0]).toBe((30n * 900n + 600n * 100n) / 630n);
  expect(feed.post(START + 11, slot0(100n, 100n)).prices[0]).toBe(100n);
});

test('feedModel_leavesAnOutageAHole', () => {
  const feed = createFeedModel(RULES);
  for (let i = 0; i <= 5; i++) feed.post(START + i, slot0(100n, 100n));
  // Ten minutes later: only the new round's 180 s of the window are spoken for, less than half.
  expect(feed.post(START + 15, slot0(400n, 400n)).prices[0]).toBe(0n);
  // Two minutes on it is exactly half, without anything from before the outage.
  expect(feed.post(START + 17, slot0(400n, 400n)).prices[0]).toBe(400n);
});

test('feedModel_leavesOutRoundsWithoutAPriceForTheAsset', () => {
  const feed = createFeedModel({ ...RULES, maxGap: 600 });
  feed.post(START, slot0(100n, 100n));
  feed.post(START + 4, slot0(0n, 0n));
  expect(feed.post(START + 5, slot0(300n, 300n)).prices[0]).toBe((300n * 100n + 60n * 300n) / 360n);
  feed.post(START + 8, slot0(0n, 0n));
  expect(feed.post(START + 9, slot0(300n, 300n)).prices[0]).toBe(0n);
});

test('feedModel_givesAnAssetListedLaterNoDiscount', () => {
  const feed = createFeedModel({ ...RULES, maxGap: 60 });
  for (let i = 0; i <= 10; i++) feed.post(START + i, slot0(0n, 0n));
  const seen = [1, 2, 3, 4, 5].map((i) => feed.post(START + 10 + i, slot0(100n, 100n)).prices[0]);
  expect(seen).toEqual([0n, 0n, 0n, 0n, 100n]);
});
