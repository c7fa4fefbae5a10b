// SPDX-License-Identifier: GPL-3.0-or-later
import { FIELD_ORDER } from '../../../../protocol/field.ts';
import { AMOUNT_LIMIT } from '../scenario.ts';
import type { Attack } from './attack.ts';
import { rangeAttacks, selection } from './attack.ts';
import { CREDENTIAL_ATTACKS } from './credential.ts';
import { updateAttacks } from './update.ts';

export const OPEN_ATTACKS: Attack[] = [
  ...rangeAttacks('an exit authority that can never sign', 'authorityRange', {
    shape: { exitAuthority: 2n ** 160n },
  }),
  ...CREDENTIAL_ATTACKS,
];

export const DEPOSIT_ATTACKS: Attack[] = [
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
];

export const WITHDRAW_ATTACKS: Attack[] = [
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
];

export const REFRESH_ATTACKS: Attack[] = [
  ...rangeAttacks('a fee of minus 5', 'feeRange', { shape: { fee: FIELD_ORDER - 5n } }),
  ...rangeAttacks('a fee that is not there', 'covered', { shape: { balances: { 0: 399n } } }),
  ...updateAttacks(false),
];
