// SPDX-License-Identifier: GPL-3.0-or-later
import { hkdfSync } from 'node:crypto';
import { R } from './field.ts';

/** The seed of the keys that `npm run build` makes. Public on purpose: it is what makes them development keys. */
export const DEVELOPMENT_SEED = 'sotto development keys: anybody can forge proofs with these';

/** The secrets of a Groth16 setup. γ is 1, as in every key snarkjs makes. */
export interface ToxicScalars {
  readonly alpha: bigint;
  readonly beta: bigint;
  readonly tau: bigint;
  readonly delta: bigint;
}

/**
 * The setup's secrets for one circuit: α, β and τ depend on the seed alone, so that all circuits share them and
 * one pairing check can cover proofs of several; δ depends on the circuit's name too. δ = γ would let anybody
 * forge without knowing any secret, so it is refused even though a hash never gives it.
 */
export function deriveToxicScalars(seed: string, circuit: string): ToxicScalars {
  const scalars = {
    alpha: derive(seed, 'alpha'),
    beta: derive(seed, 'beta'),
    tau: derive(seed, 'tau'),
    delta: derive(seed, `delta/${circuit}`),
  };
  if (Object.values(scalars).some((scalar) => scalar <= 1n)) {
    throw new RangeError('A setup scalar is 0 or 1: choose another seed');
  }
  return scalars;
}

function derive(seed: string, label: string): bigint {
  const bytes = Buffer.from(hkdfSync('sha256', seed, 'sotto/development-keys/v1', label, 48));
  return BigInt(`0x${bytes.toString('hex')}`) % R;
}
