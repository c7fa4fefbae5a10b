// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { formatReport, isMissed } from '../../bench/report.ts';

test('report_saysWhichBudgetsAreMetAndMissed', () => {
  const met = { name: 'gas.settle.single', value: 450_000, unit: 'gas' };
  const missed = { name: 'gas.settle.batch16.perTrade', value: 220_001, unit: 'gas' };
  const free = { name: 'prove.trade.ms', value: 12.345, unit: 'ms' };
  expect([met, missed, free].map(isMissed)).toEqual([false, true, false]);
  const lines = formatReport([met, missed, free]);
  expect(lines.find((line) => line.includes('single'))).toMatch(/450,000 +gas +450,000 +met$/);
  expect(lines.find((line) => line.includes('batch16'))).toMatch(/220,001 +gas +220,000 +MISSED$/);
  expect(lines.find((line) => line.includes('prove'))).toMatch(/12\.35 +ms$/);
  expect(lines.at(-1)).toBe('Budgets missed: gas.settle.batch16.perTrade.');
  expect(formatReport([met]).at(-1)).toBe('1 of 5 budgets measured, all met.');
});
