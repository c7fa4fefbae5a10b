// SPDX-License-Identifier: GPL-3.0-or-later
import { ACCOUNT_TREE_DEPTH } from '../../../../protocol/generated/circuits.ts';
import { TODAY } from '../scenario.ts';
import type { Attack } from './attack.ts';
import { rangeAttack } from './attack.ts';
import { spliced } from './tree.ts';

/** Ways round each check of AccountUpdate. */
export function updateAttacks(isCredentialed: boolean): Attack[] {
  const membership = 'main.update.membership';
  return [
    rangeAttack('a day that goes back, for a fresh volume', 'update.dayForward', {
      shape: { oldDay: TODAY + 1n },
    }),
    {
      name: 'a richer state that is not in the tree',
      breaks: `${membership}.children ${membership}.current ${membership}.products`,
      change: ({ balances }) => ({ balances: (balances as bigint[]).with(3, 2n ** 60n) }),
      variations: () => spliced(membership, 'accountPath', ACCOUNT_TREE_DEPTH, () => 0),
    },
    {
      name: 'a state of another tree',
      breaks: `${membership}.current ${membership}.root`,
      change: () => ({ accountRoot: 99n }),
    },
    {
      name: 'a new day that passes for the old one',
      breaks: 'main.update.sameDay.in main.update.sameDay.out',
      shape: { oldDay: TODAY - 1n },
      forged: { 'main.update.sameDay.inv': 0n },
    },
    {
      // Whoever can choose it can make a state that the phrase does not open.
      name: 'a blinding of one’s own',
      breaks: 'main.update.blinding.out main.update.newLeaf.blinding',
      forged: { 'main.update.newLeaf.blinding': 5n },
    },
    {
      name: 'a blinding of another spend secret',
      breaks: 'main.update.blinding.spendSecret main.update.spendSecret',
      forged: { 'main.update.blinding.spendSecret': 5n },
    },
    isCredentialed
      ? {
          name: 'a view key that changes within a day',
          breaks: 'main.update.oldViewCommit main.update.sameDay.out main.update.viewCommit',
          shape: { viewCommit: 12n },
        }
      : {
          name: 'a record under a made-up view key',
          breaks: 'main.update.oldViewCommit main.update.viewCommit',
          shape: { viewCommit: 12n },
        },
  ];
}
