// SPDX-License-Identifier: GPL-3.0-or-later
import { mod } from '../constraintSystem.ts';
import type { Forged, Forger } from '../forger.ts';
import { inverse } from '../hints.ts';
import type { Inputs } from '../reference.ts';
import type { Shape } from '../scenario.ts';
import { inputsOf } from '../scenario.ts';

/** What a malicious prover does to get past everything but one check. */
export interface Attack {
  name: string;
  /** The only kind of check that stands in the way, named by its signals: without it the forged witness passes. */
  breaks: string;
  shape?: Shape;
  /** Changes the inputs after everything was made to fit the shape. */
  change?: (inputs: Inputs, forger: Forger) => Partial<Inputs>;
  /** Values for hints; the rest of the witness follows from them. */
  forged?: Forged | ((inputs: Inputs, forger: Forger) => Forged);
}

/** The witness of an attack on the forger's circuit. */
export function mount(forger: Forger, { shape, change, forged = {} }: Attack): bigint[] {
  const honest = inputsOf(forger.name, shape);
  const inputs = { ...honest, ...change?.(honest, forger) } as Inputs;
  const hints = typeof forged === 'function' ? forged(inputs, forger) : forged;
  const isFoldingForged = inputs.h !== honest.h || inputs.y !== honest.y;
  return isFoldingForged ? forger.assign(inputs, hints) : forger.forge(inputs, hints);
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

/** Both ways round a range check: bits that do not add up, and a first "bit" that is the whole number. */
export function rangeAttacks(
  name: string,
  component: string,
  attack: Pick<Attack, 'shape' | 'change' | 'forged'>,
): Attack[] {
  const split = `main.${component}.split`;
  const base = (inputs: Inputs, forger: Forger): Forged =>
    (typeof attack.forged === 'function' ? attack.forged(inputs, forger) : attack.forged) ?? {};
  return [
    { ...attack, name: `${name}, bits cut off`, breaks: `${split}.in ${split}.out*` },
    {
      ...attack,
      name: `${name}, as one large bit`,
      breaks: `${split}.out`,
      forged: (inputs, forger) => {
        const hints = base(inputs, forger);
        const whole = forger.value(forger.assign(inputs, hints), `${split}.in`);
        return { ...hints, ...bitsOf(split, forger, { 0: whole }) };
      },
    },
  ];
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

/**
 * A selector of 8 whose entries add up to 1 and whose weighted sum is `position`, but which picks `wanted` out of
 * children where it is not: no entry but one or two is 0 or 1.
 */
export function mixedSelection(
  component: string,
  children: readonly bigint[],
  position: number,
  wanted: bigint,
): Forged {
  // (1, −2, 1) adds nothing to either sum.
  const step = mod(children[0] - 2n * children[1] + children[2]);
  const times = mod((wanted - children[position]) * inverse(step));
  const entries: Record<number, bigint> = { 0: times, 1: -2n * times, 2: times };
  entries[position] = (entries[position] ?? 0n) + 1n;
  return selection(component, 8, entries);
}
