// SPDX-License-Identifier: GPL-3.0-or-later
import type { CircuitName } from '../../../protocol/generated/circuits.ts';
import { foldVector } from '../../../protocol/vector.ts';
import { plainCircuit } from './compile.ts';
import { ConstraintSystem, mod } from './constraintSystem.ts';
import type { Step } from './planner.ts';
import { Planner, signalsOf } from './planner.ts';
import type { Inputs } from './reference.ts';
import { flatten } from './witness.ts';

/** Values a forger puts in place of hints (or of any other wire: its constraint fails then), by the signal's name. */
export type Forged = Record<string, bigint>;

const FOLDING = ['main.h', 'main.rho', 'main.y'];

/**
 * A witness generator for malicious provers. It works on the constraints as written in the source, one for each line:
 * inputs and hints are the prover's, every other wire follows from them by the constraint that assigns it, and all
 * constraints that assign nothing are the circuit's checks.
 */
export class Forger {
  readonly name: CircuitName;
  readonly plain: ConstraintSystem;
  readonly steps: readonly Step[];
  /** The constraints that assign no wire, by what they are over. */
  readonly #checks: Map<number, string>;
  #afterFolding: Step[] | undefined;

  private constructor(name: CircuitName, plain: ConstraintSystem, inputs: Inputs) {
    this.name = name;
    this.plain = plain;
    const { steps, checks } = new Planner(plain).plan(inputWires(plain, inputs).keys());
    this.steps = steps;
    this.#checks = new Map(checks.map((constraint) => [constraint, signalsOf(plain, constraint)]));
  }

  /** Throws if some wire follows neither from the inputs and hints nor from a constraint. */
  static async load(name: CircuitName, inputs: Inputs): Promise<Forger> {
    return new Forger(name, new ConstraintSystem(await plainCircuit(name)), inputs);
  }

  /** Every wire, for inputs and hints of the forger's choice; the folding is that of the vector that comes out. */
  forge(inputs: Inputs, forged: Forged = {}): bigint[] {
    const values = this.assign(inputs, forged);
    const x: bigint[] = [];
    while (this.plain.has(`main.vector.x[${x.length}]`))
      x.push(this.value(values, `main.vector.x[${x.length}]`));
    for (const [input, value] of Object.entries(foldVector(this.name, x)))
      values[this.plain.wireOf(`main.${input}`)!] = value;
    this.#afterFolding ??= this.#stepsAfterFolding();
    for (const step of this.#afterFolding) values[step.wire] = this.result(step, values);
    return values;
  }

  /** Steps that depend on the folding: nothing that the vector is made of is among them. */
  #stepsAfterFolding(): Step[] {
    const { plain } = this;
    const after = new Set(FOLDING.map((name) => plain.wireOf(name)!));
    return this.steps.filter((step) => {
      const needs = 'hint' in step ? step.needs : plain.wiresOf(step.constraint);
      const isAfter = needs.some((wire) => after.has(wire));
      if (isAfter) after.add(step.wire);
      return isAfter;
    });
  }

  /** As `forge`, with the folding given by the inputs. */
  assign(inputs: Inputs, forged: Forged = {}): bigint[] {
    const { plain } = this;
    const values = new Array<bigint>(plain.wires).fill(0n);
    values[0] = 1n;
    for (const [wire, value] of inputWires(plain, inputs)) values[wire] = mod(value);
    const replaced = new Map(
      Object.entries(forged).map(([name, value]) => [plain.wireOf(name)!, mod(value)]),
    );
    for (const step of this.steps) {
      values[step.wire] = replaced.get(step.wire) ?? this.result(step, values);
      replaced.delete(step.wire);
    }
    if (replaced.size > 0) throw new Error('Inputs are not forged but given');
    return values;
  }

  /** What a step gives its wire when the wires before it are known. */
  result(step: Step, values: readonly bigint[]): bigint {
    if ('hint' in step) return step.hint.compute(step.needs.map((wire) => values[wire]));
    const { constraint, wire, scale } = step;
    const { plain } = this;
    const product = plain.form(constraint, 0, values) * plain.form(constraint, 1, values);
    // The wire stands in C alone, so its own old value (none yet, or that of a variation's base) can be added back.
    return mod((product - plain.form(constraint, 2, values)) * scale + values[wire]);
  }

  value(values: readonly bigint[], name: string): bigint {
    return values[this.plain.wireOf(name)!];
  }

  /** Every constraint that assigns nothing. */
  get checkConstraints(): number[] {
    return [...this.#checks.keys()];
  }

  /** The signals a constraint is over, without indices. */
  kindOf(constraint: number): string {
    return this.#checks.get(constraint) ?? signalsOf(this.plain, constraint);
  }

  /** The signals a constraint is over. */
  describe(constraint: number): string {
    const wires = this.plain.wiresOf(constraint).filter((wire) => wire !== 0);
    return wires.map((wire) => this.plain.nameOf(wire)).join(' ');
  }

  /** The same values on the wires of the optimised circuit. */
  project(values: readonly bigint[], optimised: ConstraintSystem): bigint[] {
    return Array.from({ length: optimised.wires }, (_, wire) =>
      wire === 0 ? 1n : this.value(values, optimised.nameOf(wire)),
    );
  }
}

function inputWires(system: ConstraintSystem, inputs: Inputs): Map<number, bigint> {
  const wires = new Map<number, bigint>();
  const set = (name: string, value: Inputs[string] | bigint): void => {
    if (typeof value === 'bigint') wires.set(system.wireOf(name)!, value);
    else for (const [i, element] of value.entries()) set(`${name}[${i}]`, element);
  };
  for (const [name, value] of Object.entries(inputs)) set(`main.${name}`, value);
  const expected = Object.values(inputs).reduce((sum, value) => sum + flatten(value).length, 0);
  if (wires.size !== expected) throw new Error('Two inputs share a wire');
  return wires;
}
