// SPDX-License-Identifier: GPL-3.0-or-later
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CIRCUIT_NAMES, type CircuitName } from '../protocol/generated/circuits.ts';
import type { CircuitInputs, ProvingEngine } from '../protocol/provingEngine.ts';
import { DEVELOPMENT_FOLDERS } from '../prover/artifacts.ts';
import { buildDevelopmentKeys } from '../prover/developmentKeys.ts';
import { createSnarkjsEngine } from '../prover/snarkjsEngine.ts';
import { inputsOf } from '../test/circuits/support/scenario.ts';
import type { Row, Suite } from './row.ts';

/** Warm proofs measured for each circuit, after one that loads and warms it. */
const RUNS = 5;

/** Development keys for all circuits, made from nothing. */
export const keysSuite: Suite = {
  names: ['keys.dev.seconds'],
  async run(say) {
    const keys = mkdtempSync(join(tmpdir(), 'sotto-keys-'));
    try {
      const started = performance.now();
      await buildDevelopmentKeys({ folders: { ...DEVELOPMENT_FOLDERS, keys }, onProgress: say });
      return [{ name: 'keys.dev.seconds', value: (performance.now() - started) / 1000, unit: 's' }];
    } finally {
      rmSync(keys, { recursive: true });
    }
  },
};

/**
 * `prove.<circuit>.ms` is what a caller of a warm engine waits for: witness, proof and the check of the proof.
 * `witness.<circuit>.ms` is the witness alone.
 */
export const proverSuite: Suite = {
  names: CIRCUIT_NAMES.flatMap((name) => [`prove.${name}.ms`, `witness.${name}.ms`]),
  async run(say) {
    const engine = createSnarkjsEngine();
    const rows: Row[] = [];
    try {
      for (const circuit of CIRCUIT_NAMES) {
        say(`proving ${circuit} ${RUNS + 1} times`);
        rows.push(...(await measure(engine, circuit)));
      }
    } finally {
      await engine.close();
    }
    return rows;
  },
};

async function measure(engine: ProvingEngine, circuit: CircuitName): Promise<Row[]> {
  const inputs = inputsOf(circuit) as CircuitInputs;
  await engine.prove(circuit, inputs);
  const [whole, witness]: [number[], number[]] = [[], []];
  for (let run = 0; run < RUNS; run++) {
    const started = performance.now();
    const { timings } = await engine.prove(circuit, inputs);
    whole.push(performance.now() - started);
    witness.push(timings.witnessMs);
  }
  return [
    { name: `prove.${circuit}.ms`, value: median(whole), unit: 'ms' },
    { name: `witness.${circuit}.ms`, value: median(witness), unit: 'ms' },
  ];
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[sorted.length >> 1] as number;
}
