// SPDX-License-Identifier: Apache-2.0

/** One measured figure, as `npm run bench -- --json FILE` writes it. */
export interface Row {
  readonly name: string;
  readonly value: number;
  /** constraints, gas, ms, s */
  readonly unit: string;
}

/** A group of figures that are measured together. */
export interface Suite {
  /** Every name `run` yields, so that --only can tell whether to run it at all. */
  readonly names: readonly string[];
  /** Measures; calls `say` with what it is doing whenever that takes over a second. */
  run(say: (doing: string) => void): Promise<Row[]>;
}
