// SPDX-License-Identifier: GPL-3.0-or-later
import { beforeAll, describe, expect, test } from 'vitest';
import { calendarOf } from '../../protocol/calendar.ts';
import type { CircuitName } from '../../protocol/generated/circuits.ts';
import { accountLeaf, blindingOf, tagged } from './support/model.ts';
import type { Inputs } from './support/reference.ts';
import { vectorOf } from './support/reference.ts';
import type { Shape } from './support/scenario.ts';
import { inputsOf, TODAY } from './support/scenario.ts';
import { Statement } from './support/statement.ts';

/** The member rotates from `former` to `current`: the registrar has posted a credential with the current one. */
const former = 111n;
const current = 222n;
const commit = (viewSecret: bigint): bigint => tagged('VIEW', viewSecret);
const TOMORROW = TODAY + 1n;

/** Where a withdrawal's vector has the next leaf, and the first word of its record. */
const ACCOUNT_AT = 6;
const WITHDRAW_TAG_AT = 15;

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

// Whoever has only the current key must not take such days for days without an action.
describe('a desk that only withdraws after the rotation', () => {
  const days = [1n, 2n, 9n].map((later) => TODAY + later);
  const withdrawals = days.map((day, i) => {
    const leaf = {
      viewCommit: commit(former),
      viewSecret: former,
      oldDay: days[i - 1] ?? TODAY,
      seq: 7n + BigInt(i),
    };
    return inputsOf('withdraw', { ...leaf, day, exitAuthority: 5n, newExitAuthority: 5n });
  });
  const tags = withdrawals.map((inputs) => vectorOf('withdraw', inputs)[WITHDRAW_TAG_AT]);

  test('records_standUnderTheFormerKeyAndNoneUnderTheCurrentOne', () => {
    for (const inputs of withdrawals) expect(statements.get('withdraw')!.accepts(inputs)).toBe(true);
    expect(withdrawals.map((inputs) => tagUnder(inputs, former))).toEqual(tags);
    for (const inputs of withdrawals) expect(tags).not.toContain(tagUnder(inputs, current));
  });

  test('records_cannotBeMovedToTheCurrentKey', () => {
    for (const inputs of withdrawals) {
      const x = vectorOf('withdraw', inputs).with(WITHDRAW_TAG_AT, tagUnder(inputs, current));
      expect(statements.get('withdraw')!.acceptsVector(inputs, x)).toBe(false);
    }
  });

  test('leaf_saysWhichKeyAfterEveryWithdrawal', () => {
    for (const inputs of withdrawals) {
      const account = (viewSecret: bigint): bigint => successorOf(inputs, commit(viewSecret));
      expect(vectorOf('withdraw', inputs)[ACCOUNT_AT]).toBe(account(former));
      const x = vectorOf('withdraw', inputs).with(ACCOUNT_AT, account(current));
      expect(statements.get('withdraw')!.acceptsVector(inputs, x)).toBe(false);
    }
  });

  test('deposit_bringsTheCurrentKeyOnTheNextDayAndNotBefore', () => {
    const [last] = days.slice(-1);
    const leaf = { viewCommit: commit(former), oldDay: last, credentialExpiry: last + 90n };
    expect(accepts('deposit', { ...leaf, day: last, viewSecret: current })).toBe(false);
    expect(accepts('deposit', { ...leaf, day: last + 1n, viewSecret: current })).toBe(true);
  });
});

/** Tag of the first record of the day under a view key. */
function tagUnder(inputs: Inputs, viewSecret: bigint): bigint {
  const { yearMonth, dayOfMonth } = calendarOf(Number(inputs.day));
  const member = tagged('MEMBER', inputs.spendSecret as bigint);
  const monthKey = tagged('VIEW_MONTH', viewSecret, member, inputs.desk as bigint, BigInt(yearMonth));
  const dayKey = tagged('VIEW_DAY', monthKey, BigInt(dayOfMonth));
  return tagged('RECORD_TAG', tagged('RECORD_KEY', dayKey, 0n));
}

/** The leaf after a withdrawal on a new day, with this view commitment. */
function successorOf(inputs: Inputs, viewCommit: bigint): bigint {
  const value = (name: string): bigint => inputs[name] as bigint;
  const asset = Number(inputs.asset);
  const balances = inputs.balances as bigint[];
  const [desk, seq] = [value('desk'), value('seq') + 1n];
  return accountLeaf({
    ...{
      member: tagged('MEMBER', value('spendSecret')),
      viewCommit,
      exitAuthority: value('newExitAuthority'),
    },
    ...{ desk, seq, day: value('day'), recordIndex: 1n, volume: 0n },
    balances: balances.with(asset, balances[asset] - value('amount')),
    blinding: blindingOf(value('spendSecret'), desk, seq),
  });
}
