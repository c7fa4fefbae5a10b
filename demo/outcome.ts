// SPDX-License-Identifier: Apache-2.0
import type { Bars } from '../operator/prices/bars.ts';
import type { Meter } from './meter.ts';

/** Something that had to be refused, and who refused it. */
export interface RefusedAttempt {
  readonly attempt: string;
  readonly by: 'circuit' | 'contract';
  readonly reason: string;
}

/** What came of the story, filled in as it goes. */
export interface Outcome {
  /** Trades that were to settle, and those that did. */
  planned: number;
  settled: number;
  refused: RefusedAttempt[];
  /** Attempts that were accepted, or refused by nobody who had to: each is a failure. */
  accepted: string[];
  solvent: boolean;
  restored: boolean;
}

/** What `--json` writes. */
export interface Summary {
  settled: number;
  refused: { attempt: string; reason: string }[];
  solvent: boolean;
  restored: boolean;
  /** Median for each kind of transaction. */
  gas: Record<string, number>;
  /** Median milliseconds for each circuit, witness and proof. */
  proveMs: Record<string, number>;
  prices: 'real' | 'simulated';
}

export function emptyOutcome(): Outcome {
  return { planned: 0, settled: 0, refused: [], accepted: [], solvent: false, restored: false };
}

/** Everything that did not hold, in words; empty when the story ended as it must. */
export function failuresOf(outcome: Outcome, attempts: readonly string[]): string[] {
  const { planned, settled, refused, accepted, solvent, restored } = outcome;
  const tried = new Set([...refused.map(({ attempt }) => attempt), ...accepted]);
  const failures = accepted.map((attempt) => `accepted, but had to be refused: ${attempt}`);
  for (const attempt of attempts) if (!tried.has(attempt)) failures.push(`never attempted: ${attempt}`);
  if (settled !== planned || planned === 0) failures.push(`${settled} of ${planned} trades settled`);
  if (!solvent) failures.push('the books do not add up');
  if (!restored) failures.push('the desk was not restored');
  return failures;
}

export function summaryOf({
  outcome,
  meter,
  bars,
}: {
  outcome: Outcome;
  meter: Meter;
  bars: Pick<Bars, 'simulated'>;
}): Summary {
  const { settled, refused, solvent, restored } = outcome;
  return {
    settled,
    refused: refused.map(({ attempt, by, reason }) => ({ attempt, reason: `${by}: ${reason}` })),
    ...{ solvent, restored, gas: meter.medianGas(), proveMs: meter.medianProveMs() },
    prices: bars.simulated ? 'simulated' : 'real',
  };
}
