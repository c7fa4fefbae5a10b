// SPDX-License-Identifier: GPL-3.0-or-later
import type { Curve } from 'ffjavascript';
import { groth16, type SnarkjsProof } from 'snarkjs';
import { SottoError } from '../protocol/errors.ts';
import type {
  CircuitInputs,
  Proof,
  ProveOptions,
  ProvingEngine,
  ProvingResult,
  ProvingStage,
  ProvingTimings,
  PublicSignals,
} from '../protocol/provingEngine.ts';
import {
  type ArtifactFolders,
  DEVELOPMENT_FOLDERS,
  listCircuits,
  loadProvingArtifacts,
  loadVerificationKey,
} from './artifacts.ts';
import { leaseSharedCurve, leaseSingleThreadCurve } from './curve.ts';
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

interface LoadedCircuit {
  readonly witness: WitnessCalculator;
  readonly zkey: Uint8Array<ArrayBuffer>;
}

/**
 * A proving engine in this process. A circuit's witness program and proving key are read and checked when they are
 * first needed and stay in memory (some 30 MB each); one proof is made at a time, so memory stays bounded however
 * many wait. Close it, or its threads keep the process alive.
 */
export function createSnarkjsEngine(options: SnarkjsEngineOptions = {}): ProvingEngine {
  const { folders = DEVELOPMENT_FOLDERS, circuits = listCircuits(), singleThread = false } = options;
  const lease = singleThread ? leaseSingleThreadCurve() : leaseSharedCurve();
  const loaded = new Map<string, Promise<LoadedCircuit>>();
  const keys = new Map<string, VerificationKey>();
  const checks = new Set<Promise<boolean>>();
  let queue: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let closed = false;

  const admit = (circuit: string): void => {
    if (closed) throw new SottoError('ENGINE_CLOSED');
    if (circuits.includes(circuit)) return;
    throw new SottoError(
      'CIRCUIT_UNKNOWN',
      `There is no circuit ${circuit}; there are ${circuits.join(', ')}`,
    );
  };

  const load = (circuit: string): Promise<LoadedCircuit> => {
    const known = loaded.get(circuit);
    if (known !== undefined) return known;
    const loading = loadCircuit(circuit, folders);
    loaded.set(circuit, loading);
    loading.catch(() => loaded.delete(circuit));
    return loading;
  };

  const keyOf = (circuit: string): VerificationKey => {
    const key = keys.get(circuit) ?? loadVerificationKey(circuit, folders);
    keys.set(circuit, key);
    return key;
  };

  const check = (circuit: string, proof: readonly bigint[], publics: readonly bigint[]): Promise<boolean> => {
    const checking = lease.curve().then((curve: Curve) => verifyProof(curve, keyOf(circuit), proof, publics));
    checks.add(checking);
    const done = (): boolean => checks.delete(checking);
    checking.then(done, done);
    return checking;
  };

  const run = async (circuit: string, inputs: CircuitInputs, stage: StageClock): Promise<ProvingResult> => {
    stage.enter('loading');
    const { witness, zkey } = await load(circuit);
    keyOf(circuit);
    stage.enter('witness');
    const wtns = witness.calculate(inputs);
    stage.enter('proof');
    await lease.curve();
    const result = await groth16
      .prove({ type: 'mem', data: zkey }, { type: 'mem', data: wtns }, undefined, { singleThread })
      .catch((cause: unknown) => {
        throw new SottoError('PROOF_FAILED', `snarkjs could not prove ${circuit}`, { cause });
      });
    stage.enter('check');
    const proof = toWords(result.proof);
    const publicSignals = result.publicSignals.map(BigInt) as unknown as PublicSignals;
    if (!(await check(circuit, proof, publicSignals))) {
      throw new SottoError(
        'PROOF_INVALID',
        `The proof of ${circuit} does not verify under its own key: run \`npm run build\``,
      );
    }
    return { proof, publicSignals, timings: stage.finish() };
  };

  return {
    async prove(circuit, inputs, { signal, onProgress }: ProveOptions = {}) {
      admit(circuit);
      const stage = startStageClock(signal, onProgress);
      if (waiting > 0) stage.enter('waiting');
      waiting++;
      const turn = queue.then(() => {
        admit(circuit);
        return run(circuit, inputs, stage);
      });
      queue = turn.then(
        () => waiting--,
        () => waiting--,
      );
      return untilAborted(turn, signal);
    },
    async verify(circuit, proof, publicSignals) {
      admit(circuit);
      return check(circuit, proof, publicSignals);
    },
    async close() {
      closed = true;
      await queue;
      await Promise.allSettled(checks);
      loaded.clear();
      await lease.release();
    },
  };
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

interface StageClock {
  enter(stage: ProvingStage): void;
  finish(): ProvingTimings;
}

/** Measures stages; between two of them an aborted job ends. */
function startStageClock(signal?: AbortSignal, onProgress?: (stage: ProvingStage) => void): StageClock {
  const spent = { waiting: 0, loading: 0, witness: 0, proof: 0, check: 0 };
  let current: ProvingStage = 'waiting';
  let since = performance.now();
  const stop = (): void => {
    const now = performance.now();
    spent[current] += now - since;
    since = now;
  };
  return {
    enter(stage) {
      if (signal?.aborted) throw aborted(signal);
      stop();
      current = stage;
      onProgress?.(stage);
    },
    finish() {
      stop();
      return {
        waitingMs: spent.waiting,
        loadingMs: spent.loading,
        witnessMs: spent.witness,
        proofMs: spent.proof,
        checkMs: spent.check,
      };
    },
  };
}

function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(aborted(signal));
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function aborted(signal: AbortSignal): SottoError {
  return new SottoError('PROVING_ABORTED', 'The caller gave up on the proof', { cause: signal.reason });
}
