// SPDX-License-Identifier: GPL-3.0-or-later
import type { Forged } from '../forger.ts';
import type { Variation } from '../variator.ts';
import { entryVariations, selection } from './attack.ts';

/** A TreeMemberAt in a statement. */
export interface Positioned {
  /** Its component, without `main`. */
  component: string;
  /** The input that holds its children. */
  path: string;
  depth: number;
  /** Public inputs that have to follow its root, and the signals that compute them. */
  roots: [input: string, signal: string][];
}

/** The octal digit that the sweeps below want at every level: any entry can be −1 beside two that make up for it. */
const DIGIT = 3;
const NEIGHBOUR = 4;
/** In place of the node that an honest path would have. */
const STRANGER = 99n;

/** The position whose digits are all 3. */
export function middlePosition(depth: number): bigint {
  return (BigInt(DIGIT) * (8n ** BigInt(depth) - 1n)) / 7n;
}

/**
 * A leaf that is not in the tree under made-up nodes of its own up to each level but the lowest, which is the attack
 * that is varied; `digit` is its place in them.
 */
export function spliced(
  component: string,
  path: string,
  depth: number,
  digit: (level: number) => number,
  breaks = `${component}.children ${component}.current ${component}.products`,
): Variation[] {
  return Array.from({ length: depth - 1 }, (_, i): Variation => {
    const top = i + 1;
    return {
      ...{ name: `spliced in at level ${top}`, breaks, at: `${component}.current[${top}]`, changes: {} },
      settle: Array.from({ length: top }, (_, level) => [
        `main.${path}[${level}][${digit(level)}]`,
        `${component}.current[${level}]`,
      ]),
    };
  });
}

/** Ways round each check of each level, for an honest witness at the middle position: the leaf is no longer there. */
export function positionVariations(tree: Positioned, value: (signal: string) => bigint): Variation[] {
  return Array.from({ length: tree.depth }, (_, level) => levelVariations(tree, level, value)).flat();
}

function levelVariations(tree: Positioned, level: number, value: (signal: string) => bigint): Variation[] {
  const { path, depth, roots } = tree;
  const component = `main.${tree.component}`;
  const digit = `${tree.component}.digit[${level}]`;
  const place = (i: number): string => `main.${path}[${level}][${i}]`;
  const child = (i: number): bigint => value(place(i));
  const current = value(`${component}.current[${level}]`);
  const gone: Forged = { [place(DIGIT)]: STRANGER };
  const beside: Forged = {
    ...selection(digit, 8, { [NEIGHBOUR]: 1n }),
    ...{ ...gone, [place(NEIGHBOUR)]: current },
  };
  const above = Array.from({ length: depth - level - 1 }, (_, i): [string, string] => [
    `main.${path}[${level + 1 + i}][${DIGIT}]`,
    `${component}.current[${level + 1 + i}]`,
  ]);
  const settle = [...above, ...roots];
  const mixed = entryVariations(digit, 8, DIGIT, (entry, [low, high]) =>
    entry === DIGIT
      ? { [place(DIGIT)]: child(low) + child(high) - current }
      : { ...gone, [place(low)]: current + child(entry) - child(high) },
  );
  return [
    ...mixed,
    {
      name: 'two children whose numbers add up',
      ...{ breaks: `${component}.digit.selected*`, at: `main.${digit}.selected[0]` },
      changes: { ...selection(digit, 8, { 1: 1n, 2: 1n }), ...gone, [place(1)]: current - child(2) },
    },
    {
      name: 'the neighbouring child, by its selector',
      ...{ breaks: `${component}.digit.index ${component}.digit.selected*`, at: `main.${digit}.index` },
      changes: beside,
    },
    {
      name: 'the neighbouring child, by its digit',
      ...{ breaks: `${component}.digits* ${component}.index`, at: `${component}.index` },
      changes: { ...beside, [`${component}.digits[${level}]`]: BigInt(NEIGHBOUR) },
    },
  ].map((variation) => ({ ...variation, name: `level ${level}: ${variation.name}`, settle }));
}
