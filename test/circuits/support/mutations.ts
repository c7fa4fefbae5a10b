// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, test } from 'vitest';
import { mod } from './constraintSystem.ts';
import type { Inputs } from './reference.ts';
import { fold } from './reference.ts';
import { withInput } from './scenario.ts';
import type { Statement } from './statement.ts';

/** What happens when one input is altered and everything a forger could adapt is adapted. */
export interface Mutations {
  /** An honest set of inputs to start from. */
  inputs: Inputs;
  /**
   * Inputs whose every value gives some true statement, so that only the folded vector holds them: with the elements
   * of the vector that differ then. A value other than the old one plus 1 is given where that would not do.
   */
  named: Record<
    string,
    { differing: string[] | ((index: number) => string[]); to?: (value: bigint) => bigint }
  >;
  /** Inputs that the statement pins, where the old value plus 1 would not show it. */
  boundAt?: Record<string, { to: (value: bigint) => bigint }>;
}

export const ACCOUNT_ONLY = ['account'];
/** Everything of a record but its tag, which depends on the key alone. */
export const CONTENT = ['recordSiv', ...[0, 1, 2, 3, 4, 5].map((i) => `ciphertext[${i}]`)];
export const RECORD = ['recordTag', ...CONTENT];

const FOLDING = ['h', 'rho', 'y'];
/** Longer arrays are sampled: their elements are all used alike. */
const SAMPLED = [0, 1, 7];

/** One test for each input signal; fails if a signal is forgotten, because every input is in one class or the other. */
export function testEveryInput(statement: () => Statement, { inputs, named, boundAt = {} }: Mutations): void {
  for (const name of [...Object.keys(named), ...Object.keys(boundAt)]) {
    if (!(name in inputs)) throw new Error(`no input ${name}`);
  }
  const all = Object.entries(inputs).flatMap(([name, value]) =>
    positionsOf(value).map((at): [string, string, number[]] => [label(name, at), name, at]),
  );

  test.each(all.filter(([, name]) => FOLDING.includes(name)))(
    'folding_refusesAnotherValue of %s',
    (_, name, at) => {
      expect(statement().accepts(withInput(inputs, name, at, mod(elementAt(inputs, name, at) + 1n)))).toBe(
        false,
      );
    },
  );

  test.each(all.filter(([, name]) => !FOLDING.includes(name) && !(name in named)))(
    'statement_refusesAnotherValue of %s, folded anew',
    (_, name, at) => {
      const alter = boundAt[name]?.to ?? ((value: bigint) => mod(value + 1n));
      const altered = withInput(inputs, name, at, alter(elementAt(inputs, name, at)));
      expect(statement().acceptsFolded(altered)).toBe(false);
    },
  );

  test.each(all.filter(([, name]) => name in named))(
    'folding_bindsTheValue of %s, which any statement may name',
    (_, name, at) => {
      const { differing, to } = named[name];
      const alter = to ?? ((value: bigint) => mod(value + 1n));
      const altered = withInput(inputs, name, at, alter(elementAt(inputs, name, at)));
      const folded = fold(statement().name, altered);
      const places = typeof differing === 'function' ? differing(at[0]) : differing;
      expect(statement().differingElements(inputs, altered).sort()).toEqual(places.toSorted());
      expect(statement().accepts(folded)).toBe(true);
      expect(statement().accepts(altered)).toBe(false);
      expect(statement().accepts({ ...folded, h: inputs.h })).toBe(false);
      expect(statement().accepts({ ...folded, rho: inputs.rho, y: inputs.y })).toBe(false);
    },
  );
}

function positionsOf(value: Inputs[string]): number[][] {
  if (typeof value === 'bigint') return [[]];
  if (typeof value[0] === 'bigint') return value.map((_, i) => [i]);
  const levels = value as bigint[][];
  return levels.flatMap((children, level) =>
    children.flatMap((_, i) => (SAMPLED.includes(i) || level === levels.length - 1 ? [[level, i]] : [])),
  );
}

function elementAt(inputs: Inputs, name: string, at: number[]): bigint {
  let value: unknown = inputs[name];
  for (const step of at) value = (value as unknown[])[step];
  return value as bigint;
}

function label(name: string, at: number[]): string {
  return name + at.map((step) => `[${step}]`).join('');
}
