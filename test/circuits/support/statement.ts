// SPDX-License-Identifier: GPL-3.0-or-later
import type { CircuitName } from '../../../protocol/generated/circuits.ts';
import { VECTOR_LAYOUTS } from '../../../protocol/generated/circuits.ts';
import type { CircuitInputs } from '../../../protocol/provingEngine.ts';
import { foldVector } from '../../../protocol/vector.ts';
import { compiledCircuit } from './compile.ts';
import { ConstraintSystem } from './constraintSystem.ts';
import type { Inputs } from './reference.ts';
import { fold, vectorOf } from './reference.ts';
import { Unsatisfied, WitnessCalculator } from './witness.ts';

const FOLDED = ['main.h', 'main.y'];

/** A circuit as it is proven, asked whether inputs satisfy it. */
export class Statement {
  readonly name: CircuitName;
  readonly system: ConstraintSystem;
  readonly #checked: WitnessCalculator;
  readonly #unchecked: WitnessCalculator;

  private constructor(name: CircuitName, system: ConstraintSystem, wasm: Uint8Array) {
    this.name = name;
    this.system = system;
    this.#checked = new WitnessCalculator(wasm);
    this.#unchecked = WitnessCalculator.unchecked(wasm);
  }

  static async load(name: CircuitName): Promise<Statement> {
    const compiled = await compiledCircuit(name);
    return new Statement(name, new ConstraintSystem(compiled), compiled.wasm!);
  }

  /** Every wire for these inputs, whether they satisfy the statement or not. */
  witness(inputs: Inputs): bigint[] {
    return this.#unchecked.calculate(inputs as CircuitInputs);
  }

  /** Whether the constraints alone, whatever the calculator thinks, hold for these inputs. */
  accepts(inputs: Inputs): boolean {
    return this.system.accepts(this.witness(inputs));
  }

  /**
   * Whether the constraints hold with h, rho and y computed for the inputs' own vector. Throws if they fail where h or
   * y is compared: then the reference vector is wrong, and the refusal would say nothing about the statement.
   */
  acceptsFolded(inputs: Inputs): boolean {
    const broken = this.system.violations(this.witness(fold(this.name, inputs)));
    const folding = FOLDED.map((name) => this.system.wireOf(name));
    if (broken.some((constraint) => this.system.wiresOf(constraint).some((wire) => folding.includes(wire)))) {
      throw new Error(`The reference vector of ${this.name} is not the one the circuit computes`);
    }
    return broken.length === 0;
  }

  /** Whether these inputs pass with h, rho and y computed for the vector x, which need not be the inputs' own. */
  acceptsVector(inputs: Inputs, x: readonly bigint[]): boolean {
    return this.accepts({ ...inputs, ...foldVector(this.name, x) });
  }

  /** Whether the calculator that honest provers use gets to the end. */
  isCalculable(inputs: Inputs): boolean {
    try {
      this.#checked.calculate(inputs as CircuitInputs);
      return true;
    } catch (error) {
      if (error instanceof Unsatisfied) return false;
      throw error;
    }
  }

  /** Names of the elements in which the inputs' vectors differ. */
  differingElements(before: Inputs, after: Inputs): string[] {
    const [x, altered] = [vectorOf(this.name, before), vectorOf(this.name, after)];
    const names = VECTOR_LAYOUTS[this.name].flatMap(({ name, count }) =>
      Array.from({ length: count }, (_, i) => (count === 1 ? name : `${name}[${i}]`)),
    );
    return names.filter((_, i) => x[i] !== altered[i]);
  }
}
