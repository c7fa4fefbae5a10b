// SPDX-License-Identifier: GPL-3.0-or-later
import { FIELD_ORDER } from '../../../protocol/field.ts';
import { parseR1cs } from '../../../prover/r1cs.ts';
import type { Compiled } from './compile.ts';

export const mod = (value: bigint): bigint => {
  const rest = value % FIELD_ORDER;
  return rest < 0n ? rest + FIELD_ORDER : rest;
};

/** Which of the three linear forms of a constraint: A · B = C. */
export type Form = 0 | 1 | 2;

/** The R1CS of a circuit with the names of its signals, and a checker that shares no code with the prover. */
export class ConstraintSystem {
  readonly name: string;
  readonly constraints: number;
  readonly wires: number;
  readonly publics: number;
  /** Terms of form f of constraint c are those from starts[3c + f] up to starts[3c + f + 1]. */
  readonly starts: Uint32Array;
  readonly termWires: Uint32Array;
  readonly coefficients: bigint[];
  readonly #wireOf = new Map<string, number>();
  readonly #nameOf = new Map<number, string>();

  constructor({ name, r1cs, symbols }: Compiled) {
    const parsed = parseR1cs(r1cs, name);
    this.name = name;
    this.constraints = parsed.constraints;
    this.wires = parsed.wires;
    this.publics = parsed.publics;
    this.starts = new Uint32Array(3 * parsed.constraints + 1);
    parsed.visitTerms((form, constraint) => {
      this.starts[3 * constraint + form + 1]++;
    });
    for (let i = 1; i < this.starts.length; i++) this.starts[i] += this.starts[i - 1];
    const terms = this.starts[this.starts.length - 1];
    this.termWires = new Uint32Array(terms);
    this.coefficients = new Array<bigint>(terms);
    const view = new DataView(r1cs.buffer, r1cs.byteOffset, r1cs.byteLength);
    let at = 0;
    parsed.visitTerms((_form, _constraint, wire, offset) => {
      this.termWires[at] = wire;
      this.coefficients[at++] = readCoefficient(view, offset);
    });
    this.#readSymbols(symbols);
  }

  /** The wire of a signal such as `main.update.member`; undefined if the compiler substituted it away. */
  wireOf(name: string): number | undefined {
    const wire = this.#wireOf.get(name);
    if (wire === undefined) throw new Error(`${this.name} has no signal ${name}`);
    return wire < 0 ? undefined : wire;
  }

  /** Whether the source has this signal, substituted away or not. */
  has(name: string): boolean {
    return this.#wireOf.has(name);
  }

  /** The first name of a wire; the compiler merges signals that are copies of each other. */
  nameOf(wire: number): string {
    return wire === 0 ? '1' : (this.#nameOf.get(wire) ?? `wire ${wire}`);
  }

  signals(): IterableIterator<[name: string, wire: number]> {
    return this.#wireOf.entries();
  }

  /** Σ coefficient · wire of one form of one constraint, not reduced. */
  form(constraint: number, form: Form, values: readonly bigint[]): bigint {
    const { starts, termWires, coefficients } = this;
    let sum = 0n;
    for (let t = starts[3 * constraint + form]; t < starts[3 * constraint + form + 1]; t++) {
      sum += coefficients[t] * values[termWires[t]];
    }
    return sum;
  }

  isSatisfied(constraint: number, values: readonly bigint[]): boolean {
    const product = this.form(constraint, 0, values) * this.form(constraint, 1, values);
    return (product - this.form(constraint, 2, values)) % FIELD_ORDER === 0n;
  }

  /** Numbers of the constraints that these values break, at most `limit` of them. */
  violations(values: readonly bigint[], limit = Number.POSITIVE_INFINITY): number[] {
    if (values.length !== this.wires || values[0] !== 1n) throw new Error(`Not a witness of ${this.name}`);
    const broken: number[] = [];
    for (let c = 0; c < this.constraints && broken.length < limit; c++) {
      if (!this.isSatisfied(c, values)) broken.push(c);
    }
    return broken;
  }

  accepts(values: readonly bigint[]): boolean {
    return this.violations(values, 1).length === 0;
  }

  wiresOf(constraint: number): number[] {
    const { starts, termWires } = this;
    return [...new Set(termWires.subarray(starts[3 * constraint], starts[3 * constraint + 3]))];
  }

  #readSymbols(symbols: string): void {
    for (const line of symbols.split('\n')) {
      if (line === '') continue;
      const [, wire, , name] = line.split(',');
      this.#wireOf.set(name, Number(wire));
      if (Number(wire) > 0 && !this.#nameOf.has(Number(wire))) this.#nameOf.set(Number(wire), name);
    }
  }
}

/** A coefficient as a small signed number where it is one: most are ±1 or a power of two. */
function readCoefficient(view: DataView, offset: number): bigint {
  let value = 0n;
  for (let word = 3; word >= 0; word--) {
    value = (value << 64n) | view.getBigUint64(offset + 8 * word, true);
  }
  return value > FIELD_ORDER / 2n ? value - FIELD_ORDER : value;
}
