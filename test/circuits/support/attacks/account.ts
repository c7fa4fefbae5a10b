// SPDX-License-Identifier: GPL-3.0-or-later
import { FIELD_ORDER } from '../../../../protocol/field.ts';
import { AMOUNT_LIMIT } from '../scenario.ts';
import type { Attack } from './attack.ts';
import { entryVariations, rangeAttack, selection } from './attack.ts';
import { CREDENTIAL_ATTACKS } from './credential.ts';
import { updateAttacks } from './update.ts';

export const OPEN_ATTACKS: Attack[] = [
  rangeAttack('an exit authority that can never sign', 'authorityRange', {
    shape: { exitAuthority: 2n ** 160n },
  }),
  {
    // Whoever can choose it can make a state that the phrase does not open.
    name: 'a blinding of one’s own',
    breaks: 'main.blinding.out main.leaf.blinding',
    forged: { 'main.leaf.blinding': 5n },
  },
  ...CREDENTIAL_ATTACKS,
];

/** The same in every slot, so that any selection whose entries add up to 1 finds it. */
const EVEN_BALANCES = Object.fromEntries(Array.from({ length: 16 }, (_, slot) => [slot, 1_000n]));

export const DEPOSIT_ATTACKS: Attack[] = [
  rangeAttack('a deposit of minus 5', 'amountRange', { shape: { amount: FIELD_ORDER - 5n } }),
  rangeAttack('a balance that wraps', 'fits', {
    shape: { balances: { 3: AMOUNT_LIMIT - 1n }, amount: 1n },
  }),
  {
    name: 'a deposit into two slots, less one',
    shape: { balances: EVEN_BALANCES },
    variations: () => entryVariations('into', 16, 3),
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
  rangeAttack('a withdrawal of minus 5 from an empty slot', 'amountRange', {
    shape: { asset: 9n, amount: FIELD_ORDER - 5n },
  }),
  rangeAttack('more than the balance', 'covered', { shape: { asset: 9n, amount: 1n } }),
  {
    name: 'a withdrawal that fills another slot',
    shape: { balances: EVEN_BALANCES, amount: 300n },
    variations: () => entryVariations('from', 16, 3),
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
  rangeAttack('a fee of minus 5', 'feeRange', { shape: { fee: FIELD_ORDER - 5n } }),
  rangeAttack('a fee that is not there', 'covered', { shape: { balances: { 0: 399n } } }),
  rangeAttack('a fee after 256 records of the day', 'paid', { shape: { oldRecordIndex: 256n } }),
  {
    name: 'a fee that passes for none, after 256 records of the day',
    breaks: 'main.isFree.in main.isFree.out',
    shape: { oldRecordIndex: 256n },
    forged: { 'main.isFree.inv': 0n },
  },
  ...updateAttacks(false),
];
