// SPDX-License-Identifier: GPL-3.0-or-later
import { CREDENTIAL_TREE_DEPTH } from '../../../../protocol/generated/circuits.ts';
import type { Inputs } from '../reference.ts';
import { TODAY, VALUE_LIMIT } from '../scenario.ts';
import type { Attack } from './attack.ts';
import { bitVariations, entryVariations, rangeAttack, selection } from './attack.ts';
import { middlePosition, positionVariations, spliced } from './tree.ts';

const MEMBERSHIP = 'main.credential.membership';
/** Position 1234 of the default slot is digit 2 of its node. */
const OWN_DIGIT = 2;

/** Ways round each check of ValidCredential, in any statement that has one. */
export const CREDENTIAL_ATTACKS: Attack[] = [
  rangeAttack('a desk beyond the slot’s 64', 'credential.deskInSlot', {
    shape: { k: 1_000n },
    forged: { 'main.credential.slot': 1234n },
  }),
  rangeAttack('an expired credential', 'credential.unexpired', {
    shape: { credentialExpiry: TODAY - 1n },
  }),
  rangeAttack('a trade limit that is no number', 'credential.tradeLimit', {
    shape: { maxTradeValue: VALUE_LIMIT },
  }),
  rangeAttack('a day limit that is no number', 'credential.dayLimit', {
    shape: { maxDeskDayVolume: VALUE_LIMIT },
  }),

  {
    name: 'a jurisdiction outside the bitmap',
    breaks: 'main.credential.bit.out',
    shape: { jurisdictions: 1n << 3n },
  },
  {
    name: 'a bitmap of more than 64 jurisdictions',
    breaks: 'main.credential.allowed.in main.credential.allowed.out*',
    shape: { jurisdictions: (1n << 64n) | (1n << 17n) },
  },
  ...[17, 20].map((own): Attack => {
    const split = 'main.credential.allowed';
    return {
      name: `the own bit ${own} set in a bitmap that lacks it`,
      breaks: 'main.credential.bit.out',
      shape: { jurisdiction: BigInt(own), jurisdictions: 1n << 3n },
      variations: (value, forger) => bitVariations(split, value(`${split}.in`), forger, { [own]: 1n }),
    };
  }),
  {
    // At its own entry −1 would count against it, if it were not for the bit it lacks.
    name: 'a jurisdiction mixed from two others',
    breaks: 'main.credential.bit.out',
    shape: { jurisdictions: 2n ** 64n - 1n - (1n << 17n) },
    variations: () => entryVariations('credential.chosen', 64, 17).filter((_, entry) => entry !== 17),
  },
  {
    name: 'a jurisdiction mixed from two others, of which one is allowed',
    breaks: 'main.credential.bit.out',
    shape: { jurisdictions: 1n },
    variations: () => entryVariations('credential.chosen', 64, 17).filter((_, entry) => entry === 17),
  },
  {
    name: 'two jurisdictions whose numbers add up',
    breaks: 'main.credential.chosen.selected*',
    shape: { jurisdictions: 1n << 3n },
    forged: selection('credential.chosen', 64, { 3: 1n, 14: 1n }),
  },
  {
    name: 'an allowed jurisdiction in place of one’s own',
    breaks: 'main.credential.chosen.index main.credential.chosen.selected*',
    shape: { jurisdictions: 1n << 3n },
    forged: selection('credential.chosen', 64, { 3: 1n }),
  },

  {
    name: 'a credential that is not in the tree',
    breaks: `${MEMBERSHIP}.chosen.out ${MEMBERSHIP}.current`,
    change: prolonged,
    variations: () =>
      spliced(
        MEMBERSHIP,
        'credentialPath',
        CREDENTIAL_TREE_DEPTH,
        (level) => (1234 >> (3 * level)) & 7,
        `${MEMBERSHIP}.chosen.out ${MEMBERSHIP}.current`,
      ),
  },
  {
    name: 'a credential that is not in its slot, at any level',
    shape: { slot: middlePosition(CREDENTIAL_TREE_DEPTH) },
    variations: (value) =>
      positionVariations(
        {
          ...{ component: 'credential.membership', path: 'credentialPath', depth: CREDENTIAL_TREE_DEPTH },
          roots: [['main.credentialRoot', `${MEMBERSHIP}.current[${CREDENTIAL_TREE_DEPTH}]`]],
        },
        value,
      ),
  },
  {
    name: 'a credential of another tree',
    breaks: `${MEMBERSHIP}.current ${MEMBERSHIP}.root`,
    change: () => ({ credentialRoot: 99n }),
  },
  {
    name: 'a credential in the neighbouring slot, by its selector',
    breaks: `${MEMBERSHIP}.digit.index ${MEMBERSHIP}.digit.selected*`,
    shape: { credentialPosition: 1235n },
    forged: selection('credential.membership.digit[0]', 8, { [OWN_DIGIT + 1]: 1n }),
  },
  {
    name: 'a credential in the neighbouring slot, by its digit',
    breaks: `${MEMBERSHIP}.digits* ${MEMBERSHIP}.index`,
    shape: { credentialPosition: 1235n },
    forged: {
      'main.credential.membership.digits[0]': BigInt(OWN_DIGIT + 1),
      ...selection('credential.membership.digit[0]', 8, { [OWN_DIGIT + 1]: 1n }),
    },
  },
  {
    // Two children whose positions add up: of use only where one of them is 0, as in this node.
    name: 'a credential that stands in two places',
    breaks: `${MEMBERSHIP}.digit.selected*`,
    shape: { credentialSiblingZero: 1n },
    forged: selection('credential.membership.digit[0]', 8, { 0: 1n, [OWN_DIGIT]: 1n }),
  },
];

function prolonged(inputs: Inputs): Partial<Inputs> {
  return { credentialExpiry: (inputs.credentialExpiry as bigint) + 365n };
}
