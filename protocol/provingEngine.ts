// SPDX-License-Identifier: Apache-2.0

/**
 * A Groth16 proof over BN254 as eight words in the order the EVM's precompiles read them:
 * `A.x, A.y, B.x.c1, B.x.c0, B.y.c1, B.y.c0, C.x, C.y`, each below the base field's order.
 */
export type Proof = readonly [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];

/** The only public inputs of every circuit (PROTOCOL §7), each below the scalar field's order. */
export type PublicSignals = readonly [h: bigint, rho: bigint, y: bigint];

/** One input signal: a field element, or an array of them (of arrays), shaped as the circuit declares it. */
export type SignalValue = bigint | readonly SignalValue[];

/** Input signals by name: all of them, private and public, and no others. */
export type CircuitInputs = Readonly<Record<string, SignalValue>>;

/** Where a proof stands; each is reported once, in this order, `waiting` only behind another proof. */
export type ProvingStage = 'waiting' | 'loading' | 'witness' | 'proof' | 'check';

export interface ProveOptions {
  /**
   * Gives up while waiting and between stages. The stage `proof` itself runs to its end (one or two seconds)
   * before the engine takes the next job, but the caller's promise is rejected at once.
   */
  readonly signal?: AbortSignal;
  readonly onProgress?: (stage: ProvingStage) => void;
}

/** Milliseconds spent in each stage of a proof. */
export interface ProvingTimings {
  readonly waitingMs: number;
  readonly loadingMs: number;
  readonly witnessMs: number;
  readonly proofMs: number;
  readonly checkMs: number;
}

export interface ProvingResult {
  readonly proof: Proof;
  readonly publicSignals: PublicSignals;
  readonly timings: ProvingTimings;
}

/** Makes and checks proofs. Code that needs proofs takes one of these and never imports a proving library. */
export interface ProvingEngine {
  /**
   * Proves that `inputs` satisfy `circuit` (its name in `circuits/circuits.json`). The proof was verified before
   * it is returned. Proofs are made one at a time, in the order of the calls.
   *
   * @throws SottoError CIRCUIT_UNKNOWN, ARTIFACT_MISSING, ARTIFACT_CORRUPT, ARTIFACT_FOREIGN,
   * WITNESS_INPUT_INVALID, WITNESS_UNSATISFIED, PROOF_FAILED, PROOF_INVALID, PROVING_ABORTED, ENGINE_CLOSED; none of
   * them carries an input's value.
   */
  prove(circuit: string, inputs: CircuitInputs, options?: ProveOptions): Promise<ProvingResult>;

  /**
   * Whether `proof` is valid for `circuit` and exactly these three public signals. Both may come from anywhere:
   * wrong length, values out of range and points off the curve or its subgroup are `false`.
   *
   * @throws SottoError CIRCUIT_UNKNOWN, ARTIFACT_MISSING, ARTIFACT_CORRUPT, ENGINE_CLOSED
   */
  verify(circuit: string, proof: readonly bigint[], publicSignals: readonly bigint[]): Promise<boolean>;

  /** Rejects what still waits, lets the running proof end, frees memory and threads. May be called twice. */
  close(): Promise<void>;
}
