// SPDX-License-Identifier: GPL-3.0-or-later
import { bn254 } from '@noble/curves/bn254.js';
import { CIRCUIT_NAMES } from '../../../protocol/generated/circuits.ts';
import { DEVELOPMENT_FOLDERS, loadVerificationKey } from '../../../prover/artifacts.ts';
import { DEVELOPMENT_SEED, deriveToxicScalars } from '../../../prover/toxicScalars.ts';
import type { Claim } from './statements.ts';

const { Fr } = bn254.fields;
const G1 = bn254.G1.Point;
const G2 = bn254.G2.Point;

/**
 * Replaces the claim's proof by one that the verifier accepts, whatever the claim says: what anybody can do with
 * development keys, and why a chain that is not local refuses them. It costs the chain what an honest proof costs.
 */
export function forge(claim: Claim): Claim {
  const name = CIRCUIT_NAMES[Number(claim.circuit)]!;
  const { alpha, beta, delta } = deriveToxicScalars(DEVELOPMENT_SEED, name);
  const inputs = [1n, claim.h, claim.rho, claim.y];
  const points = loadVerificationKey(name, DEVELOPMENT_FOLDERS).IC.map(([x, y]) =>
    G1.fromAffine({ x: BigInt(x as string), y: BigInt(y as string) }),
  );
  const sum = points
    .map((point, i) => (inputs[i] === 0n ? G1.ZERO : point.multiply(inputs[i]!)))
    .reduce((total, point) => total.add(point), G1.ZERO);
  // With A = a·G1 and B = b·G2 the equation ab = αβ + L + δC has one C; γ is 1 in these keys.
  const [a, b] = [claim.y + 1n, claim.rho + 1n].map((scalar) => Fr.create(scalar)) as [bigint, bigint];
  const known = Fr.sub(Fr.mul(a, b), Fr.mul(alpha, beta));
  const c = G1.BASE.multiply(known).add(sum.negate()).multiply(Fr.inv(delta));
  return { ...claim, proof: words(G1.BASE.multiply(a), G2.BASE.multiply(b), c) };
}

/** A, B, C in the order of the precompiles: the imaginary parts of B come first. */
export function words(
  a: InstanceType<typeof G1>,
  b: InstanceType<typeof G2>,
  c: InstanceType<typeof G1>,
): bigint[] {
  const [p, q, r] = [a.toAffine(), b.toAffine(), c.toAffine()];
  return [p.x, p.y, q.x.c1, q.x.c0, q.y.c1, q.y.c0, r.x, r.y];
}
