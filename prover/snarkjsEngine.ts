// SPDX-License-Identifier: GPL-3.0-or-later
import { groth16, type SnarkjsProof } from 'snarkjs';
import { SottoError } from '../protocol/errors.ts';
import type {
  CircuitInputs,
  Proof,
  ProveOptions,
  ProvingEngine,
  ProvingResult,
  PublicSignals,
} from '../protocol/provingEngine.ts';
import {
  type ArtifactFolders,
  DEVELOPMENT_FOLDERS,
  listCircuits,
  loadProvingArtifacts,
  loadVerificationKey,
} from './artifacts.ts';
import { type CurveLease, leaseSharedCurve, leaseSingleThreadCurve } from './curve.ts';
import { type StageClock, startStageClock, untilAborted } from './stageClock.ts';
import type { VerificationKey } from './verificationKey.ts';
import { verifyProof } from './verifyProof.ts';
import { createWitnessCalculator, type WitnessCalculator } from './witness.ts';

export interface SnarkjsEngineOptions {
  /** By default the development artifacts of this checkout. */
  readonly folders?: ArtifactFolders;
  /** Names the engine serves; by default those of circuits.json. */
  readonly circuits?: readonly string[];
  /** One core and no threads: about twice as slow. */
  readonly singleThread?: boolean;
}

/**
 * A proving engine in this process. A circuit's witness program and proving key are read and checked when they are
 * first needed and stay in memory (some 30 MB each); one proof is made at a time, so memory stays bounded however
 * many wait. Close it, or its threads keep the process alive.
 */
export function createSnarkjsEngine(options: SnarkjsEngineOptions = {}): ProvingEngine {
  return new SnarkjsEngine(options);
}

interface LoadedCircuit {
  readonly witness: WitnessCalculator;
  readonly zkey: Uint8Array<ArrayBuffer>;
}

class SnarkjsEngine implements ProvingEngine {
  readonly #folders: ArtifactFolders;
  readonly #circuits: readonly string[];
  readonly #singleThread: boolean;
  readonly #lease: CurveLease;
  readonly #loaded = new Map<string, Promise<LoadedCircuit>>();
  readonly #keys = new Map<string, VerificationKey>();
  readonly #checks = new Set<Promise<boolean>>();
  /** Settles when every proof asked for so far has ended. */
  #queue: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #closed = false;

  constructor({ folders, circuits, singleThread }: SnarkjsEngineOptions) {
    this.#folders = folders ?? DEVELOPMENT_FOLDERS;
    this.#circuits = circuits ?? listCircuits();
    this.#singleThread = singleThread ?? false;
    this.#lease = this.#singleThread ? leaseSingleThreadCurve() : leaseSharedCurve();
  }

  async prove(
    circuit: string,
    inputs: CircuitInputs,
    { signal, onProgress }: ProveOptions = {},
  ): Promise<ProvingResult> {
    this.#admit(circuit);
    const clock = startStageClock(signal, onProgress);
    if (this.#waiting > 0) clock.enter('waiting');
    this.#waiting++;
    const turn = this.#queue.then(() => {
      this.#admit(circuit);
      return this.#run(circuit, inputs, clock);
    });
    this.#queue = turn.then(
      () => this.#waiting--,
      () => this.#waiting--,
    );
    return untilAborted(turn, signal);
  }

  async verify(
    circuit: string,
    proof: readonly bigint[],
    publicSignals: readonly bigint[],
  ): Promise<boolean> {
    this.#admit(circuit);
    return this.#check(circuit, proof, publicSignals);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#queue;
    await Promise.allSettled(this.#checks);
    this.#loaded.clear();
    await this.#lease.release();
  }

  #admit(circuit: string): void {
    if (this.#closed) throw new SottoError('ENGINE_CLOSED');
    if (this.#circuits.includes(circuit)) return;
    const known = this.#circuits.join(', ');
    throw new SottoError('CIRCUIT_UNKNOWN', `There is no circuit ${circuit}; there are ${known}`);
  }

  async #run(circuit: string, inputs: CircuitInputs, clock: StageClock): Promise<ProvingResult> {
    clock.enter('loading');
    this.#keyOf(circuit);
    const { witness, zkey } = await this.#load(circuit);
    await this.#lease.curve();
    clock.enter('witness');
    const wtns = witness.calculate(inputs);
    clock.enter('proof');
    const result = await groth16
      .prove({ type: 'mem', data: zkey }, { type: 'mem', data: wtns }, undefined, {
        singleThread: this.#singleThread,
      })
      .catch((cause: unknown) => {
        throw new SottoError('PROOF_FAILED', `snarkjs could not prove ${circuit}`, { cause });
      });
    clock.enter('check');
    const proof = toWords(result.proof);
    const publicSignals = result.publicSignals.map(BigInt) as unknown as PublicSignals;
    if (!(await this.#check(circuit, proof, publicSignals))) {
      const message = `The proof of ${circuit} does not verify under its own key: run \`npm run build\``;
      throw new SottoError('PROOF_INVALID', message);
    }
    return { proof, publicSignals, timings: clock.finish() };
  }

  #load(circuit: string): Promise<LoadedCircuit> {
    const known = this.#loaded.get(circuit);
    if (known !== undefined) return known;
    const loading = loadCircuit(circuit, this.#folders);
    this.#loaded.set(circuit, loading);
    loading.catch(() => this.#loaded.delete(circuit));
    return loading;
  }

  #keyOf(circuit: string): VerificationKey {
    const key = this.#keys.get(circuit) ?? loadVerificationKey(circuit, this.#folders);
    this.#keys.set(circuit, key);
    return key;
  }

  #check(circuit: string, proof: readonly bigint[], publicSignals: readonly bigint[]): Promise<boolean> {
    const checking = this.#lease
      .curve()
      .then((curve) => verifyProof(curve, this.#keyOf(circuit), proof, publicSignals));
    this.#checks.add(checking);
    const done = (): boolean => this.#checks.delete(checking);
    checking.then(done, done);
    return checking;
  }
}

async function loadCircuit(circuit: string, folders: ArtifactFolders): Promise<LoadedCircuit> {
  const { wasm, zkey } = loadProvingArtifacts(circuit, folders);
  return { witness: await createWitnessCalculator(circuit, wasm), zkey };
}

/** snarkjs puts the real part of an F_q² element first, the EVM the imaginary part. */
function toWords({ pi_a, pi_b, pi_c }: SnarkjsProof): Proof {
  const [a, b, c] = [pi_a.map(BigInt), pi_b.map((pair) => pair.map(BigInt)), pi_c.map(BigInt)];
  return [a[0], a[1], b[0]?.[1], b[0]?.[0], b[1]?.[1], b[1]?.[0], c[0], c[1]] as unknown as Proof;
}
