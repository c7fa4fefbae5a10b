// SPDX-License-Identifier: Apache-2.0
import type { ProvingEngine } from '../protocol/provingEngine.ts';

/** Gas and proving times of everything a story or benchmark did, by name. */
export interface Meter {
  gas(name: string, used: bigint): void;
  proof(circuit: string, ms: { prove: number; witness: number }): void;
  /** Median of each name, rounded; names in the order they first came. */
  medianGas(): Record<string, number>;
  medianProveMs(): Record<string, number>;
  medianWitnessMs(): Record<string, number>;
  readonly proofs: number;
}

export function createMeter(): Meter {
  const gas = new Map<string, number[]>();
  const prove = new Map<string, number[]>();
  const witness = new Map<string, number[]>();
  return {
    gas: (name, used) => add(gas, name, Number(used)),
    proof: (circuit, ms) => {
      add(prove, circuit, ms.prove);
      add(witness, circuit, ms.witness);
    },
    medianGas: () => medians(gas),
    medianProveMs: () => medians(prove),
    medianWitnessMs: () => medians(witness),
    get proofs() {
      return [...prove.values()].reduce((sum, values) => sum + values.length, 0);
    },
  };
}

/** The same engine; the meter hears of each proof how long witness and proof took, without waiting and loading. */
export function meteredEngine(engine: ProvingEngine, meter: Meter): ProvingEngine {
  return {
    async prove(circuit, inputs, options) {
      const result = await engine.prove(circuit, inputs, options);
      const { witnessMs, proofMs } = result.timings;
      meter.proof(circuit, { prove: witnessMs + proofMs, witness: witnessMs });
      return result;
    },
    verify: (circuit, proof, signals) => engine.verify(circuit, proof, signals),
    close: () => engine.close(),
  };
}

/** Middle value; of an even number the mean of the middle two. Not of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1]!;
  return sorted.length % 2 === 1 ? upper : (sorted[(sorted.length >> 1) - 1]! + upper) / 2;
}

function add(all: Map<string, number[]>, name: string, value: number): void {
  const values = all.get(name);
  if (values === undefined) all.set(name, [value]);
  else values.push(value);
}

function medians(all: Map<string, number[]>): Record<string, number> {
  return Object.fromEntries([...all].map(([name, values]) => [name, Math.round(median(values))]));
}
