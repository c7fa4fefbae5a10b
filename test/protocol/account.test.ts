// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Account } from '../../protocol/account.ts';
import {
  accountHash,
  blindingOf,
  credit,
  debit,
  deskOf,
  memberOf,
  noBalances,
  nullifierOf,
  slotOf,
} from '../../protocol/account.ts';
import { MAX_AMOUNT } from '../../protocol/amount.ts';
import { FIELD_ORDER } from '../../protocol/field.ts';
import { TAGS } from '../../protocol/generated/circuits.ts';
import { poseidon } from '../../protocol/hash.ts';
import { balancesAfter, nextAccount, openAccount, rollDay } from '../../protocol/transition.ts';
import { amount, account as anyAccount, assetSlot, PROPERTY, SLOW_PROPERTY } from '../support/arbitraries.ts';
import { expectCode } from '../support/expectCode.ts';

const account: Account = {
  ...{ member: 11n, viewCommit: 12n, exitAuthority: 13n, desk: 64 * 3 + 5, day: 19_427, seq: 4 },
  ...{
    recordIndex: 2,
    volume: 10n ** 30n,
    balances: noBalances().with(0, 500n).with(1, 900n),
    blinding: 14n,
  },
};

describe('account leaf', () => {
  test('accountHash_followsTheProtocol', () => {
    fc.assert(
      fc.property(anyAccount, (a) => {
        const expected = poseidon([
          ...[TAGS.ACCOUNT, a.member, a.viewCommit, a.exitAuthority, BigInt(a.desk), BigInt(a.day)],
          ...[BigInt(a.seq), BigInt(a.recordIndex), a.volume, poseidon(a.balances), a.blinding],
        ]);
        expect(accountHash(a)).toBe(expected);
      }),
      SLOW_PROPERTY,
    );
  });

  test('accountHash_changesWithEachField', () => {
    const numbers = ['desk', 'day', 'seq', 'recordIndex'] as const;
    const bigints = ['member', 'viewCommit', 'exitAuthority', 'volume', 'blinding'] as const;
    const changed = [
      ...numbers.map((name) => ({ ...account, [name]: account[name] + 1 })),
      ...bigints.map((name) => ({ ...account, [name]: account[name] + 1n })),
      ...account.balances.map((balance, i) => ({
        ...account,
        balances: account.balances.with(i, balance + 1n),
      })),
    ];
    expect(new Set([account, ...changed].map(accountHash)).size).toBe(changed.length + 1);
  });

  test.each([
    ['FIELD_OUT_OF_RANGE', { member: FIELD_ORDER }],
    ['FIELD_OUT_OF_RANGE', { blinding: -1n }],
    ['VALUE_OUT_OF_RANGE', { exitAuthority: 2n ** 160n }],
    ['VALUE_OUT_OF_RANGE', { volume: 2n ** 128n }],
    ['VALUE_OUT_OF_RANGE', { day: 2 ** 32 }],
    ['VALUE_OUT_OF_RANGE', { seq: -1 }],
    ['VALUE_OUT_OF_RANGE', { recordIndex: -1 }],
    ['FIELD_OUT_OF_RANGE', { viewCommit: FIELD_ORDER }],
    ['DESK_OUT_OF_RANGE', { desk: 2 ** 21 }],
    ['AMOUNT_TOO_LARGE', { balances: noBalances().with(7, MAX_AMOUNT + 1n) }],
    ['AMOUNT_NEGATIVE', { balances: noBalances().with(7, -1n) }],
    ['VALUE_OUT_OF_RANGE', { balances: noBalances().slice(1) }],
  ] as const)('accountHash_throws_%s_forCase_%#', (code, change) => {
    const error = expectCode(code, () => accountHash({ ...account, ...change }));
    expect(error.message).toMatch(
      code === 'DESK_OUT_OF_RANGE' ? 'desk' : (Object.keys(change)[0] as string).slice(0, 7),
    );
  });

  test('deskOf_and_slotOf_areInverse', () => {
    expect(deskOf(3, 5)).toBe(197);
    expect([deskOf(0, 0), slotOf(0)]).toEqual([0, 0]);
    expect(slotOf(197)).toBe(3);
    expect(slotOf(deskOf(32_767, 63))).toBe(32_767);
    for (const [slot, k] of [
      [32_768, 0],
      [-1, 0],
      [0, 64],
      [0, -1],
      [0, 0.5],
    ]) {
      expectCode('DESK_OUT_OF_RANGE', () => deskOf(slot, k));
    }
    for (const desk of [-1, 0.5, 2 ** 21]) {
      for (const use of [slotOf, (d: number) => nullifierOf(1n, d, 0), (d: number) => blindingOf(1n, d, 0)]) {
        expectCode('DESK_OUT_OF_RANGE', () => use(desk));
      }
    }
    expectCode('VALUE_OUT_OF_RANGE', () => nullifierOf(1n, 0, -1));
  });

  test('memberOf_differsFromOtherHashesOfTheSecret', () => {
    expect(memberOf(5n)).toBe(poseidon([TAGS.MEMBER, 5n]));
    expect(memberOf(5n)).not.toBe(poseidon([5n]));
  });
});

