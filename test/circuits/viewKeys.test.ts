// SPDX-License-Identifier: GPL-3.0-or-later
import { beforeAll, describe, expect, test } from 'vitest';
import type { CircuitName } from '../../protocol/generated/circuits.ts';
import { tagged } from './support/model.ts';
import { vectorOf } from './support/reference.ts';
import type { Shape } from './support/scenario.ts';
import { inputsOf, TODAY } from './support/scenario.ts';
import { Statement } from './support/statement.ts';

/** The member rotates from `former` to `current`: the registrar has posted a credential with the current one. */
const former = 111n;
const current = 222n;
const commit = (viewSecret: bigint): bigint => tagged('VIEW', viewSecret);
const TOMORROW = TODAY + 1n;

const statements = new Map<CircuitName, Statement>();
beforeAll(async () => {
  for (const name of ['deposit', 'trade', 'refresh', 'withdraw'] as const) {
    statements.set(name, await Statement.load(name));
  }
});

const accepts = (name: CircuitName, shape: Shape): boolean =>
  statements.get(name)!.acceptsFolded(inputsOf(name, { credentialViewCommit: commit(current), ...shape }));

describe.each<CircuitName>(['refresh', 'withdraw'])('%s, without credential', (name) => {
  test('leaf_keepsItsViewKeyAfterTheRotation', () => {
    const shape = { viewSecret: former, viewCommit: commit(former) };
    expect(accepts(name, { ...shape, oldDay: TODAY, day: TODAY })).toBe(true);
    expect(accepts(name, { ...shape, oldDay: TODAY, day: TOMORROW })).toBe(true);
  });

  // A withdrawal under a key of the thief's choice would hide the day's trades from the day key's holder.
  test.each([
    ['on the same day', TODAY],
    ['on a new day', TOMORROW],
  ])('leaf_refusesAnyOtherViewKey %s', (_, day) => {
    const leaf = { viewCommit: commit(former), oldDay: TODAY, day };
    expect(accepts(name, { ...leaf, viewSecret: 333n })).toBe(false);
    expect(accepts(name, { ...leaf, viewSecret: current })).toBe(false);
  });
});

describe.each<CircuitName>(['deposit', 'trade'])('%s, with credential', (name) => {
  test('newDay_takesTheViewKeyOfTheCredential', () => {
    const leaf = { viewCommit: commit(former), oldDay: TODAY, day: TOMORROW };
    expect(accepts(name, { ...leaf, viewSecret: current })).toBe(true);
    expect(accepts(name, { ...leaf, viewSecret: former })).toBe(false);
  });

  test('newDay_writesTheViewKeyIntoTheNextState', () => {
    const inputs = inputsOf(name, { viewSecret: current, viewCommit: commit(former), oldDay: TODAY - 1n });
    const statement = statements.get(name)!;
    expect(statement.accepts(inputs)).toBe(true);
    // Inputs whose leaf had the current key already stand for the same successor.
    const settled = { ...inputs, viewCommit: commit(current) };
    expect(vectorOf(name, settled)[6]).toBe(vectorOf(name, inputs)[6]);
  });

  // A refresh just after midnight under the former key must not let the desk act under two keys on that day.
  test('sameDay_refusesWhoRefreshedUnderTheFormerKeyAtMidnight', () => {
    const midnight = { viewSecret: former, viewCommit: commit(former), oldDay: TODAY, day: TOMORROW };
    expect(accepts('refresh', midnight)).toBe(true);
    const afterwards = { viewCommit: commit(former), oldDay: TOMORROW };
    expect(accepts(name, { ...afterwards, day: TOMORROW, viewSecret: current })).toBe(false);
    expect(accepts(name, { ...afterwards, day: TOMORROW, viewSecret: former })).toBe(false);
    expect(accepts(name, { ...afterwards, day: TOMORROW + 1n, viewSecret: current })).toBe(true);
  });

  test('sameDay_goesOnUnderTheKeyOfTheCredential', () => {
    const shape = { viewSecret: current, viewCommit: commit(current), oldDay: TODAY, day: TODAY };
    expect(accepts(name, shape)).toBe(true);
  });
});
