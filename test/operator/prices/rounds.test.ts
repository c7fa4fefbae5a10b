// SPDX-License-Identifier: Apache-2.0
import { Wallet } from 'ethers';
import { expect, test } from 'vitest';
import {
  assembleRound,
  createReporter,
  type ExplainedRound,
  isSignedByReporter,
  type Reporter,
  roundsFromBars,
  signReport,
} from '../../../operator/prices/index.ts';
import { BTC, handmade, START } from './handmade.ts';

const FEED = { chainId: 31337n, priceFeed: '0x5FbDB2315678afecb367f032d93F642f64180aa3' };
const WALLETS = [1, 2, 3].map((i) => new Wallet(`0x${i.toString(16).padStart(64, '0')}`));

const closes = ['20000', '20010', undefined];
const bars = handmade({ 'kraken BTC/USD': closes, 'coinbase BTC/USD': closes }, { simulated: true });
function reporter(exchange: string, carryMinutes = 0): Reporter {
  return createReporter({
    name: exchange,
    bars,
    exchanges: [exchange],
    assets: [{ ...BTC, minSources: 1 }],
    rules: { carryMinutes },
  });
}
const report = reporter('kraken').report(START + 1);

test('signReport_signsForOneFeedOneMinuteAndThesePrices', async () => {
  const signed = await signReport(report, WALLETS[0]!, FEED);
  expect(signed).toMatchObject({
    minute: START + 1,
    prices: report.prices,
    reporter: WALLETS[0]!.address.toLowerCase(),
  });
  expect(isSignedByReporter(signed, FEED)).toBe(true);
  const higher = signed.prices.with(1, signed.prices[1]! + 1n);
  expect(isSignedByReporter({ ...signed, prices: higher }, FEED)).toBe(false);
  expect(isSignedByReporter({ ...signed, minute: signed.minute + 1 }, FEED)).toBe(false);
  expect(isSignedByReporter({ ...signed, reporter: WALLETS[1]!.address }, FEED)).toBe(false);
  expect(isSignedByReporter({ ...signed, signature: '0x1234' }, FEED)).toBe(false);
  expect(isSignedByReporter(signed, { ...FEED, chainId: 1 })).toBe(false);
  expect(isSignedByReporter(signed, { ...FEED, priceFeed: WALLETS[2]!.address })).toBe(false);
});

test('signReport_signsWhatEip712Says', async () => {
  // The types a wallet shows and the contract hashes, written out here once more.
  const expected = await WALLETS[0]!.signTypedData(
    { name: 'Sotto PriceFeed', version: '1', chainId: 31337, verifyingContract: FEED.priceFeed },
    {
      PriceReport: [
        { name: 'minute', type: 'uint40' },
        { name: 'prices', type: 'uint96[16]' },
      ],
    },
    { minute: report.minute, prices: report.prices },
  );
  expect((await signReport(report, WALLETS[0]!, FEED)).signature).toBe(expected);
});

test('signReport_staysSilentWithoutAnyPrice', async () => {
  const empty = reporter('kraken').report(START + 3);
  await expect(signReport(empty, WALLETS[0]!, FEED)).rejects.toMatchObject({
    code: 'REPORT_IMPOSSIBLE',
    message: expect.stringContaining('BTC: 0 of 1 exchanges usable, 1 needed'),
  });
});

test('signReport_refusesAMisspeltFeed', async () => {
  const feed = { ...FEED, priceFeed: '0x1234' };
  await expect(signReport(report, WALLETS[0]!, feed)).rejects.toMatchObject({ code: 'ADDRESS_INVALID' });
});

test('assembleRound_sortsByReporter', async () => {
  const signed = await Promise.all(WALLETS.map((wallet) => signReport(report, wallet, FEED)));
  const ascending = WALLETS.map(({ address }) => address.toLowerCase()).sort();
  for (const order of [signed, signed.toReversed(), [signed[1]!, signed[0]!, signed[2]!]]) {
    const round = assembleRound(order);
    expect(round.minute).toBe(START + 1);
    expect(round.reports.map((entry) => entry.reporter)).toEqual(ascending);
    for (const { reporter: author, prices, signature } of round.reports) {
      expect(isSignedByReporter({ minute: round.minute, reporter: author, prices, signature }, FEED)).toBe(
        true,
      );
    }
  }
});

test('assembleRound_refusesWhatIsNoRound', async () => {
  const first = await signReport(report, WALLETS[0]!, FEED);
  const later = await signReport(reporter('kraken').report(START + 2), WALLETS[1]!, FEED);
  expect(() => assembleRound([])).toThrowError(expect.objectContaining({ code: 'ROUND_INVALID' }));
  expect(() => assembleRound([first, later])).toThrowError(
    expect.objectContaining({
      code: 'ROUND_INVALID',
      message: expect.stringContaining(`${START + 2} and ${START + 1}`),
    }),
  );
  expect(() => assembleRound([first, { ...first, reporter: WALLETS[0]!.address }])).toThrowError(
    expect.objectContaining({ code: 'ROUND_INVALID', message: expect.stringContaining('two reports') }),
  );
});

test('roundsFromBars_goesMinuteByMinute', async () => {
  const reporters = [
    { reporter: reporter('kraken'), signer: WALLETS[0]! },
    { reporter: reporter('coinbase', 1), signer: WALLETS[1]! },
  ];
  const rounds: ExplainedRound[] = [];
  for await (const round of roundsFromBars({ reporters, feed: FEED, from: START + 1, to: START + 4 }))
    rounds.push(round);
  expect(rounds.map(({ minute }) => minute)).toEqual([1, 2, 3, 4].map((i) => START + i));
  // The third bar is missing: kraken's reporter is silent, coinbase's carries its last close for one minute.
  expect(rounds.map(({ round }) => round?.reports.length)).toEqual([2, 2, 1, undefined]);
  expect(rounds[2]!.round!.reports[0]!).toMatchObject({ reporter: WALLETS[1]!.address.toLowerCase() });
  expect(rounds[3]!.reports.map(({ assets }) => assets[0]!.unavailable)).toEqual(
    Array(2).fill('0 of 1 exchanges usable, 1 needed'),
  );
  expect(rounds.every(({ simulated }) => simulated)).toBe(true);
});

test('roundsFromBars_skipsMinutesAndRefusesEmptyPeriods', async () => {
  const reporters = [{ reporter: reporter('kraken', 5), signer: WALLETS[0]! }];
  const minutes: number[] = [];
  for await (const { minute } of roundsFromBars({
    reporters,
    feed: FEED,
    from: START + 1,
    to: START + 5,
    every: 2,
  })) {
    minutes.push(minute - START);
  }
  expect(minutes).toEqual([1, 3, 5]);
  for (const change of [{ to: START }, { every: 0 }, { every: 1.5 }, { reporters: [] }]) {
    const rounds = roundsFromBars({ reporters, feed: FEED, from: START + 1, to: START + 5, ...change });
    await expect(rounds.next()).rejects.toMatchObject({ code: 'REPORTER_MISCONFIGURED' });
  }
});