describe('balances', () => {
  test('creditThenDebit_restores', () => {
    fc.assert(
      fc.property(amount, amount, assetSlot, (held, moved, asset) => {
        const balances = noBalances().with(asset, held);
        fc.pre(held + moved <= MAX_AMOUNT);
        expect(debit(credit(balances, asset, moved), asset, moved)).toEqual(balances);
        expect(balances[asset]).toBe(held);
      }),
      PROPERTY,
    );
  });

  test('credit_refusesToWrap', () => {
    const full = noBalances().with(2, MAX_AMOUNT);
    expectCode('AMOUNT_TOO_LARGE', () => credit(full, 2, 1n));
    expectCode('AMOUNT_NEGATIVE', () => credit(full, 2, -1n));
    expectCode('ASSET_UNKNOWN', () => credit(full, 16, 1n));
  });

  test('debit_refusesMoreThanThereIs_andKeepsTheBalanceOutOfTheMessage', () => {
    const error = expectCode('BALANCE_INSUFFICIENT', () => debit(account.balances, 1, 901n));
    expect(error.message).not.toContain('900');
    expect(error.explain()).toContain('900');
    expectCode('AMOUNT_NEGATIVE', () => debit(account.balances, 1, -1n));
    expectCode('ASSET_UNKNOWN', () => debit(account.balances, 16, 1n));
    expect(debit(account.balances, 1, 900n)[1]).toBe(0n);
  });
});

describe('transition', () => {
  test('openAccount_startsAtOneWithNothing', () => {
    const { member, viewCommit, exitAuthority, desk, day, blinding } = account;
    const opened = openAccount({ member, viewCommit, exitAuthority, desk, day, blinding });
    expect(opened).toMatchObject({
      seq: 1,
      recordIndex: 1,
      volume: 0n,
      balances: noBalances(),
      day,
      blinding,
    });
  });

  test('nextAccount_continuesTheSameDay', () => {
    const { next, recordIndex } = nextAccount(account, { day: account.day, blinding: 99n, addedVolume: 7n });
    expect(recordIndex).toBe(2);
    expect(next).toEqual({ ...account, seq: 5, recordIndex: 3, volume: account.volume + 7n, blinding: 99n });
  });

  test('nextAccount_startsOverOnALaterDay', () => {
    const { next, recordIndex } = nextAccount(account, {
      ...{ day: account.day + 2, blinding: 99n, addedVolume: 7n, viewCommit: 77n, exitAuthority: 88n },
      balances: noBalances(),
    });
    expect(recordIndex).toBe(0);
    expect(next).toMatchObject({ day: account.day + 2, seq: 5, recordIndex: 1, volume: 7n });
    expect(next).toMatchObject({ viewCommit: 77n, exitAuthority: 88n, balances: noBalances() });
  });

  test('nextAccount_keepsTheViewKeyForTheDay', () => {
    const update = { day: account.day, blinding: 1n, viewCommit: account.viewCommit + 1n };
    expectCode('VIEW_KEY_CHANGED', () => nextAccount(account, update));
    expect(nextAccount(account, { ...update, viewCommit: account.viewCommit }).next.seq).toBe(5);
  });

  test('rollDay_refusesToGoBack', () => {
    expectCode('DAY_IN_THE_PAST', () => rollDay(account, account.day - 1));
  });

  test('balancesAfter_appliesEachKind', () => {
    const common = { member: 11n, desk: account.desk };
    const { balances } = account;
    const trade = {
      ...({
        ...common,
        kind: 'trade',
        side: 0,
        giveAsset: 1,
        giveAmount: 400n,
        takeAsset: 2,
        takeAmount: 6n,
      } as const),
      ...{ counterparty: 1n, agreementHash: 0n, salt: 0n, deadline: 0, fee: 50n },
    };
    expect(balancesAfter(balances, { ...common, kind: 'open', exitAuthority: 0n })).toEqual(noBalances());
    expect(balancesAfter(balances, { ...common, kind: 'deposit', takeAsset: 3, takeAmount: 8n })[3]).toBe(8n);
    const withdrawal = {
      ...common,
      kind: 'withdraw',
      giveAsset: 1,
      giveAmount: 900n,
      exitAuthority: 0n,
    } as const;
    expect(balancesAfter(balances, withdrawal)[1]).toBe(0n);
    expect(balancesAfter(balances, { ...common, kind: 'refresh', fee: 500n })[0]).toBe(0n);
    expect(balancesAfter(balances, trade).slice(0, 3)).toEqual([450n, 500n, 6n]);
    expectCode('BALANCE_INSUFFICIENT', () => balancesAfter(balances, { ...withdrawal, giveAmount: 901n }));
    expectCode('BALANCE_INSUFFICIENT', () =>
      balancesAfter(balances, { ...trade, giveAsset: 0, giveAmount: 451n }),
    );
  });

  test('balancesAfter_coversTheFeeBeforeAnythingIsTaken', () => {
    const trade = {
      ...({
        member: 1n,
        desk: 0,
        kind: 'trade',
        side: 1,
        giveAsset: 1,
        giveAmount: 1n,
        takeAsset: 0,
      } as const),
      ...{ takeAmount: 10n ** 6n, counterparty: 2n, agreementHash: 0n, salt: 0n, deadline: 0, fee: 501n },
    };
    const error = expectCode('FEE_UNCOVERED', () => balancesAfter(account.balances, trade));
    expect(error.explain()).toContain('501');
    expect(balancesAfter(account.balances, { ...trade, fee: 500n })[0]).toBe(10n ** 6n);
  });
});
