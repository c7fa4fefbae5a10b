// SPDX-License-Identifier: GPL-3.0-or-later
import { SottoError } from '../protocol/errors.ts';
import type { ProvingStage, ProvingTimings } from '../protocol/provingEngine.ts';

/** Measures the stages of one proof; an aborted proof ends where the next stage would begin. */
export interface StageClock {
  /** @throws SottoError PROVING_ABORTED */
  enter(stage: ProvingStage): void;
  finish(): ProvingTimings;
}

export function startStageClock(
  signal?: AbortSignal,
  onProgress?: (stage: ProvingStage) => void,
): StageClock {
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

/** As `work`, but rejected with PROVING_ABORTED as soon as the signal says so; `work` itself goes on. */
export function untilAborted<Result>(
  work: Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
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
