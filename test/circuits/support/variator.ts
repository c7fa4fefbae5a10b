// SPDX-License-Identifier: GPL-3.0-or-later
import { foldVector } from '../../../protocol/vector.ts';
import type { ConstraintSystem } from './constraintSystem.ts';
import { mod } from './constraintSystem.ts';
import type { Forged, Forger } from './forger.ts';

/** A small change of a forged witness that is meant to break one constraint alone. */
export interface Variation {
  name: string;
  /** The kind of the constraint, and one signal in it that says which of that kind it is. */
  breaks: string;
  at: string;
  /** Inputs and hints with their new values. */
  changes: Forged;
  /** Inputs set, one after the other, to what another signal has by then. */
  settle?: [input: string, signal: string][];
}

/** A witness and the numbers of the constraints it breaks. */
export interface Mounted {
  values: bigint[];
  broken: number[];
}

export interface Varied extends Mounted {
  /** Whether some constraint of the circuit as it is proven fails, too. */
  isRefused: boolean;
}

/** Varies a witness by computing again, and checking again, only what depends on the change. */
export class Variator {
  readonly #forger: Forger;
  readonly #optimised: ConstraintSystem;
  /** Of each wire of the plain circuit: the steps that need it, and the constraints it is in. */
  readonly #dependents: number[][];
  readonly #users: number[][];
  /** The plain wire of each optimised wire, and the constraints of the optimised circuit each plain wire is in. */
  readonly #plainOf: number[];
  readonly #provenUsers = new Map<number, number[]>();
  readonly #vector: number[] = [];
  /** Scratch: values of the optimised circuit's wires. */
  readonly #projected: bigint[];

  constructor(forger: Forger, optimised: ConstraintSystem) {
    const { plain, steps } = forger;
    this.#forger = forger;
    this.#optimised = optimised;
    this.#users = usersOf(plain);
    this.#dependents = Array.from({ length: plain.wires }, () => []);
    for (const [i, step] of steps.entries()) {
      const needs = 'hint' in step ? step.needs : plain.wiresOf(step.constraint);
      for (const wire of needs) if (wire !== step.wire) this.#dependents[wire].push(i);
    }
    this.#plainOf = Array.from({ length: optimised.wires }, (_, wire) =>
      wire === 0 ? 0 : plain.wireOf(optimised.nameOf(wire))!,
    );
    this.#projected = new Array<bigint>(optimised.wires).fill(1n);
    for (const [wire, constraints] of usersOf(optimised).entries())
      this.#provenUsers.set(this.#plainOf[wire], constraints);
    for (let i = 0; plain.has(`main.vector.x[${i}]`); i++)
      this.#vector.push(plain.wireOf(`main.vector.x[${i}]`)!);
  }

  /** The base with these changes, everything that follows from them, and the folding of the vector that comes out. */
  vary(base: Mounted, { changes, settle = [] }: Pick<Variation, 'changes' | 'settle'>): Varied {
    const { plain, name } = this.#forger;
    const wire = (signal: string): number => plain.wireOf(signal)!;
    const values = base.values.slice();
    const changed = new Set<number>();
    const kept = new Set(Object.keys(changes).map(wire));
    const set = (entries: [number, bigint][]): void => this.#follow(values, changed, kept, entries);
    set(Object.entries(changes).map(([signal, value]) => [wire(signal), mod(value)]));
    for (const [input, signal] of settle) set([[wire(input), values[wire(signal)]]]);
    if (this.#vector.some((element) => changed.has(element))) {
      const folded = foldVector(
        name,
        this.#vector.map((element) => values[element]),
      );
      set(Object.entries(folded).map(([input, value]) => [wire(`main.${input}`), value]));
    }
    return { values, ...this.#judge(base, values, changed) };
  }

  #follow(values: bigint[], changed: Set<number>, kept: Set<number>, entries: [number, bigint][]): void {
    const { steps } = this.#forger;
    const due = new Uint8Array(steps.length);
    const put = (wire: number, value: bigint): void => {
      if (values[wire] === value) return;
      values[wire] = value;
      changed.add(wire);
      for (const step of this.#dependents[wire]) due[step] = 1;
    };
    for (const [wire, value] of entries) put(wire, value);
    for (let i = due.indexOf(1); i >= 0; i = due.indexOf(1, i + 1)) {
      if (!kept.has(steps[i].wire)) put(steps[i].wire, this.#forger.result(steps[i], values));
    }
  }

  #judge(base: Mounted, values: bigint[], changed: Set<number>): Omit<Varied, 'values'> {
    const { plain } = this.#forger;
    const touched = new Set<number>();
    for (const wire of changed) for (const constraint of this.#users[wire]) touched.add(constraint);
    const broken = base.broken.filter((constraint) => !touched.has(constraint));
    for (const constraint of touched) if (!plain.isSatisfied(constraint, values)) broken.push(constraint);
    return { broken, isRefused: this.#isRefused(values, broken) };
  }

  /** Looks first where the plain circuit fails, at short constraints first: long ones take a long time. */
  #isRefused(values: readonly bigint[], broken: readonly number[]): boolean {
    const proven = this.#optimised;
    const wires = broken.flatMap((constraint) => this.#forger.plain.wiresOf(constraint));
    const near = new Set(wires.flatMap((wire) => this.#provenUsers.get(wire) ?? []));
    const length = (constraint: number): number =>
      proven.starts[3 * constraint + 3] - proven.starts[3 * constraint];
    const fails = (constraint: number): boolean => {
      for (const wire of proven.wiresOf(constraint)) this.#projected[wire] = values[this.#plainOf[wire]];
      return !proven.isSatisfied(constraint, this.#projected);
    };
    if ([...near].sort((one, other) => length(one) - length(other)).some(fails)) return true;
    return !proven.accepts(this.#plainOf.map((wire) => values[wire]));
  }
}

function usersOf(system: ConstraintSystem): number[][] {
  const users = Array.from({ length: system.wires }, (): number[] => []);
  for (let c = 0; c < system.constraints; c++) for (const wire of system.wiresOf(c)) users[wire].push(c);
  return users;
}
