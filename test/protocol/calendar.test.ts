// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  calendarOf,
  dayFromDate,
  dayOf,
  daysOfMonth,
  isDayCurrent,
  minuteOf,
} from '../../protocol/calendar.ts';
import { PROPERTY } from '../support/arbitraries.ts';
import { expectCode } from '../support/expectCode.ts';

/** The last day JavaScript's own dates reach. */
const LAST_DATE_DAY = 100_000_000;

describe('calendar', () => {
  test('calendarOf_agreesWithDate', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LAST_DATE_DAY }), (day) => {
        const date = new Date(day * 86_400_000);
        expect(calendarOf(day)).toEqual({
          yearMonth: date.getUTCFullYear() * 100 + date.getUTCMonth() + 1,
          dayOfMonth: date.getUTCDate(),
        });
      }),
      { ...PROPERTY, numRuns: 2000 },
    );
  });

  test('calendarOf_agreesWithDate_onEachDayOf1970To2129', () => {
    for (let day = 0; day < 58_439; day++) {
      const [year, month, date] = new Date(day * 86_400_000)
        .toISOString()
        .slice(0, 10)
        .split('-')
        .map(Number);
      const found = calendarOf(day);
      if (found.yearMonth !== year * 100 + month || found.dayOfMonth !== date) {
        expect.fail(`day ${day}: ${JSON.stringify(found)}`);
      }
    }
    expect(calendarOf(58_438)).toEqual({ yearMonth: 212912, dayOfMonth: 31 });
  });

  test.each([
    [0, 197001, 1],
    [19_427, 202303, 11],
    [11_016, 200002, 29],
    [47_540, 210002, 28],
    [47_541, 210003, 1],
  ])('calendarOf_knowsDay_%i', (day, yearMonth, dayOfMonth) => {
    expect(calendarOf(day)).toEqual({ yearMonth, dayOfMonth });
  });

  test('dayFromDate_invertsCalendarOf', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (day) => {
        const { yearMonth, dayOfMonth } = calendarOf(day);
        expect(dayFromDate(Math.floor(yearMonth / 100), yearMonth % 100, dayOfMonth)).toBe(day);
      }),
      PROPERTY,
    );
  });

  test('dayFromDate_refusesWhatIsNoDate', () => {
    const wrong: [number, number, number][] = [
      [2023, 2, 29],
      [2023, 13, 1],
      [2023, 0, 1],
      [2023, 4, 31],
      [2023, 4, 0],
      [1969, 12, 31],
      [2023.5, 1, 1],
      [2023, 1, Number.NaN],
    ];
    for (const date of wrong) expectCode('DATE_INVALID', () => dayFromDate(...date));
  });

  test('dayOf_and_minuteOf_roundDown', () => {
    expect([dayOf(0), dayOf(86_399.9), dayOf(86_400)]).toEqual([0, 0, 1]);
    expect(dayFromDate(1970, 1, 1)).toBe(0);
    expectCode('DATE_INVALID', () => dayOf(2 ** 32 * 86_400));
    expect([minuteOf(119), minuteOf(120)]).toEqual([1, 2]);
    expectCode('DATE_INVALID', () => dayOf(-1));
    expectCode('DATE_INVALID', () => minuteOf(Number.NaN));
    expectCode('DATE_INVALID', () => calendarOf(2 ** 32));
    expectCode('DATE_INVALID', () => calendarOf(1.5));
  });

  test('isDayCurrent_acceptsYesterdayForTenMinutes', () => {
    const midnight = 19_427 * 86_400;
    expect(isDayCurrent(19_427, midnight)).toBe(true);
    expect(isDayCurrent(19_427, midnight + 86_399)).toBe(true);
    expect(isDayCurrent(19_426, midnight + 599)).toBe(true);
    expect(isDayCurrent(19_426, midnight + 600)).toBe(false);
    expect(isDayCurrent(19_425, midnight)).toBe(false);
    expect(isDayCurrent(19_428, midnight + 86_399)).toBe(false);
  });

  test('daysOfMonth_countsLeapDaysAndDecember', () => {
    expect(daysOfMonth(202402)).toHaveLength(29);
    expect(daysOfMonth(202302)).toHaveLength(28);
    const december = daysOfMonth(202312);
    expect(december).toHaveLength(31);
    expect(calendarOf(december[30])).toEqual({ yearMonth: 202312, dayOfMonth: 31 });
  });
});
