// SPDX-License-Identifier: GPL-3.0-or-later
import { beforeAll, describe, expect, test } from 'vitest';
import { FIELD_ORDER } from '../../protocol/field.ts';
import { CREDENTIAL_EDGES } from './support/credentialEdges.ts';
import { expectSize } from './support/expectSize.ts';
import { CONTENT, RECORD, testEveryInput } from './support/mutations.ts';
import type { Shape } from './support/scenario.ts';
import { AMOUNT_LIMIT, inputsOf, TODAY } from './support/scenario.ts';
import { Statement } from './support/statement.ts';

let deposit: Statement;
beforeAll(async () => {
  deposit = await Statement.load('deposit');
});

test('deposit_hasTheExpectedSize', () => {
  expectSize(deposit.system, 14_278);
});

test.each<[string, Shape]>([
  ['on the day of the old state', {}],
  ['on a new day', { oldDay: TODAY - 1n }],
  ['after years without any action', { oldDay: 0n }],
  ['into slot 0', { asset: 0n }],
  ['into an empty slot', { asset: 9n, amount: 1n }],
  ['without exit authority', { exitAuthority: 0n }],
  ['of the first desk of the first slot', { slot: 0n, k: 0n, leafIndex: 0n }],
  ['of the last desk of the last slot', { slot: 32_767n, k: 63n, leafIndex: 8n ** 11n - 1n }],
])('deposit_isProven %s', (_, shape) => {
  const inputs = inputsOf('deposit', shape, 5);
  expect(deposit.accepts(inputs)).toBe(true);
  expect(deposit.isCalculable(inputs)).toBe(true);
});

describe('each input', () => {
  testEveryInput(() => deposit, {
    inputs: inputsOf('deposit'),
    named: {
      chainId: { differing: ['chainId'] },
      venue: { differing: ['venue'] },
      day: { differing: ['day', 'account', ...RECORD] },
      yearMonth: { differing: ['yearMonth', ...RECORD] },
      dayOfMonth: { differing: ['dayOfMonth', ...RECORD] },
      jurisdictions: { differing: ['jurisdictions'], to: (value) => value | (1n << 40n) },
      asset: { differing: ['asset', 'account', ...CONTENT] },
      amount: { differing: ['amount', 'account', ...CONTENT] },
      payer: { differing: ['payer'] },
    },
  });
});

describe('edges', () => {
  test.each<[string, boolean, Shape]>([
    ['amount 0', true, { amount: 0n }],
    ['amount 2^120 − 1 into an empty slot', true, { asset: 9n, amount: AMOUNT_LIMIT - 1n }],
    ['amount 2^120', false, { asset: 9n, amount: AMOUNT_LIMIT }],
    ['amount r − 1, a deposit of minus 1', false, { amount: FIELD_ORDER - 1n }],
    ['a balance that becomes 2^120 − 1', true, { balances: { 3: AMOUNT_LIMIT - 11n }, amount: 10n }],
    ['a balance that becomes 2^120', false, { balances: { 3: AMOUNT_LIMIT - 10n }, amount: 10n }],
    ['a full slot beside the one that grows', true, { balances: { 4: AMOUNT_LIMIT - 1n } }],
    ['asset 15', true, { asset: 15n }],
    ['asset 16', false, { asset: 16n }],
    ['asset r − 1', false, { asset: FIELD_ORDER - 1n }],
    ['record number 256, which pays no fee', true, { oldRecordIndex: 256n }],
    ['a day one before the old state', false, { day: TODAY, oldDay: TODAY + 1n }],
    ['the last day that fits', true, { day: 2n ** 32n - 1n, credentialExpiry: 2n ** 32n - 1n }],
    ...CREDENTIAL_EDGES,
  ])('deposit_meetsTheEdge of %s: %s', (_, accepted, shape) => {
    expect(deposit.acceptsFolded(inputsOf('deposit', shape))).toBe(accepted);
  });
});
