// SPDX-License-Identifier: GPL-3.0-or-later
import { mod } from '../constraintSystem.ts';
import type { Forged, Forger } from '../forger.ts';
import { inverse } from '../hints.ts';
import type { Inputs } from '../reference.ts';
import type { Shape } from '../scenario.ts';
import { inputsOf } from '../scenario.ts';
import type { Mounted, Variation } from '../variator.ts';

/** What a malicious prover does to get past everything but one check. */
export interface Attack {
  name: string;
  /**
   * The kind of the one constraint that stands in the way, named by its signals: without it the forged witness passes.
   * Absent if the attack is honest itself and only its variations forge anything.
   */
  breaks?: string;
  shape?: Shape;
  /** Changes the inputs after everything was made to fit the shape. */
  change?: (inputs: Inputs, forger: Forger) => Partial<Inputs>;
  /** Values for hints; the rest of the witness follows from them. */
  forged?: Forged | ((inputs: Inputs, forger: Forger) => Forged);
  /** The same for each of many constraints of one kind, as changes of this attack's witness. */
  variations?: (value: (signal: string) => bigint, forger: Forger) => Variation[];
}

/** The witness of an attack on the forger's circuit. */
export function mount(forger: Forger, { shape, change, forged = {} }: Attack): Mounted {
  const honest = inputsOf(forger.name, shape);
  const inputs = { ...honest, ...change?.(honest, forger) } as Inputs;
  const hints = typeof forged === 'function' ? forged(inputs, forger) : forged;
  const isFoldingForged = inputs.h !== honest.h || inputs.y !== honest.y;
  const values = isFoldingForged ? forger.assign(inputs, hints) : forger.forge(inputs, hints);
  return { values, broken: forger.plain.violations(values) };
}

/** Ways round the two equalities of FoldedVector, in every circuit. */
export function foldingAttacks(): Attack[] {
  const later = (value: Inputs[string]): bigint => mod((value as bigint) + 1n);
  return [
    {
      name: 'a vector under another hash',
      breaks: 'main.vector.chunk.out main.vector.h',
      change: ({ h }) => ({ h: later(h) }),
    },
    {
      name: 'a vector with another value at rho',
      breaks: 'main.vector.partial main.vector.y',
      change: ({ y }) => ({ y: later(y) }),
    },
  ];
}

/** Both ways round a range check: bits that do not add up, and any one "bit" that is all of the number. */
export function rangeAttack(
  name: string,
  component: string,
  attack: Pick<Attack, 'shape' | 'change' | 'forged'>,
): Attack {
  const split = `main.${component}.split`;
  return {
    ...attack,
    name,
    breaks: `${split}.in ${split}.out*`,
    variations: (value, forger) => bitVariations(split, value(`${split}.in`), forger),
  };
}

/** For each bit that is not given: the others 0, and this one whatever makes the sum right. */
export function bitVariations(
  split: string,
  whole: bigint,
  forger: Forger,
  given: Record<number, bigint> = {},
): Variation[] {
  const bits = Object.keys(bitsOf(split, forger, {})).map((_, i) => i);
  const rest = Object.entries(given).reduce((sum, [i, bit]) => sum - bit * (1n << BigInt(i)), whole);
  const half = inverse(2n);
  let scaled = mod(rest);
  const variations = bits.map((i): Variation => {
    const changes = bitsOf(split, forger, { ...given, [i]: scaled });
    scaled = mod(scaled * half);
    return { name: `bit ${i}`, breaks: `${split}.out`, at: `${split}.out[${i}]`, changes };
  });
  return variations.filter((_, i) => !(i in given));
}

/**
 * For each entry of a selector: −1 there and 1 at two others, so that the entries add up to 1 and their weighted sum is
 * `index`. `more` gives what else has to change.
 */
export function entryVariations(
  component: string,
  size: number,
  index: number,
  more: (entry: number, pair: [number, number]) => Forged = () => ({}),
): Variation[] {
  return Array.from({ length: size }, (_, entry) => {
    const pair = pairFor(size, index, entry);
    const entries = { [pair[0]]: 1n, [pair[1]]: 1n, [entry]: -1n };
    const signal = `main.${component}.selected`;
    return {
      ...{ name: `entry ${entry}`, breaks: signal.replace(/\[\d+\]/g, ''), at: `${signal}[${entry}]` },
      changes: { ...selection(component, size, entries), ...more(entry, pair) },
    };
  });
}

/** Two other entries whose numbers add up to index + entry. */
function pairFor(size: number, index: number, entry: number): [number, number] {
  for (let low = 0; low < size; low++) {
    const high = index + entry - low;
    if (low < high && high < size && low !== entry && high !== entry) return [low, high];
  }
  throw new Error(`No two entries of ${size} stand for ${index} with entry ${entry}`);
}

/** All entries of a selector: those given, the others 0. */
export function selection(component: string, size: number, entries: Record<number, bigint>): Forged {
  return Object.fromEntries(
    Array.from({ length: size }, (_, i) => [`main.${component}.selected[${i}]`, entries[i] ?? 0n]),
  );
}

/** All bits of a split: those given, the others 0. */
export function bitsOf(split: string, forger: Forger, entries: Record<number, bigint>): Forged {
  const bits: Forged = {};
  for (let i = 0; forger.plain.has(`${split}.out[${i}]`); i++) bits[`${split}.out[${i}]`] = entries[i] ?? 0n;
  return bits;
}
