// SPDX-License-Identifier: GPL-3.0-or-later
import { TODAY } from '../scenario.ts';
import type { Attack } from './attack.ts';
import { rangeAttacks } from './attack.ts';

/** Ways round each check of AccountUpdate. */
export function updateAttacks(isCredentialed: boolean): Attack[] {
  const membership = 'main.update.membership';
  return [
    ...rangeAttacks('a day that goes back, for a fresh volume', 'update.dayForward', {
      shape: { oldDay: TODAY + 1n },
    }),
    {
      name: 'a richer state that is not in the tree',
      breaks: `${membership}.children ${membership}.current ${membership}.products`,
      change: ({ balances }) => ({ balances: (balances as bigint[]).with(3, 2n ** 60n) }),
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
