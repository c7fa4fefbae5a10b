// SPDX-License-Identifier: Apache-2.0
import type { Contract } from 'ethers';
import fc from 'fast-check';
import hre from 'hardhat';
import { beforeAll, describe, expect, test } from 'vitest';
import { calendarOf, DAY_GRACE, isDayCurrent } from '../../protocol/calendar.ts';
import type { Field } from '../../protocol/field.ts';
import { FIELD_ORDER } from '../../protocol/field.ts';
import type { CircuitName } from '../../protocol/generated/circuits.ts';
import { CIRCUIT_NAMES, VECTOR_LAYOUTS } from '../../protocol/generated/circuits.ts';
import { foldVector } from '../../protocol/vector.ts';
import { bits, day, field, PROPERTY, SLOW_PROPERTY } from '../support/arbitraries.ts';

const FOUR_YEARS = 1461;

let libraries: Contract;

beforeAll(async () => {
  const { ethers } = await hre.network.create();
  libraries = (await ethers.deployContract('LibraryHarness')) as unknown as Contract;
});

describe('calendar', () => {
  // From 1970, from 2000 with its leap day, over 2100 without one, over 2400 with one.
  test.each([0, 10_957, 46_751, 156_325])(
    'calendarOf_agreesWithSolidity_forFourYearsFrom_%i',
    async (from) => {
      const days = Array.from({ length: FOUR_YEARS }, (_, i) => from + i);
      const expected = days.map((number) => {
        const { yearMonth, dayOfMonth } = calendarOf(number);
        return BigInt(yearMonth * 100 + dayOfMonth);
      });
      expect([...(await libraries.datesOf(days))]).toEqual(expected);
    },
  );

  test('calendarOf_agreesWithSolidity_onAnyDay', async () => {
    const property = fc.asyncProperty(day, async (number) => {
      const { yearMonth, dayOfMonth } = calendarOf(number);
      expect([...(await libraries.dateOf(number))]).toEqual([BigInt(yearMonth), BigInt(dayOfMonth)]);
    });
    await fc.assert(property, PROPERTY);
  });

  test('isDayCurrent_agreesWithSolidity_aroundMidnight', async () => {
    const around = fc.oneof(
      fc.integer({ min: -2, max: 2 }),
      fc.integer({ min: DAY_GRACE - 2, max: DAY_GRACE + 2 }),
      fc.integer({ min: 0, max: 86_399 }),
    );
    const shift = fc.integer({ min: -2, max: 1 });
    const property = fc.asyncProperty(
      fc.integer({ min: 2, max: 30_000 }),
      shift,
      around,
      async (today, off, at) => {
        const time = today * 86_400 + at;
        expect(await libraries.isCurrent(today + off, time)).toBe(isDayCurrent(today + off, time));
      },
    );
    await fc.assert(property, PROPERTY);
  });
});

describe.each(CIRCUIT_NAMES)('folding of %s', (circuit) => {
  test('foldVector_agreesWithSolidity', async () => {
    const property = fc.asyncProperty(anyVector(circuit), async (x) => {
      const { h, rho, y } = foldVector(circuit, x);
      const words = [BigInt(CIRCUIT_NAMES.indexOf(circuit)), h, ...x];
      expect([...(await libraries.fold(words))]).toEqual([rho, y]);
    });
    await fc.assert(property, SLOW_PROPERTY);
  });

  test('fold_refusesAliasedElements', async () => {
    const [x] = fc.sample(anyVector(circuit), { seed: 5, numRuns: 1 });
    const words = [BigInt(CIRCUIT_NAMES.indexOf(circuit)), foldVector(circuit, x).h, ...x];
    for (let i = 1; i < words.length; i++) {
      const aliased = words.with(i, words[i] + FIELD_ORDER);
      await expect(libraries.fold(aliased)).rejects.toThrow('NotInField');
    }
  });
});

function anyVector(circuit: CircuitName): fc.Arbitrary<Field[]> {
  const elements = VECTOR_LAYOUTS[circuit].flatMap(({ count, bits: width }) =>
    Array.from({ length: count }, () => (width === 254 ? field : bits(width))),
  );
  return fc.tuple(...elements) as unknown as fc.Arbitrary<Field[]>;
}
