// SPDX-License-Identifier: GPL-3.0-or-later
import { FIELD_ORDER } from '../../../protocol/field.ts';
import { mod } from './constraintSystem.ts';

/** A signal that the circuit assigns with `<--`: the honest value, from signals that come before it. */
export interface Hint {
  signal: string;
  needs: string[];
  compute(values: bigint[]): bigint;
}

type Rule = (signal: string, has: (name: string) => boolean) => Hint | undefined;

/** Every `<--` of the circuits and of the parts of circomlib they use. There are no others: the solver checks it. */
const RULES: Rule[] = [
  // Num2Bits: bit i of in.
  (signal, has) => {
    const [, component, bit] = /^(.*)\.out\[(\d+)\]$/.exec(signal) ?? [];
    if (component === undefined || !has(`${component}.in`)) return undefined;
    return { signal, needs: [`${component}.in`], compute: ([value]) => (value >> BigInt(bit)) & 1n };
  },
  // OneHot: 1 at index.
  (signal, has) => {
    const [, component, position] = /^(.*)\.selected\[(\d+)\]$/.exec(signal) ?? [];
    if (component === undefined || !has(`${component}.index`)) return undefined;
    return {
      signal,
      needs: [`${component}.index`],
      compute: ([index]) => (index === BigInt(position) ? 1n : 0n),
    };
  },
  // TreeMemberAt: octal digit of index.
  (signal) => {
    const [, component, level] = /^(.*)\.digits\[(\d+)\]$/.exec(signal) ?? [];
    if (component === undefined) return undefined;
    return {
      signal,
      needs: [`${component}.index`],
      compute: ([index]) => (index >> BigInt(3 * Number(level))) & 7n,
    };
  },
  // ValidCredential: the slot of a desk.
  (signal) => {
    const component = /^(.*)\.slot$/.exec(signal)?.[1];
    if (component === undefined) return undefined;
    return { signal, needs: [`${component}.desk`], compute: ([desk]) => desk / 64n };
  },
  // NonZero and IsZero: an inverse.
  (signal) => {
    const component = /^(.*)\.inv(erse)?$/.exec(signal)?.[1];
    if (component === undefined) return undefined;
    return { signal, needs: [`${component}.in`], compute: ([value]) => inverse(value) };
  },
  // Trade: the value of the larger leg.
  (signal) => {
    if (signal !== 'main.larger') return undefined;
    return { signal, needs: ['main.giveValue', 'main.takeValue'], compute: ([a, b]) => (a > b ? a : b) };
  },
];

export function hintOf(signal: string, has: (name: string) => boolean): Hint | undefined {
  for (const rule of RULES) {
    const hint = rule(signal, has);
    if (hint !== undefined) return hint;
  }
  return undefined;
}

/** Equalities the circuits state between two signals that are computed elsewhere: nothing is computed from them. */
const COMPARISONS = [
  'main.vector.chunk.out main.vector.h',
  'main.vector.partial main.vector.y',
  'main.terms.out main.tradeHash',
  'main.after main.newRoot',
  'main.own main.update.member',
  'main.update.oldViewCommit main.update.viewCommit',
];
const COMPARISON_PATTERNS = [
  /^(.*)\.current \1\.root$/,
  /^(.*)\.chosen\.out \1\.current$/,
  /^[^ ]*\.bit\.out$/,
];

/** Whether a constraint over these signals (names without indices, sorted) is such an equality. */
export function isComparison(signals: string): boolean {
  return COMPARISONS.includes(signals) || COMPARISON_PATTERNS.some((pattern) => pattern.test(signals));
}

export function inverse(value: bigint): bigint {
  let [r, nextR] = [FIELD_ORDER, mod(value)];
  let [t, nextT] = [0n, 1n];
  while (nextR !== 0n) {
    const quotient = r / nextR;
    [r, nextR] = [nextR, r - quotient * nextR];
    [t, nextT] = [nextT, t - quotient * nextT];
  }
  return r === 1n ? mod(t) : 0n;
}
