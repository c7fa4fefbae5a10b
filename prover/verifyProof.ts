// SPDX-License-Identifier: GPL-3.0-or-later
import type { Curve } from 'ffjavascript';
import type { Proof, PublicSignals } from '../protocol/provingEngine.ts';
import { Q, R } from './field.ts';
import { PUBLIC_SIGNALS, type VerificationKey } from './verificationKey.ts';

const PROOF_WORDS = 8;

/**
 * Whether a proof is valid for exactly three public signals. Stricter than `snarkjs.groth16.verify`, which accepts
 * fewer public signals than the key has (the rest count as zero), coordinates at or above the field's order, and a
 * B outside its subgroup; the EVM's precompile refuses the last two, and a batcher that let such a proof pass would
 * lose its whole batch on chain.
 */
export async function verifyProof(
  curve: Curve,
  key: VerificationKey,
  proof: readonly bigint[],
  publicSignals: readonly bigint[],
): Promise<boolean> {
  if (key.nPublic !== PUBLIC_SIGNALS || key.IC.length !== PUBLIC_SIGNALS + 1) return false;
  if (!isTuple(publicSignals, PUBLIC_SIGNALS, R)) return false;
  const points = readProof(curve, proof);
  if (points === undefined) return false;
  const { G1, G2 } = curve;
  const toG1 = (point: readonly string[]): Uint8Array => G1.fromObject(point.map(BigInt));
  const toG2 = (point: readonly (readonly string[])[]): Uint8Array =>
    G2.fromObject(point.map((coordinate) => coordinate.map(BigInt)));
  const sum = (publicSignals as PublicSignals).reduce(
    (left, signal, i) => G1.add(left, G1.timesScalar(toG1(key.IC[i + 1] as string[]), signal)),
    toG1(key.IC[0] as string[]),
  );
  return curve.pairingEq(
    ...[G1.neg(points.a), points.b, sum, toG2(key.vk_gamma_2), points.c, toG2(key.vk_delta_2)],
    ...[toG1(key.vk_alpha_1), toG2(key.vk_beta_2)],
  );
}

/** Three points, none at infinity. */
export interface ProofPoints {
  readonly a: Uint8Array;
  readonly b: Uint8Array;
  readonly c: Uint8Array;
}

/** The points of a proof, if it is eight coordinates of points on their curves and B is in the subgroup. */
export function readProof({ G1, G2 }: Curve, proof: readonly bigint[]): ProofPoints | undefined {
  if (!isTuple(proof, PROOF_WORDS, Q)) return undefined;
  const [ax, ay, bx1, bx0, by1, by0, cx, cy] = proof as unknown as Proof;
  const a = G1.fromObject([ax, ay, 1n]);
  const b = G2.fromObject([
    [bx0, bx1],
    [by0, by1],
    [1n, 0n],
  ]);
  const c = G1.fromObject([cx, cy, 1n]);
  if ([a, c].some((point) => G1.isZero(point) || !G1.isValid(point))) return undefined;
  if (G2.isZero(b) || !G2.isValid(b) || !G2.isZero(G2.timesScalar(b, R))) return undefined;
  return { a, b, c };
}

function isTuple(values: readonly bigint[], length: number, below: bigint): boolean {
  return (
    Array.isArray(values) &&
    values.length === length &&
    values.every((value) => typeof value === 'bigint' && value >= 0n && value < below)
  );
}
