// SPDX-License-Identifier: Apache-2.0

/** What is used here of a package that comes without types. */
declare module 'circomlibjs' {
  export type FieldElement = Uint8Array;
  export interface PrimeField {
    e(value: bigint | number | string): FieldElement;
    toObject(element: unknown): bigint;
  }
  export interface Poseidon {
    (inputs: FieldElement[], initialState?: FieldElement | 0, outputs?: number): FieldElement;
    readonly F: PrimeField;
  }
  export function buildPoseidon(): Promise<Poseidon>;
  export function buildPoseidonReference(): Promise<Poseidon>;
}
