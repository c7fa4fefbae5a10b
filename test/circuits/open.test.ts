// SPDX-License-Identifier: GPL-3.0-or-later
import { beforeAll, describe, expect, test } from 'vitest';
import { FIELD_ORDER } from '../../protocol/field.ts';
import { CREDENTIAL_EDGES } from './support/credentialEdges.ts';
import { expectSize } from './support/expectSize.ts';
import { accountLeaf, blindingOf, tagged } from './support/model.ts';
import { CONTENT, RECORD, testEveryInput } from './support/mutations.ts';
import { vectorOf } from './support/reference.ts';
import type { Shape } from './support/scenario.ts';
import { inputsOf, TODAY } from './support/scenario.ts';
import { Statement } from './support/statement.ts';

let open: Statement;
beforeAll(async () => {
  open = await Statement.load('open');
});

test('open_hasTheExpectedSize', () => {
  expectSize(open.system, 7_897);
});

test.each<[string, Shape]>([
  ['with an exit authority', {}],
  ['without exit authority', { exitAuthority: 0n }],
  ['of the first desk of the first slot', { slot: 0n, k: 0n }],
  ['of the last desk of the last slot', { slot: 32_767n, k: 63n }],
  ['on the last day of the credential', { credentialExpiry: TODAY }],
])('open_isProven %s', (_, shape) => {
  const inputs = inputsOf('open', shape, 4);
  expect(open.accepts(inputs)).toBe(true);
  expect(open.isCalculable(inputs)).toBe(true);
});

describe('each input', () => {
  testEveryInput(() => open, {
    inputs: inputsOf('open'),
    named: {
      chainId: { differing: ['chainId'] },
      venue: { differing: ['venue'] },
      day: { differing: ['day', 'account'] },
      yearMonth: { differing: ['yearMonth', ...RECORD] },
      dayOfMonth: { differing: ['dayOfMonth', ...RECORD] },
      jurisdictions: { differing: ['jurisdictions'], to: (value) => value | (1n << 40n) },
      exitAuthority: { differing: ['account', ...CONTENT] },
    },
    // Another desk of the same slot is another true statement: the edges below show it.
    boundAt: { desk: { to: (desk) => desk + 64n } },
  });
});

describe('edges', () => {
  test.each<[string, boolean, Shape]>([
    ['an exit authority of 2^160 − 1', true, { exitAuthority: 2n ** 160n - 1n }],
    ['an exit authority of 2^160', false, { exitAuthority: 2n ** 160n }],
    ['an exit authority of r − 1', false, { exitAuthority: FIELD_ORDER - 1n }],
    ['day 0', true, { day: 0n, credentialExpiry: 0n }],
    ['day 2^32 − 1', true, { day: 2n ** 32n - 1n, credentialExpiry: 2n ** 32n - 1n }],
    ...CREDENTIAL_EDGES,
  ])('open_meetsTheEdge of %s: %s', (_, accepted, shape) => {
    expect(open.acceptsFolded(inputsOf('open', shape))).toBe(accepted);
  });
});

describe('the first state', () => {
  const inputs = inputsOf('open');
  const honest = {
    member: tagged('MEMBER', inputs.spendSecret as bigint),
    viewCommit: tagged('VIEW', inputs.viewSecret as bigint),
    ...{ exitAuthority: inputs.exitAuthority as bigint, desk: inputs.desk as bigint, day: TODAY },
    ...{ seq: 1n, recordIndex: 1n, volume: 0n, balances: Array<bigint>(16).fill(0n) },
    blinding: blindingOf(inputs.spendSecret as bigint, inputs.desk as bigint, 1n),
  };

  /** The account element is not an input: a forger can only have it in the vector by another witness. */
  const accountElement = (): bigint => vectorOf('open', inputs)[6];

  test('open_commitsToTheEmptyState', () => {
    expect(accountElement()).toBe(accountLeaf(honest));
  });

  // Index 0 would let the day's second record take the tag of the opening, and hide one of them.
  test.each<[string, Partial<typeof honest>]>([
    ['record index 0', { recordIndex: 0n }],
    ['record index 2', { recordIndex: 2n }],
    ['seq 0', { seq: 0n }],
    ['seq 2', { seq: 2n }],
    ['a volume', { volume: 1n }],
    ['a volume of minus 1', { volume: FIELD_ORDER - 1n }],
    ['yesterday', { day: TODAY - 1n }],
    ['tomorrow', { day: TODAY + 1n }],
    ['another desk', { desk: honest.desk + 1n }],
    ['another member', { member: 5n }],
    ['another view key', { viewCommit: 5n }],
    // Whoever made the state, the phrase has to open it.
    ['a blinding of the prover’s choice', { blinding: 5n }],
    ['the blinding of state 2', { blinding: blindingOf(inputs.spendSecret as bigint, honest.desk, 2n) }],
    [
      'the blinding of another desk',
      { blinding: blindingOf(inputs.spendSecret as bigint, honest.desk + 1n, 1n) },
    ],
    [
      'a blinding that the view secret gives',
      { blinding: blindingOf(inputs.viewSecret as bigint, honest.desk, 1n) },
    ],
    ...honest.balances.map((_, slot): [string, Partial<typeof honest>] => [
      `a balance in slot ${slot}`,
      { balances: honest.balances.with(slot, 1n) },
    ]),
  ])('open_refusesAFirstStateWith %s', (_, change) => {
    const x = vectorOf('open', inputs).with(6, accountLeaf({ ...honest, ...change }));
    expect(open.acceptsVector(inputs, x)).toBe(false);
  });

  test('open_refusesTheNullifierOfAnotherState', () => {
    const secret = tagged('NULLIFIER_SECRET', inputs.spendSecret as bigint);
    for (const seq of [0n, 1n]) {
      const x = vectorOf('open', inputs).with(5, tagged('NULLIFIER', secret, honest.desk, seq));
      expect(open.acceptsVector(inputs, x)).toBe(seq === 0n);
    }
  });
});
