// SPDX-License-Identifier: GPL-3.0-or-later
import { beforeAll, describe, expect, test } from 'vitest';
import { FIELD_ORDER } from '../../protocol/field.ts';
import { expectSize } from './support/expectSize.ts';
import { CONTENT, RECORD, testEveryInput } from './support/mutations.ts';
import type { Shape } from './support/scenario.ts';
import { AMOUNT_LIMIT, inputsOf, TODAY } from './support/scenario.ts';
import { Statement } from './support/statement.ts';

let refresh: Statement;
beforeAll(async () => {
  refresh = await Statement.load('refresh');
});

test('refresh_hasTheExpectedSize', () => {
  expectSize(refresh.system, 11_235);
});

test.each<[string, Shape]>([
  ['for a fee', {}],
  ['by its owner, without fee', { fee: 0n, beneficiary: 0n }],
  ['of an account that holds nothing', { fee: 0n, balances: { 0: 0n, 2: 0n, 3: 0n, 15: 0n } }],
  ['on a new day', { oldDay: TODAY - 1n }],
  ['of the first state', { seq: 1n, oldRecordIndex: 1n, oldVolume: 0n }],
])('refresh_isProven %s', (_, shape) => {
  const inputs = inputsOf('refresh', shape, 8);
  expect(refresh.accepts(inputs)).toBe(true);
  expect(refresh.isCalculable(inputs)).toBe(true);
});

describe('each input', () => {
  testEveryInput(() => refresh, {
    inputs: inputsOf('refresh'),
    named: {
      chainId: { differing: ['chainId'] },
      venue: { differing: ['venue'] },
      day: { differing: ['day', 'account', ...RECORD] },
      yearMonth: { differing: ['yearMonth', ...RECORD] },
      dayOfMonth: { differing: ['dayOfMonth', ...RECORD] },
      fee: { differing: ['fee', 'account', ...CONTENT] },
      beneficiary: { differing: ['beneficiary'] },
    },
  });
});

describe('edges', () => {
  test.each<[string, boolean, Shape]>([
    ['a fee of exactly what slot 0 holds', true, { fee: 1_000_000n }],
    ['a fee of one more than slot 0 holds', false, { fee: 1_000_001n }],
    ['a fee from an empty slot 0', false, { fee: 1n, balances: { 0: 0n } }],
    ['a fee of 2^120 − 1', true, { fee: AMOUNT_LIMIT - 1n, balances: { 0: AMOUNT_LIMIT - 1n } }],
    ['a fee of 2^120', false, { fee: AMOUNT_LIMIT, balances: { 0: AMOUNT_LIMIT } }],
    ['a fee of r − 1, which would pay the account 1', false, { fee: FIELD_ORDER - 1n }],
    ['a day one before the old state', false, { oldDay: TODAY + 1n }],
    ['the same day', true, { oldDay: TODAY }],
    ['a day 2^32 − 1 after the old state', true, { day: 2n ** 32n - 1n, oldDay: 0n }],
    ['an old day of r − 1', false, { oldDay: FIELD_ORDER - 1n - 2n ** 33n }],
    ['a fee in the last paying record of the day, number 255', true, { oldRecordIndex: 255n }],
    ['a fee in record number 256', false, { oldRecordIndex: 256n }],
    ['a fee in record number r − 1', false, { oldRecordIndex: FIELD_ORDER - 1n }],
    ['a fee of 1 in record number 256', false, { fee: 1n, oldRecordIndex: 256n }],
    ['a fee in the first record after a day of 256', true, { oldDay: TODAY - 1n, oldRecordIndex: 256n }],
    ['no fee in record number 255', true, { fee: 0n, oldRecordIndex: 255n }],
    ['no fee in record number 256', true, { fee: 0n, oldRecordIndex: 256n }],
    ['no fee in record number 2^40', true, { fee: 0n, oldRecordIndex: 2n ** 40n }],
  ])('refresh_meetsTheEdge of %s: %s', (_, accepted, shape) => {
    expect(refresh.acceptsFolded(inputsOf('refresh', shape))).toBe(accepted);
  });
});
