// SPDX-License-Identifier: GPL-3.0-or-later
import { FIELD_ORDER } from '../../../protocol/field.ts';
import type { ConstraintSystem, Form } from './constraintSystem.ts';

/** The linear forms of every constraint at one witness, and how each wire moves them. */
export class Freedom {
  readonly #system: ConstraintSystem;
  readonly #values: readonly bigint[];
  /** A, B and C of constraint c are forms[3c], forms[3c + 1], forms[3c + 2]. */
  readonly #forms: bigint[];
  readonly #users: number[][];

  constructor(system: ConstraintSystem, values: readonly bigint[]) {
    this.#system = system;
    this.#values = values;
    this.#forms = Array.from(
      { length: 3 * system.constraints },
      (_, i) => system.form(Math.floor(i / 3), (i % 3) as Form, values) % FIELD_ORDER,
    );
    this.#users = Array.from({ length: system.wires }, () => []);
    for (let c = 0; c < system.constraints; c++)
      for (const wire of system.wiresOf(c)) this.#users[wire].push(c);
  }

  /** Wires that can take another value, all others unchanged, without any constraint noticing. */
  loose(replacement: (value: bigint) => bigint): number[] {
    const loose: number[] = [];
    for (let wire = 1; wire < this.#system.wires; wire++) {
      const change = replacement(this.#values[wire]) - this.#values[wire];
      const isNoticed = this.#users[wire].some((c) => {
        const [a, b, d] = this.#moved(c, wire, change);
        return (a * b - d) % FIELD_ORDER !== 0n;
      });
      if (!isNoticed) loose.push(wire);
    }
    return loose;
  }

  /**
   * Wires that could move, to first order, while the given ones stay. A constraint in which one wire is left that it
   * reacts to holds that wire, too; bits are held by their own x · (x − 1) = 0.
   */
  movable(fixed: Iterable<number>): number[] {
    const held = new Uint8Array(this.#system.wires);
    const waiting: number[] = [];
    const hold = (wire: number): void => {
      if (held[wire]) return;
      held[wire] = 1;
      waiting.push(...this.#users[wire]);
    };
    hold(0);
    for (const wire of fixed) hold(wire);
    for (let c = 0; c < this.#system.constraints; c++) waiting.push(c);
    for (let c = waiting.pop(); c !== undefined; c = waiting.pop()) {
      const constraint = c;
      const left = this.#system.wiresOf(constraint).filter((wire) => !held[wire]);
      const moving = left.filter((wire) => this.#slope(constraint, wire) !== 0n);
      if (moving.length === 1) hold(moving[0]);
    }
    return Array.from(held.keys()).filter((wire) => !held[wire]);
  }

  /** ∂(A · B − C) / ∂wire at the witness. */
  #slope(constraint: number, wire: number): bigint {
    const [a, b, d] = [0, 1, 2].map((form) => this.#coefficient(constraint, form as Form, wire));
    const forms = this.#forms;
    return (a * forms[3 * constraint + 1] + b * forms[3 * constraint] - d) % FIELD_ORDER;
  }

  #moved(constraint: number, wire: number, change: bigint): bigint[] {
    return [0, 1, 2].map(
      (form) =>
        this.#forms[3 * constraint + form] + change * this.#coefficient(constraint, form as Form, wire),
    );
  }

  #coefficient(constraint: number, form: Form, wire: number): bigint {
    const { starts, termWires, coefficients } = this.#system;
    for (let t = starts[3 * constraint + form]; t < starts[3 * constraint + form + 1]; t++) {
      if (termWires[t] === wire) return coefficients[t];
    }
    return 0n;
  }
}
