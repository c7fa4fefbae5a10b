// SPDX-License-Identifier: GPL-3.0-or-later
import { beforeAll, describe, expect, test } from 'vitest';
import type { LeafValues } from './support/model.ts';
import { accountLeaf, blindingOf, tagged } from './support/model.ts';
import { vectorOf } from './support/reference.ts';
import type { Shape } from './support/scenario.ts';
import { inputsOf, TODAY } from './support/scenario.ts';
import { Statement } from './support/statement.ts';

const NULLIFIER_AT = 5;
const ACCOUNT_AT = 6;

/** What each update of the default scenario changes in the state besides its counters. */
const CHANGES = {
  deposit: { balances: { 3: 250_000_000n } },
  withdraw: { balances: { 3: -250_000_000n }, exitAuthority: 0x15d34aaf54267db7d7c367839aaf71a00a2c6a65n },
  refresh: { balances: { 0: -400n } },
  trade: {
    balances: { 0: -400n, 2: 20_050_000_000_000n, 3: -100_000_000_000n },
    value: 20_050_000_000_000n * 10n ** 20n,
  },
} as const;

type Update = keyof typeof CHANGES;

const DAYS: [string, Shape, recordIndex: bigint, volume: bigint][] = [
  ['on the same day', {}, 4n, 1_000_000n * 10n ** 26n],
  ['on a new day', { oldDay: TODAY - 1n }, 1n, 0n],
];

const WRONG_SUCCESSORS: [string, (next: LeafValues) => Partial<LeafValues>][] = [
  ['of another member', () => ({ member: 5n })],
  ['under another view key', () => ({ viewCommit: 5n })],
  ['under another exit authority', () => ({ exitAuthority: 5n })],
  ['of another desk', ({ desk }) => ({ desk: desk + 1n })],
  ['of the day before', ({ day }) => ({ day: day - 1n })],
  ['with the old number', ({ seq }) => ({ seq: seq - 1n })],
  ['with a number left out', ({ seq }) => ({ seq: seq + 1n })],
  ['with the old record index', ({ recordIndex }) => ({ recordIndex: recordIndex - 1n })],
  ['with a record index left out', ({ recordIndex }) => ({ recordIndex: recordIndex + 1n })],
  ['without volume', () => ({ volume: 0n })],
  ['richer in the fee asset', ({ balances }) => ({ balances: balances.with(0, balances[0] + 1n) })],
  ['richer in the asset moved', ({ balances }) => ({ balances: balances.with(3, balances[3] + 1n) })],
  ['poorer in the asset moved', ({ balances }) => ({ balances: balances.with(3, balances[3] - 1n) })],
  ['richer in any other asset', ({ balances }) => ({ balances: balances.with(15, balances[15] + 1n) })],
  // Whoever makes a state, the phrase has to open it: otherwise a thief could lock the account.
  ['under a blinding of the prover’s choice', () => ({ blinding: 5n })],
  ['under no blinding', () => ({ blinding: 0n })],
  ['under the blinding of the old number', (next) => ({ blinding: blindingAt(next, 7n) })],
  ['under the blinding of the number after', (next) => ({ blinding: blindingAt(next, 9n) })],
  [
    'under the blinding of another desk',
    ({ desk, seq }) => ({ blinding: blindingAt({ desk: desk + 1n }, seq) }),
  ],
  ['under the blinding of another member', ({ desk, seq }) => ({ blinding: blindingOf(5n, desk, seq) })],
];

/** The scenario's own secret: the same in every default scenario. */
function blindingAt({ desk }: Pick<LeafValues, 'desk'>, seq: bigint): bigint {
  return blindingOf(inputsOf('refresh').spendSecret as bigint, desk, seq);
}

const OTHER_STATES: [string, Shape][] = [
  ['the next state', { seq: 8n }],
  ['the state before', { seq: 6n }],
  ['another desk', { k: 6n }],
  ['another member', { spendSecret: 5n }],
];

describe.each<Update>(['deposit', 'withdraw', 'refresh', 'trade'])('%s', (name) => {
  let statement: Statement;
  beforeAll(async () => {
    statement = await Statement.load(name);
  });

  test.each(DAYS)('successor_isTheStateTheProtocolSays %s', (_, shape, recordIndex, volume) => {
    const inputs = inputsOf(name, shape);
    const next = successor(name, shape, recordIndex, volume);
    expect(vectorOf(name, inputs)[ACCOUNT_AT]).toBe(accountLeaf(next));
    expect(statement.accepts(inputs)).toBe(true);
  });

  test.each(WRONG_SUCCESSORS)('successor_isRefused %s', (_, change) => {
    const inputs = inputsOf(name);
    const next = successor(name, {}, 4n, 1_000_000n * 10n ** 26n);
    const x = vectorOf(name, inputs).with(ACCOUNT_AT, accountLeaf({ ...next, ...change(next) }));
    expect(statement.acceptsVector(inputs, x)).toBe(false);
  });

  test.each(OTHER_STATES)('nullifier_isRefused of %s', (_, shape) => {
    const inputs = inputsOf(name);
    const x = vectorOf(name, inputs);
    const strange = vectorOf(name, inputsOf(name, shape))[NULLIFIER_AT];
    expect(strange).not.toBe(x[NULLIFIER_AT]);
    expect(statement.acceptsVector(inputs, x.with(NULLIFIER_AT, strange))).toBe(false);
  });
});

function successor(name: Update, shape: Shape, recordIndex: bigint, volume: bigint): LeafValues {
  const inputs = inputsOf(name, shape);
  const {
    balances,
    exitAuthority,
    value,
  }: { balances: Record<number, bigint>; exitAuthority?: bigint; value?: bigint } = CHANGES[name];
  return {
    member: tagged('MEMBER', inputs.spendSecret as bigint),
    viewCommit: tagged('VIEW', inputs.viewSecret as bigint),
    exitAuthority: exitAuthority ?? (inputs.exitAuthority as bigint),
    ...{ desk: inputs.desk as bigint, day: TODAY, seq: 8n, recordIndex, volume: volume + (value ?? 0n) },
    balances: (inputs.balances as bigint[]).map((balance, slot) => balance + (balances[slot] ?? 0n)),
    blinding: blindingOf(inputs.spendSecret as bigint, inputs.desk as bigint, 8n),
  };
}
