// SPDX-License-Identifier: GPL-3.0-or-later
import type { ConstraintSystem } from './constraintSystem.ts';
import type { Hint } from './hints.ts';
import { hintOf, inverse, isComparison } from './hints.ts';

/** One wire and what gives its value: a hint, or the constraint in which it is the only thing not yet known. */
export type Step =
  | { wire: number; hint: Hint; needs: number[] }
  | { wire: number; constraint: number; scale: bigint };

/** Finds an order in which every wire of a circuit can be computed. */
export class Planner {
  readonly #system: ConstraintSystem;
  readonly #hints = new Map<number, { hint: Hint; needs: number[] }>();
  /** Constraints that each wire is in, and hints that need it. */
  readonly #users: number[][];
  readonly #hinted: number[][];
  /** Wires of each constraint that are not yet known. */
  readonly #unknown: Uint32Array;
  readonly #known: Uint8Array;
  readonly #ready: number[] = [];
  readonly #steps: Step[] = [];

  constructor(system: ConstraintSystem) {
    this.#system = system;
    this.#users = Array.from({ length: system.wires }, () => []);
    this.#hinted = Array.from({ length: system.wires }, () => []);
    this.#unknown = new Uint32Array(system.constraints);
    this.#known = new Uint8Array(system.wires);
    for (let c = 0; c < system.constraints; c++) {
      const wires = system.wiresOf(c);
      for (const wire of wires) this.#users[wire].push(c);
      this.#unknown[c] = wires.length;
      if (wires.length === 1) this.#ready.push(c);
    }
  }

  /** Steps in order, and the constraints that assign nothing. Throws if some wire follows from nothing. */
  plan(inputs: Iterable<number>): { steps: Step[]; checks: number[] } {
    const given = new Set(inputs);
    this.#findHints(given);
    this.#learn(0);
    for (const wire of given) this.#learn(wire);
    const assigning = new Set<number>();
    for (let c = this.#ready.pop(); c !== undefined; c = this.#ready.pop()) {
      if (this.#assign(c)) assigning.add(c);
    }
    const lost = this.#known.indexOf(0);
    if (lost >= 0) throw new Error(`Nothing assigns ${this.#system.nameOf(lost)}`);
    const all = Array.from({ length: this.#system.constraints }, (_, c) => c);
    return { steps: this.#steps, checks: all.filter((c) => !assigning.has(c)) };
  }

  #findHints(inputs: ReadonlySet<number>): void {
    const system = this.#system;
    for (const [signal, wire] of system.signals()) {
      const hint = inputs.has(wire) ? undefined : hintOf(signal, (name) => system.has(name));
      if (hint === undefined) continue;
      const needs = hint.needs.map((name) => system.wireOf(name)!);
      this.#hints.set(wire, { hint, needs });
      for (const need of needs) this.#hinted[need].push(wire);
    }
  }

  #learn(wire: number, step?: Step): void {
    if (this.#known[wire]) return;
    this.#known[wire] = 1;
    if (step) this.#steps.push(step);
    for (const c of this.#users[wire]) if (--this.#unknown[c] === 1) this.#ready.push(c);
    for (const other of this.#hinted[wire]) {
      const { hint, needs } = this.#hints.get(other)!;
      if (needs.every((need) => this.#known[need])) this.#learn(other, { wire: other, hint, needs });
    }
  }

  /** Whether the constraint assigns the one wire in it that is left, which is then known. */
  #assign(constraint: number): boolean {
    const system = this.#system;
    const wire = system.wiresOf(constraint).find((candidate) => !this.#known[candidate]);
    if (wire === undefined || this.#hints.has(wire) || isComparison(signalsOf(system, constraint)))
      return false;
    const scale = assignmentScale(system, constraint, wire);
    if (scale === undefined) return false;
    this.#learn(wire, { wire, constraint, scale });
    return true;
  }
}

/** Signals of a constraint without indices, sorted; a star says that several of an array are in it. */
export function signalsOf(system: ConstraintSystem, constraint: number): string {
  const count = new Map<string, number>();
  for (const wire of system.wiresOf(constraint)) {
    if (wire === 0) continue;
    const signal = system.nameOf(wire).replace(/\[\d+\]/g, '');
    count.set(signal, (count.get(signal) ?? 0) + 1);
  }
  return [...count]
    .map(([signal, wires]) => (wires > 1 ? `${signal}*` : signal))
    .sort()
    .join(' ');
}

/** 1 / the wire's coefficient in C, if the wire is in C alone: then A · B − (the rest of C) times this is its value. */
function assignmentScale(system: ConstraintSystem, constraint: number, wire: number): bigint | undefined {
  const { starts, termWires, coefficients } = system;
  const [a, , c, end] = starts.subarray(3 * constraint, 3 * constraint + 4);
  if (termWires.subarray(a, c).includes(wire)) return undefined;
  const term = termWires.subarray(c, end).indexOf(wire);
  return inverse(coefficients[c + term]);
}
