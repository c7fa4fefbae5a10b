// SPDX-License-Identifier: GPL-3.0-or-later
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Curve } from 'ffjavascript';
import { FIELD_BYTES } from './field.ts';
import type { FixedBaseSetup, FixedBaseTask, Group } from './fixedBaseWorker.ts';

/** Scalars handed to a thread at once: small enough that two threads end at about the same time. */
const CHUNK = 2048;
const MOST_THREADS = 8;

/** Beside this file, and in the same language: packages are built to JavaScript. */
const workerFile = new URL(`./fixedBaseWorker${extname(import.meta.url)}`, import.meta.url);

/** Multiplies the generators of G1 and G2 by many scalars on all cores. */
export interface FixedBase {
  /** Points in a zkey's encoding for 32-byte little-endian scalars, in order. */
  multiply(group: Group, scalars: Uint8Array): Promise<Uint8Array>;
  close(): Promise<void>;
}

interface Job {
  readonly task: FixedBaseTask;
  resolve(points: Uint8Array): void;
  reject(error: unknown): void;
}

/** @param curve one built for a single thread: only such a curve keeps its code */
export async function startFixedBase(curve: Curve): Promise<FixedBase> {
  const setup: FixedBaseSetup = {
    module: await WebAssembly.compile(curve.tm.code),
    generators: { g1m: curve.tm.pG1gen, g2m: curve.tm.pG2gen },
  };
  const waiting: Job[] = [];
  const idle: Worker[] = [];
  const running = new Map<Worker, Job>();
  let failure: Error | undefined;
  const next = (): void => {
    while (idle.length > 0 && waiting.length > 0) {
      const worker = idle.pop() as Worker;
      const job = waiting.shift() as Job;
      running.set(worker, job);
      worker.postMessage(job.task);
    }
  };
  const workers = Array.from({ length: Math.min(availableParallelism(), MOST_THREADS) }, () => {
    const worker = new Worker(workerFile, { workerData: setup, execArgv: [] });
    worker.on('message', (points: Uint8Array) => {
      running.get(worker)?.resolve(points);
      running.delete(worker);
      idle.push(worker);
      next();
    });
    worker.on('error', (error: Error) => {
      // The thread is gone: what is asked for later must not wait for it.
      failure ??= error;
      for (const job of [...running.values(), ...waiting.splice(0)]) job.reject(error);
    });
    idle.push(worker);
    return worker;
  });
  const run = (task: FixedBaseTask): Promise<Uint8Array> =>
    new Promise((resolve, reject) => {
      if (failure) {
        reject(failure);
        return;
      }
      waiting.push({ task, resolve, reject });
      next();
    });
  return {
    async multiply(group, scalars) {
      const parts: Promise<Uint8Array>[] = [];
      for (let at = 0; at < scalars.length; at += CHUNK * FIELD_BYTES) {
        parts.push(run({ group, scalars: scalars.slice(at, at + CHUNK * FIELD_BYTES) }));
      }
      return Buffer.concat(await Promise.all(parts));
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
