// SPDX-License-Identifier: GPL-3.0-or-later
import { FIELD_ORDER } from '../../protocol/field.ts';
import { EMPTY_BATCH_ROOT } from '../../protocol/generated/circuits.ts';
import type { Attack } from './support/attacks/attack.ts';
import { mixedSelection, rangeAttacks, selection, testAttacks } from './support/attacks/attack.ts';
import { CREDENTIAL_ATTACKS } from './support/attacks/credential.ts';
import { updateAttacks } from './support/attacks/update.ts';
import type { Inputs } from './support/reference.ts';
import { AMOUNT_LIMIT } from './support/scenario.ts';

testAttacks('open', [
  ...rangeAttacks('an exit authority that can never sign', 'authorityRange', {
    shape: { exitAuthority: 2n ** 160n },
  }),
  ...CREDENTIAL_ATTACKS,
]);

testAttacks('deposit', [
  ...rangeAttacks('a deposit of minus 5', 'amountRange', { shape: { amount: FIELD_ORDER - 5n } }),
  ...rangeAttacks('a balance that wraps', 'fits', {
    shape: { balances: { 3: AMOUNT_LIMIT - 1n }, amount: 1n },
  }),
  {
    name: 'a deposit that pays into two more slots',
    breaks: 'main.into.selected',
    shape: { balances: { 1: 500_000_000n } },
    forged: selection('into', 16, { 3: 1n, 0: 1n, 1: -2n, 2: 1n }),
  },
  {
    name: 'a deposit that counts in slot 0 as well',
    breaks: 'main.into.selected*',
    forged: selection('into', 16, { 3: 1n, 0: 1n }),
  },
  {
    name: 'a deposit that counts for another asset',
    breaks: 'main.into.index main.into.selected*',
    forged: selection('into', 16, { 5: 1n }),
  },
  ...updateAttacks(true),
  ...CREDENTIAL_ATTACKS,
]);

testAttacks('withdraw', [
  ...rangeAttacks('a withdrawal of minus 5 from an empty slot', 'amountRange', {
    shape: { asset: 9n, amount: FIELD_ORDER - 5n },
  }),
  ...rangeAttacks('more than the balance', 'covered', { shape: { asset: 9n, amount: 1n } }),
  {
    name: 'a withdrawal that fills another slot',
    breaks: 'main.from.selected',
    forged: selection('from', 16, { 3: 1n, 0: 1n, 1: -2n, 2: 1n }),
  },
  {
    name: 'a withdrawal paid from two worthless slots',
    breaks: 'main.from.selected*',
    shape: { balances: { 1: 3n, 2: 3n }, amount: 6n },
    forged: selection('from', 16, { 1: 1n, 2: 1n }),
  },
  {
    name: 'a withdrawal paid from another slot',
    breaks: 'main.from.index main.from.selected*',
    shape: { balances: { 5: 250_000_000n } },
    forged: selection('from', 16, { 5: 1n }),
  },
  ...updateAttacks(false),
]);

testAttacks('refresh', [
  ...rangeAttacks('a fee of minus 5', 'feeRange', { shape: { fee: FIELD_ORDER - 5n } }),
  ...rangeAttacks('a fee that is not there', 'covered', { shape: { balances: { 0: 399n } } }),
  ...updateAttacks(false),
]);

/** Batch 4711 is child 7 of its node. */
const OWN_DIGIT = 7;

testAttacks('insert', [
  {
    name: 'another new root',
    breaks: 'main.after main.newRoot',
    change: () => ({ newRoot: 5n }),
  },
  {
    name: 'another old root',
    breaks: 'main.before.current main.before.root',
    change: () => ({ oldRoot: 5n }),
  },
  {
    name: 'a batch that was filled before',
    breaks: 'main.before.chosen.out main.before.current',
    shape: { subtreeBefore: 5n },
  },
  {
    name: 'an empty batch mixed from filled ones',
    breaks: 'main.before.digit.selected',
    shape: { subtreeBefore: 5n },
    forged: emptied,
    change: (inputs, forger) => ({
      newRoot: forger.value(forger.assign(inputs, emptied(inputs)), 'main.after[9]'),
    }),
  },
  {
    // As for credentials: only where one of the two children is 0.
    name: 'a batch written in two places',
    breaks: 'main.before.digit.selected*',
    shape: { siblingZero: 1n },
    forged: twice(),
    change: (inputs, forger) => ({ newRoot: forger.value(forger.assign(inputs, twice()), 'main.after[9]') }),
  },
  {
    name: 'a batch out of turn, by its selector',
    breaks: 'main.before.digit.index main.before.digit.selected*',
    change: ({ batch }) => ({ batch: (batch as bigint) - 1n }),
    forged: selection('before.digit[0]', 8, { [OWN_DIGIT]: 1n }),
  },
  {
    name: 'a batch out of turn, by its digit',
    breaks: 'main.before.digits* main.before.index',
    change: ({ batch }) => ({ batch: (batch as bigint) - 1n }),
    forged: {
      'main.before.digits[0]': BigInt(OWN_DIGIT),
      ...selection('before.digit[0]', 8, { [OWN_DIGIT]: 1n }),
    },
  },
] satisfies Attack[]);

function emptied({ path }: Inputs): Record<string, bigint> {
  return mixedSelection('before.digit[0]', (path as bigint[][])[0], OWN_DIGIT, EMPTY_BATCH_ROOT);
}

function twice(): Record<string, bigint> {
  return selection('before.digit[0]', 8, { 0: 1n, [OWN_DIGIT]: 1n });
}
