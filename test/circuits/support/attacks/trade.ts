// SPDX-License-Identifier: GPL-3.0-or-later

import { mod } from '../constraintSystem.ts';
import type { Shape } from '../scenario.ts';
import { AMOUNT_LIMIT, inputsOf, VALUE_LIMIT } from '../scenario.ts';
import type { Attack } from './attack.ts';
import { entryVariations, rangeAttack, selection } from './attack.ts';
import { CREDENTIAL_ATTACKS } from './credential.ts';
import { updateAttacks } from './update.ts';

const own = inputsOf('trade').maker as bigint;

/** Prices of 1, so that amounts are values, and the highest limits; slot 3 is given for slot 2. */
const unit = (give: bigint, take: bigint, more: Shape = {}): Shape => ({
  ...{ prices: { 2: 1n, 3: 1n }, makerAmount: give, takerAmount: take, oldVolume: 0n },
  ...{ balances: { 2: 0n, 3: AMOUNT_LIMIT }, collarBps: 1n },
  ...{ maxTradeValue: VALUE_LIMIT - 1n, maxDeskDayVolume: VALUE_LIMIT - 1n, ...more },
});

const everywhere = (value: bigint): Record<number, bigint> =>
  Object.fromEntries(Array.from({ length: 16 }, (_, slot) => [slot, value]));

/** Every slot alike, so that any selection whose entries add up to 1 finds the same. */
const EVEN = unit(100n, 100n, {
  ...{ takerGives: 4n, fee: 0n, prices: everywhere(1n), balances: everywhere(1_000n) },
});

const terms: Attack[] = [
  {
    name: 'other terms than those of the public hash',
    breaks: 'main.terms.out main.tradeHash',
    change: () => ({ tradeHash: 5n }),
  },
  {
    name: 'terms between two others',
    breaks: 'main.own main.update.member',
    shape: { maker: 11n, taker: 12n },
  },
  {
    // own = maker + 2 · (taker − maker), for a maker and a taker that do not exist.
    name: 'a side of 2, as a member between two invented ones',
    breaks: 'main.side',
    shape: {
      ...{ side: 2n, maker: mod(22n - own), taker: 11n },
      ...{ makerGives: 2n, takerGives: 3n, makerAmount: 100n, takerAmount: 101n, collarBps: 1_000n },
      ...{ balances: { 4: 102n }, prices: { 4: 1n, 1: 1n } },
    },
  },
  {
    name: 'a trade with itself',
    breaks: 'main.differentMembers.in main.differentMembers.inverse',
    shape: { maker: own, taker: own },
  },
  {
    name: 'an asset against itself',
    breaks: 'main.differentAssets.in main.differentAssets.inverse',
    shape: { takerGives: 3n, takerAmount: 100_000_000_000n },
  },
];

const collateral: Attack[] = [
  rangeAttack('an amount given of 2^120', 'giveRange', { shape: unit(AMOUNT_LIMIT, AMOUNT_LIMIT - 1n) }),
  rangeAttack('an amount taken of 2^120', 'takeRange', {
    shape: unit(AMOUNT_LIMIT - 1n, AMOUNT_LIMIT, { balances: { 2: mod(-1n), 3: AMOUNT_LIMIT - 1n } }),
  }),
  rangeAttack('a fee covered only by what is taken', 'feeCovered', {
    shape: { takerGives: 0n, takerAmount: 20_000_000_000_000n, balances: { 0: 399n } },
  }),
  rangeAttack('more than the balance', 'giveCovered', { shape: { balances: { 3: 99_999_999_999n } } }),
  rangeAttack('a balance that wraps', 'takeFits', {
    shape: { balances: { 2: AMOUNT_LIMIT - 20_050_000_000_000n } },
  }),
  {
    name: 'giving from two slots, and filling a third',
    shape: EVEN,
    variations: () => entryVariations('give', 16, 3),
  },
  {
    name: 'giving from two worthless slots',
    breaks: 'main.give.selected*',
    shape: unit(100n, 200n, {
      ...{ makerGives: 3n, takerGives: 5n, prices: { 1: 1n, 2: 1n, 5: 1n }, balances: { 1: 100n, 2: 100n } },
    }),
    forged: selection('give', 16, { 1: 1n, 2: 1n }),
  },
  {
    name: 'giving from another slot',
    breaks: 'main.give.index main.give.selected*',
    shape: unit(100n, 100n, { prices: { 1: 1n, 2: 1n }, balances: { 1: 100n } }),
    forged: selection('give', 16, { 1: 1n }),
  },
  {
    name: 'taking into two slots, less one',
    shape: EVEN,
    variations: () => entryVariations('take', 16, 4),
  },
  {
    name: 'taking into two slots whose numbers add up',
    breaks: 'main.take.selected*',
    shape: unit(200n, 100n, { takerGives: 5n, prices: { 1: 1n, 4: 1n, 3: 1n } }),
    forged: selection('take', 16, { 1: 1n, 4: 1n }),
  },
  {
    name: 'taking into another slot',
    breaks: 'main.take.index main.take.selected*',
    shape: unit(100n, 100n, { prices: { 1: 1n, 3: 1n } }),
    forged: selection('take', 16, { 1: 1n }),
  },
];

const values: Attack[] = [
  {
    name: 'amounts without any price',
    breaks: 'main.priced.in main.priced.inverse',
    shape: { prices: { 2: 0n, 3: 0n }, makerAmount: 1n },
  },
  {
    // Half of the sum makes both legs look equal: any price would be on the collar.
    name: 'a value between the two legs',
    breaks: 'main.giveValue main.larger main.takeValue',
    shape: unit(100n, 1_000_000n),
    forged: { 'main.larger': 500_050n },
  },
  rangeAttack('the smaller leg as the larger', 'largerIsLarger', {
    shape: unit(100n, 1_000_000n, { maxTradeValue: 100n, maxDeskDayVolume: 100n }),
    forged: { 'main.larger': 100n },
  }),
  rangeAttack('a price off the collar', 'onCollar', { shape: unit(100n, 1_000_000n) }),
  rangeAttack('more than the trade limit', 'withinTradeLimit', {
    shape: unit(100n, 100n, { maxTradeValue: 99n }),
  }),
  rangeAttack('more than the day limit', 'withinDayLimit', {
    shape: unit(100n, 100n, { oldVolume: 50n, maxDeskDayVolume: 149n }),
  }),
];

export const TRADE_ATTACKS: Attack[] = [
  ...terms,
  ...collateral,
  ...values,
  rangeAttack('a trade after 256 records of the day', 'paid', { shape: { oldRecordIndex: 256n } }),
  ...updateAttacks(true),
  ...CREDENTIAL_ATTACKS,
];
