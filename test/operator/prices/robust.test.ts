// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judge, median, type Voice } from '../../../operator/prices/robust.ts';

const rule = { deviations: 6, floorBps: 25, ceilingBps: 300 };
const direct = (...quotes: number[]): Voice[] =>
  quotes.map((quote) => ({ quote: BigInt(quote), direct: true }));

test('median_isTheMiddleOrTheMeanOfTheTwoMiddles', () => {
  expect(median([3n, 1n, 2n])).toBe(2n);
  expect(median([10n, 1n, 2n, 5n])).toBe(3n);
});

test('judge_dropsOneVenueFarOff', () => {
  const { quote, verdicts, distancesBps } = judge(direct(20_000_00, 20_002_00, 20_001_00, 20_228_00), rule);
  expect(verdicts).toEqual(['used', 'used', 'used', 'outlier']);
  expect(quote).toBe(20_001_00n);
  expect(distancesBps[3]).toBe(114);
});

test('judge_toleratesTheUsualDifferencesEvenWhenDeviationsAreNil', () => {
  expect(judge(direct(1_000_000, 1_000_000, 1_002_500), rule).verdicts).toEqual(['used', 'used', 'used']);
  expect(judge(direct(1_000_000, 1_000_000, 1_002_501), rule).verdicts).toEqual(['used', 'used', 'outlier']);
});

test('judge_widensWithTheMarketUpToTheCeiling', () => {
  expect(judge(direct(1_000_000, 995_000, 1_029_000), rule).verdicts).toEqual(['used', 'used', 'used']);
  expect(judge(direct(1_000_000, 980_000, 1_031_000), rule).verdicts).toEqual(['used', 'used', 'outlier']);
});

test('judge_keepsNobodyWhenTwoCampsAreFurtherApartThanTheCeiling', () => {
  const { quote, verdicts } = judge(direct(1_000_000, 1_000_100, 1_100_000, 1_100_100), rule);
  expect(verdicts).toEqual(['outlier', 'outlier', 'outlier', 'outlier']);
  expect(quote).toBeUndefined();
});

test('judge_takesTheMeanOfTwoThatAgree', () => {
  expect(judge(direct(1_000_000, 1_030_000), rule)).toMatchObject({
    quote: 1_015_000n,
    verdicts: ['used', 'used'],
  });
});

test('judge_takesNeitherOfTwoThatDisagree', () => {
  expect(judge(direct(1_000_000, 1_030_001), rule)).toMatchObject({
    quote: undefined,
    verdicts: ['disagree', 'disagree'],
  });
});

test('judge_prefersADirectMarketToARatioWhenTwoDisagree', () => {
  const voices = [
    { quote: 900_000n, direct: false },
    { quote: 1_000_000n, direct: true },
  ];
  expect(judge(voices, rule)).toMatchObject({ quote: 1_000_000n, verdicts: ['outranked', 'used'] });
  expect(judge(voices.toReversed(), rule)).toMatchObject({
    quote: 1_000_000n,
    verdicts: ['used', 'outranked'],
  });
});

test('judge_takesALoneVoiceAsItIsAndNoneAsNothing', () => {
  expect(judge(direct(7), rule)).toMatchObject({ quote: 7n, verdicts: ['used'] });
  expect(judge([], rule)).toMatchObject({ quote: undefined, verdicts: [] });
});

test('judge_neverLetsOneOfThreeOrMoreMoveTheResultBeyondTheOthers', () => {
  const quote = fc.bigInt({ min: 1n, max: 10n ** 12n });
  // Honest quotes near each other and honest quotes anywhere: both must hold.
  const near = fc.integer({ min: 99_000, max: 101_000 }).map((value) => BigInt(value) * 1_000n);
  const honest = fc.oneof(
    fc.array(near, { minLength: 2, maxLength: 7 }),
    fc.array(quote, { minLength: 2, maxLength: 7 }),
  );
  const anywhere = fc.oneof(quote, near);
  fc.assert(
    fc.property(honest, anywhere, fc.nat(), (others, rogue, place) => {
      const quotes = others.toSpliced(place % (others.length + 1), 0, rogue);
      const result = judge(
        quotes.map((value) => ({ quote: value, direct: true })),
        rule,
      ).quote;
      if (result === undefined) return;
      const sorted = [...others].sort((a, b) => (a < b ? -1 : 1));
      expect(result).toBeGreaterThanOrEqual(sorted[0]!);
      expect(result).toBeLessThanOrEqual(sorted.at(-1)!);
    }),
    { seed: 20230311, numRuns: 3_000 },
  );
});

test('judge_holdsTheResultWhereDroppingWouldLetTheRogueThrough', () => {
  // 100 is dropped (six deviations are 6); the mean of 110 and 111 would lie beyond what the others quote.
  const wide = { deviations: 6, floorBps: 0, ceilingBps: 10_000 };
  expect(judge(direct(100, 110, 111), wide)).toMatchObject({
    quote: 110n,
    verdicts: ['outlier', 'used', 'used'],
  });
});
