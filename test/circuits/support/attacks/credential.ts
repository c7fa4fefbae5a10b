// SPDX-License-Identifier: GPL-3.0-or-later

import { tagged } from '../model.ts';
import type { Inputs } from '../reference.ts';
import { TODAY, VALUE_LIMIT } from '../scenario.ts';
import type { Attack } from './attack.ts';
import { bitsOf, mixedSelection, rangeAttacks, selection } from './attack.ts';

const MEMBERSHIP = 'main.credential.membership';
/** Position 1234 of the default slot is digit 2 of its node. */
const OWN_DIGIT = 2;

/** Ways round each check of ValidCredential, in any statement that has one. */
export const CREDENTIAL_ATTACKS: Attack[] = [
  ...rangeAttacks('a desk beyond the slot’s 64', 'credential.deskInSlot', {
    shape: { k: 1_000n },
    forged: { 'main.credential.slot': 1234n },
  }),
  ...rangeAttacks('an expired credential', 'credential.unexpired', {
    shape: { credentialExpiry: TODAY - 1n },
  }),
  ...rangeAttacks('a trade limit that is no number', 'credential.tradeLimit', {
    shape: { maxTradeValue: VALUE_LIMIT },
  }),
  ...rangeAttacks('a day limit that is no number', 'credential.dayLimit', {
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
  {
    name: 'an own bit set in a bitmap that lacks it',
    breaks: 'main.credential.allowed.out',
    shape: { jurisdictions: 1n << 3n },
    forged: (_, forger) => bitsOf('main.credential.allowed', forger, { 0: (1n << 3n) - (1n << 17n), 17: 1n }),
  },
  {
    name: 'a jurisdiction mixed from others',
    breaks: 'main.credential.chosen.selected',
    shape: { jurisdictions: 1n << 3n },
    forged: selection('credential.chosen', 64, { 3: 1n, 1: 14n, 0: -14n }),
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
  },
  {
    name: 'a credential of another tree',
    breaks: `${MEMBERSHIP}.current ${MEMBERSHIP}.root`,
    change: () => ({ credentialRoot: 99n }),
  },
  {
    name: 'a credential mixed from its neighbours',
    breaks: `${MEMBERSHIP}.digit.selected`,
    change: prolonged,
    forged: (inputs) => {
      const children = (inputs.credentialPath as bigint[][])[0];
      return mixedSelection('credential.membership.digit[0]', children, OWN_DIGIT, leafOf(inputs));
    },
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

function leafOf(inputs: Inputs): bigint {
  const own = [tagged('MEMBER', inputs.spendSecret as bigint), tagged('VIEW', inputs.viewSecret as bigint)];
  const names = [
    'jurisdiction',
    'maxTradeValue',
    'maxDeskDayVolume',
    'credentialExpiry',
    'leiHash',
    'credentialSalt',
  ];
  return tagged('CREDENTIAL', ...own, ...names.map((name) => inputs[name] as bigint));
}
