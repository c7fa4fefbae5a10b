// SPDX-License-Identifier: GPL-3.0-or-later

/** What is used here of packages that come without types. */
declare module 'ffjavascript' {
  /** Group elements are bytes in Montgomery form: affine (64 or 128) or Jacobian (96 or 192). */
  export interface CurveGroup {
    readonly g: Uint8Array;
    fromObject(point: unknown): Uint8Array;
    toObject(point: Uint8Array): unknown;
    toAffine(point: Uint8Array): Uint8Array;
    isValid(point: Uint8Array): boolean;
    isZero(point: Uint8Array): boolean;
    add(left: Uint8Array, right: Uint8Array): Uint8Array;
    neg(point: Uint8Array): Uint8Array;
    timesScalar(point: Uint8Array, scalar: bigint): Uint8Array;
    multiExpAffine(points: Uint8Array, scalars: Uint8Array): Promise<Uint8Array>;
  }

  export interface ThreadManager {
    readonly instance: WebAssembly.Instance;
    readonly code: Uint8Array<ArrayBuffer>;
    readonly pG1gen: number;
    readonly pG2gen: number;
    readonly concurrency: number;
  }

  export interface Curve {
    readonly name: string;
    readonly tm: ThreadManager;
    readonly G1: CurveGroup;
    readonly G2: CurveGroup;
    readonly Gt: { toObject(element: Uint8Array): unknown };
    pairing(left: Uint8Array, right: Uint8Array): Uint8Array;
    /** Whether the product of the pairings of each two points in a row is 1. */
    pairingEq(...points: Uint8Array[]): Promise<boolean>;
    terminate(): Promise<void>;
  }

  /** With one thread: a curve of its own. Otherwise: the one curve of this process, with a thread for each core. */
  export function buildBn128(singleThread?: boolean): Promise<Curve>;
}

declare module 'snarkjs' {
  /** A file in memory. */
  export interface MemoryFile {
    readonly type: 'mem';
    data?: Uint8Array;
  }

  export interface SnarkjsProof {
    readonly pi_a: readonly string[];
    readonly pi_b: readonly (readonly string[])[];
    readonly pi_c: readonly string[];
  }

  type File = string | MemoryFile;

  export const groth16: {
    prove(
      zkey: File,
      witness: File,
      logger?: unknown,
      options?: { singleThread?: boolean },
    ): Promise<{ proof: SnarkjsProof; publicSignals: string[] }>;
    verify(key: unknown, publicSignals: readonly string[], proof: SnarkjsProof): Promise<boolean>;
  };

  export const powersOfTau: {
    newAccumulator(curve: unknown, power: number, file: File): Promise<unknown>;
    contribute(from: File, to: File, name: string, entropy: string): Promise<unknown>;
    preparePhase2(from: File, to: File): Promise<unknown>;
  };

  export const zKey: {
    newZKey(r1cs: File, powersOfTau: File, zkey: File): Promise<unknown>;
    contribute(from: File, to: File, name: string, entropy: string): Promise<unknown>;
    exportVerificationKey(zkey: File): Promise<unknown>;
  };
}

declare module 'r1csfile' {
  import type { Curve } from 'ffjavascript';

  /** Coefficients by wire. */
  type Combination = Record<string, Uint8Array>;

  export interface R1csFile {
    readonly curve: Curve & { readonly Fr: { toObject(element: Uint8Array): bigint } };
    readonly nVars: number;
    readonly nOutputs: number;
    readonly nPubInputs: number;
    readonly nConstraints: number;
    readonly constraints: readonly (readonly Combination[])[];
  }

  export function readR1cs(
    file: string,
    options: { loadConstraints: boolean; loadMap: boolean; singleThread: boolean },
  ): Promise<R1csFile>;
}
