// SPDX-License-Identifier: GPL-3.0-or-later
import { ACCOUNT_TREE_DEPTH, BATCH_DEPTH } from '../../../../protocol/generated/circuits.ts';
import type { Attack } from './attack.ts';
import { selection } from './attack.ts';
import { middlePosition, positionVariations, spliced } from './tree.ts';

/** Batch 4711 is child 7 of its node. */
const OWN_DIGIT = 7;
/** Levels above a batch. */
const DEPTH = ACCOUNT_TREE_DEPTH - BATCH_DEPTH;

export const INSERT_ATTACKS: Attack[] = [
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
    variations: () =>
      spliced(
        'main.before',
        'path',
        DEPTH,
        (level) => (4711 >> (3 * level)) & 7,
        'main.before.chosen.out main.before.current',
      ),
  },
  {
    name: 'a batch that was not empty, at any level',
    shape: { batch: middlePosition(DEPTH) },
    variations: (value) =>
      positionVariations(
        {
          ...{ component: 'before', path: 'path', depth: DEPTH },
          roots: [
            ['main.oldRoot', `main.before.current[${DEPTH}]`],
            ['main.newRoot', `main.after[${DEPTH}]`],
          ],
        },
        value,
      ),
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
];

function twice(): Record<string, bigint> {
  return selection('before.digit[0]', 8, { 0: 1n, [OWN_DIGIT]: 1n });
}
