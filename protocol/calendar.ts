// SPDX-License-Identifier: Apache-2.0
import { SottoError } from './errors.ts';

export const SECONDS_PER_DAY = 86_400;
const SECONDS_PER_MINUTE = 60;
/** Seconds after midnight in which the venue still accepts actions for the day before. */
export const DAY_GRACE = 600;
/** Days from 1 March 0000, where leap days come last in the year, to 1 January 1970. */
const EPOCH_SHIFT = 719_468;
const DAYS_PER_ERA = 146_097;
const LAST_DAY = 2 ** 32 - 1;

/** The parts of a date that view keys are derived from. */
export interface CalendarDate {
  /** year·100 + month, such as 202303. */
  yearMonth: number;
  /** 1 to 31. */
  dayOfMonth: number;
}

/** UTC day number of a time in unix seconds. */
export function dayOf(unixSeconds: number): number {
  return assertDay(Math.floor(assertTime(unixSeconds) / SECONDS_PER_DAY));
}

/** Minutes since 1970 of a time in unix seconds, rounded down. */
export function minuteOf(unixSeconds: number): number {
  return Math.floor(assertTime(unixSeconds) / SECONDS_PER_MINUTE);
}

/** Whether the venue accepts an action for `day` at a time in unix seconds: today, or yesterday within the grace. */
export function isDayCurrent(day: number, unixSeconds: number): boolean {
  const today = dayOf(unixSeconds);
  return day === today || (day + 1 === today && unixSeconds % SECONDS_PER_DAY < DAY_GRACE);
}

/** Month and day of a UTC day number (days since 1 January 1970, below 2^32). */
export function calendarOf(day: number): CalendarDate {
  const shifted = assertDay(day) + EPOCH_SHIFT;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return {
    yearMonth: year * 100 + month,
    dayOfMonth: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  };
}

/** Day number of a date; DATE_INVALID for dates that do not exist or are before 1970. */
export function dayFromDate(year: number, month: number, dayOfMonth: number): number {
  const isShaped =
    [year, month, dayOfMonth].every(Number.isInteger) && year >= 1970 && month >= 1 && month <= 12;
  if (isShaped && dayOfMonth >= 1) {
    const marchYear = month <= 2 ? year - 1 : year;
    const era = Math.floor(marchYear / 400);
    const yearOfEra = marchYear - era * 400;
    const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + dayOfMonth - 1;
    const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
    const day = era * DAYS_PER_ERA + dayOfEra - EPOCH_SHIFT;
    const date = day >= 0 && day <= LAST_DAY ? calendarOf(day) : undefined;
    if (date?.yearMonth === year * 100 + month && date.dayOfMonth === dayOfMonth) return day;
  }
  throw new SottoError('DATE_INVALID', `${year}-${month}-${dayOfMonth} is not a date from 1970 on`);
}

/** Day numbers of every day in a month given as year·100 + month. */
export function daysOfMonth(yearMonth: number): number[] {
  const year = Math.floor(yearMonth / 100);
  const month = yearMonth % 100;
  const first = dayFromDate(year, month, 1);
  const next = month === 12 ? dayFromDate(year + 1, 1, 1) : dayFromDate(year, month + 1, 1);
  return Array.from({ length: next - first }, (_, i) => first + i);
}

function assertTime(unixSeconds: number): number {
  if (Number.isFinite(unixSeconds) && unixSeconds >= 0) return unixSeconds;
  throw new SottoError('DATE_INVALID', `A time must be seconds since 1970, got ${unixSeconds}`);
}

function assertDay(day: number): number {
  if (Number.isInteger(day) && day >= 0 && day <= LAST_DAY) return day;
  throw new SottoError('DATE_INVALID', `A day number must be an integer from 0 to 2^32 − 1, got ${day}`);
}
