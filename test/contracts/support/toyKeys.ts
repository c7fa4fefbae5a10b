// SPDX-License-Identifier: Apache-2.0
import { bn254 } from '@noble/curves/bn254.js';
import type { Claim } from './statements.ts';

const { Fr } = bn254.fields;
const G1 = bn254.G1.Point;
const G2 = bn254.G2.Point;
type P1 = InstanceType<typeof G1>;
type P2 = InstanceType<typeof G2>;

/** Discrete logarithms of a small family of Groth16 keys: two circuits that share α, β, γ. */
const ALPHA = 11n;
const BETA = 13n;
const GAMMA = 17n;
export const CIRCUITS = [
  { delta: 19n, ic: [23n, 29n, 31n, 37n] },
  { delta: 41n, ic: [43n, 47n, 53n, 59n] },
] as const;

const g1 = (scalar: bigint): P1 => (Fr.create(scalar) === 0n ? G1.ZERO : G1.BASE.multiply(Fr.create(scalar)));
const g2 = (scalar: bigint): P2 => G2.BASE.multiply(Fr.create(scalar));

/** x, y. */
function words1(point: P1): bigint[] {
  const { x, y } = point.toAffine();
  return [x, y];
}

/** x.c1, x.c0, y.c1, y.c0. */
export function words2(point: P2): bigint[] {
  const { x, y } = point.toAffine();
  return [x.c1, x.c0, y.c1, y.c0];
}

/** The constructor argument of ToyVerifier. */
export const TOY_KEYS = {
  alpha: words1(g1(ALPHA)),
  negBeta: words2(g2(-BETA)),
  negGamma: words2(g2(-GAMMA)),
  negDeltas: CIRCUITS.map(({ delta }) => words2(g2(-delta))),
  ics: CIRCUITS.map(({ ic }) => ic.flatMap((scalar) => words1(g1(scalar)))),
};

/** A valid claim: with A = a·G, B = b·G the equation ab = αβ + γL + δC has exactly one C. */
export function toyClaim(circuit: 0 | 1, [h, rho, y]: [bigint, bigint, bigint], a = 61n, b = 67n): Claim {
  const { delta, ic } = CIRCUITS[circuit];
  const l = Fr.create(ic[0] + h * ic[1] + rho * ic[2] + y * ic[3]);
  const c = Fr.div(Fr.create(a * b - ALPHA * BETA - GAMMA * l), delta);
  const proof = [...words1(g1(a)), ...words2(g2(b)), ...words1(g1(c))];
  return { circuit: BigInt(circuit), proof, h, rho, y };
}

/** Adds a multiple of the generator to a claim's C, so that the claim is wrong by a known amount. */
export function spoil(claim: Claim, by: bigint): Claim {
  const c = G1.fromAffine({ x: claim.proof[6]!, y: claim.proof[7]! }).add(g1(by));
  return { ...claim, proof: [...claim.proof.slice(0, 6), ...words1(c)] };
}

/** A point on the twist that is not in the subgroup of order r: the precompile must refuse it. */
export function outsideSubgroup(): bigint[] {
  const { Fp2 } = bn254.fields;
  const b = Fp2.div(Fp2.fromBigTuple([3n, 0n]), Fp2.fromBigTuple([9n, 1n]));
  for (let i = 1n; ; i++) {
    const x = Fp2.fromBigTuple([i, 0n]);
    try {
      const y = Fp2.sqrt(Fp2.add(Fp2.mul(Fp2.sqr(x), x), b));
      if (!G2.fromAffine({ x, y }).isTorsionFree()) return [x.c1, x.c0, y.c1, y.c0];
    } catch {
      // No square root: not a coordinate of a point.
    }
  }
}
