// SPDX-License-Identifier: GPL-3.0-or-later
import { SottoError } from '../protocol/errors.ts';

type G1 = readonly string[];
type G2 = readonly (readonly string[])[];

/** A Groth16 verification key in snarkjs's JSON form: decimal, projective, real part of an F_q² element first. */
export interface VerificationKey {
  readonly protocol: string;
  readonly curve: string;
  readonly nPublic: number;
  readonly vk_alpha_1: G1;
  readonly vk_beta_2: G2;
  readonly vk_gamma_2: G2;
  readonly vk_delta_2: G2;
  readonly vk_alphabeta_12: readonly (readonly (readonly string[])[])[];
  readonly IC: readonly G1[];
}

/** h, rho and y: see PROTOCOL §7. */
export const PUBLIC_SIGNALS = 3;

const SHARED = { vk_alpha_1: 'alpha', vk_beta_2: 'beta', vk_gamma_2: 'gamma' } as const;

/**
 * Checks what the contract's batched verification relies on: all circuits share α, β and γ, each has exactly
 * three public inputs, and no δ equals γ (a key whose second phase was skipped, which lets anybody forge).
 *
 * @throws SottoError KEY_SETUP_MISMATCH, KEY_PUBLIC_COUNT, KEY_DELTA_IS_GAMMA, naming the circuit
 */
export function assertSharedSetup(keys: Readonly<Record<string, VerificationKey>>): void {
  const [first, ...others] = Object.entries(keys);
  if (first === undefined)
    throw new SottoError('KEY_SETUP_MISMATCH', 'There is no verification key to check');
  for (const [name, key] of [first, ...others]) {
    assertPublicCount(name, key.nPublic, key.IC.length - 1);
    if (isSame(key.vk_delta_2, key.vk_gamma_2)) {
      throw new SottoError(
        'KEY_DELTA_IS_GAMMA',
        `The key of ${name} has δ = γ, so anybody can forge its proofs: its ceremony's second phase is missing`,
      );
    }
    for (const [field, symbol] of Object.entries(SHARED) as [keyof typeof SHARED, string][]) {
      if (isSame(key[field], first[1][field])) continue;
      throw new SottoError(
        'KEY_SETUP_MISMATCH',
        `The keys of ${first[0]} and ${name} differ in ${symbol}: make all keys from one setup (\`npm run build\`)`,
      );
    }
  }
}

/** @throws SottoError KEY_PUBLIC_COUNT unless every count given is 3 */
export function assertPublicCount(name: string, ...counts: number[]): void {
  const wrong = counts.find((count) => count !== PUBLIC_SIGNALS);
  if (wrong === undefined) return;
  throw new SottoError(
    'KEY_PUBLIC_COUNT',
    `Circuit ${name} has ${wrong} public inputs and must have exactly ${PUBLIC_SIGNALS}: h, rho, y`,
  );
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
