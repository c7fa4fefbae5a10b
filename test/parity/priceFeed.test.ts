// SPDX-License-Identifier: Apache-2.0
import { type Contract, Wallet } from 'ethers';
import fc from 'fast-check';
import hre from 'hardhat';
import { expect, test } from 'vitest';
import { assembleRound, type PriceReport, signReport } from '../../operator/prices/index.ts';
import { createFeedModel, type FeedRules } from '../../operator/prices/model.ts';

const { ethers, provider } = await hre.network.create();
const CHAIN_ID = 31337n;
const MAX_REPORT_AGE = 5;
const REPORTERS = 5;
const SLOTS = 16;

/** One round: minutes since the last, and for each reporter its prices, or nothing if it is silent. */
interface Step {
  gap: number;
  reports: (bigint[] | undefined)[];
}

interface Story {
  rules: FeedRules;
  steps: Step[];
}

const price = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0n) },
  { weight: 4, arbitrary: fc.bigInt({ min: 10n ** 19n, max: 10n ** 20n }) },
  { weight: 1, arbitrary: fc.bigInt({ min: 1n, max: 2n ** 96n - 1n }) },
  { weight: 1, arbitrary: fc.constant(2n ** 96n - 1n) },
);
// A report without any price is never signed.
const prices = fc
  .array(price, { minLength: SLOTS, maxLength: SLOTS })
  .filter((slots) => slots.some((value) => value > 0n));

const stories: fc.Arbitrary<Story> = fc
  .record({ threshold: fc.integer({ min: 1, max: REPORTERS }), window: fc.integer({ min: 60, max: 7_200 }) })
  .chain(({ threshold, window }) => {
    const step = fc.record({
      gap: fc.oneof(
        { weight: 6, arbitrary: fc.constant(1) },
        { weight: 2, arbitrary: fc.integer({ min: 2, max: 150 }) },
      ),
      reports: fc
        .array(fc.option(prices, { nil: undefined, freq: 4 }), { minLength: REPORTERS, maxLength: REPORTERS })
        .filter((reports) => reports.filter((report) => report !== undefined).length >= threshold),
    });
    return fc.record({
      rules: fc.record({
        threshold: fc.constant(threshold),
        window: fc.constant(window),
        maxGap: fc.integer({ min: 60, max: window }),
        minCoverageBps: fc.integer({ min: 1, max: 10_000 }),
        maxSpreadBps: fc.integer({ min: 1, max: 10_000 }),
      }),
      steps: fc.array(step, { minLength: 6, maxLength: 14 }),
    });
  });

const wallets = Array.from(
  { length: REPORTERS },
  (_, i) => new Wallet(`0x${(i + 1).toString(16).padStart(64, '0')}`),
);

async function deploy({ threshold, ...config }: FeedRules): Promise<{ feed: Contract; address: string }> {
  const [owner] = await ethers.getSigners();
  const addresses = wallets.map((wallet) => wallet.address);
  const settings = { ...config, maxReportAge: MAX_REPORT_AGE };
  const feed = await ethers.deployContract('PriceFeed', [owner!.address, addresses, threshold, settings]);
  return { feed: feed as unknown as Contract, address: await feed.getAddress() };
}

async function currentMinute(): Promise<number> {
  return Math.floor((await ethers.provider.getBlock('latest'))!.timestamp / 60);
}

async function moveTo(minute: number): Promise<void> {
  await provider.request({ method: 'evm_setNextBlockTimestamp', params: [minute * 60 + 7] });
}

async function signedRound(minute: number, { reports }: Step, priceFeed: string) {
  const spoken = reports.flatMap((slots, i) => (slots === undefined ? [] : [{ slots, wallet: wallets[i]! }]));
  const signed = spoken.map(({ slots, wallet }) => {
    const report: PriceReport = {
      minute,
      prices: slots,
      assets: [],
      reporter: wallet.address,
      simulated: true,
    };
    return signReport(report, wallet, { chainId: CHAIN_ID, priceFeed });
  });
  return assembleRound(await Promise.all(signed));
}

test('priceFeed_computesWhatTheModelComputes', async () => {
  const seen = { priced: 0, withoutMedian: 0, withoutCoverage: 0 };
  const agrees = fc.asyncProperty(stories, async ({ rules, steps }) => {
    const { feed, address } = await deploy(rules);
    const model = createFeedModel(rules);
    let minute = await currentMinute();
    for (const [i, step] of steps.entries()) {
      minute += step.gap;
      await moveTo(minute);
      const round = await signedRound(minute, step, address);
      await feed.getFunction('post')(round.minute, round.reports);
      const expected = model.post(
        minute,
        step.reports.filter((report) => report !== undefined),
      );
      const [time, medians] = await feed.getFunction('round')(i + 1);
      const [snapshotTime, averages] = await feed.getFunction('snapshot')(i + 1);
      expect([time, snapshotTime]).toEqual([BigInt(expected.time), BigInt(expected.time)]);
      expect([...medians]).toEqual(expected.medians);
      expect([...averages]).toEqual(expected.prices);
      for (const [slot, average] of expected.prices.entries()) {
        if (average > 0n) seen.priced++;
        else if (expected.medians[slot] === 0n) seen.withoutMedian++;
        else seen.withoutCoverage++;
      }
    }
  });
  await fc.assert(agrees, { seed: 20230311, numRuns: 25, endOnFailure: true });
  // The stories must reach every branch, or they compare nothing.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(100);
});
