// SPDX-License-Identifier: GPL-3.0-or-later
import { beforeAll, describe, expect, test } from 'vitest';
import { FIELD_ORDER } from '../../protocol/field.ts';
import { expectSize } from './support/expectSize.ts';
import { CONTENT, RECORD, testEveryInput } from './support/mutations.ts';
import type { Shape } from './support/scenario.ts';
import { AMOUNT_LIMIT, inputsOf, TODAY } from './support/scenario.ts';
import { Statement } from './support/statement.ts';

let withdraw: Statement;
beforeAll(async () => {
  withdraw = await Statement.load('withdraw');
});

test('withdraw_hasTheExpectedSize', () => {
  expectSize(withdraw.system, 11_298);
});

test.each<[string, Shape]>([
  ['on the day of the old state', {}],
  ['on a new day', { oldDay: TODAY - 1n }],
  ['from slot 0', { asset: 0n, amount: 5n }],
  ['without exit authority', { exitAuthority: 0n, newExitAuthority: 0n }],
  ['that gives up its exit authority', { newExitAuthority: 0n }],
  ['that takes an exit authority', { exitAuthority: 0n }],
  ['by the member itself, without relayer', { relayer: 0n, relayerFee: 0n }],
  ['of nothing, to change the authority', { amount: 0n }],
])('withdraw_isProven %s', (_, shape) => {
  const inputs = inputsOf('withdraw', shape, 6);
  expect(withdraw.accepts(inputs)).toBe(true);
  expect(withdraw.isCalculable(inputs)).toBe(true);
});

describe('each input', () => {
  testEveryInput(() => withdraw, {
    inputs: inputsOf('withdraw'),
    named: {
      chainId: { differing: ['chainId'] },
      venue: { differing: ['venue'] },
      day: { differing: ['day', 'account', ...RECORD] },
      yearMonth: { differing: ['yearMonth', ...RECORD] },
      dayOfMonth: { differing: ['dayOfMonth', ...RECORD] },
      asset: { differing: ['asset', 'account', ...CONTENT], to: () => 2n },
      amount: { differing: ['amount', 'account', ...CONTENT] },
      recipient: { differing: ['recipient'] },
      relayer: { differing: ['relayer'] },
      relayerFee: { differing: ['relayerFee'] },
      newExitAuthority: { differing: ['newExitAuthority', 'account', ...CONTENT] },
    },
  });
});

describe('edges', () => {
  const held = 150_000_000_000n;
  test.each<[string, boolean, Shape]>([
    ['the whole balance', true, { amount: held }],
    ['one more than the balance', false, { amount: held + 1n }],
    ['amount 0 from an empty slot', true, { asset: 9n, amount: 0n }],
    ['amount 1 from an empty slot', false, { asset: 9n, amount: 1n }],
    ['2^120 − 1 of as much', true, { balances: { 3: AMOUNT_LIMIT - 1n }, amount: AMOUNT_LIMIT - 1n }],
    ['amount 2^120', false, { amount: AMOUNT_LIMIT }],
    ['amount 2^120 of a balance that could only be forged', false, forged(AMOUNT_LIMIT)],
    ['amount r − 1, a withdrawal of minus 1', false, { amount: FIELD_ORDER - 1n }],
    ['amount r − 5 from an empty slot', false, { asset: 9n, amount: FIELD_ORDER - 5n }],
    ['asset 15', true, { asset: 15n, amount: 9n }],
    ['asset 16', false, { asset: 16n, amount: 0n }],
    ['asset r − 1', false, { asset: FIELD_ORDER - 1n, amount: 0n }],
    ['record number 256, which pays no fee', true, { oldRecordIndex: 256n }],
    ['a day one before the old state', false, { oldDay: TODAY + 1n }],
    ['a day 2^32 − 1 after the old state', true, { day: 2n ** 32n - 1n, oldDay: 0n }],
    ['the day r − 1, whatever the old day', false, { day: FIELD_ORDER - 1n, oldDay: 0n }],
  ])('withdraw_meetsTheEdge of %s: %s', (_, accepted, shape) => {
    expect(withdraw.acceptsFolded(inputsOf('withdraw', shape))).toBe(accepted);
  });
});

/** A balance no statement lets anyone reach, all of which is withdrawn. */
function forged(balance: bigint): Shape {
  return { balances: { 3: balance }, amount: balance };
}
