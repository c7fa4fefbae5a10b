// SPDX-License-Identifier: GPL-3.0-or-later
import {
  FIELD_BYTES,
  inverse,
  inverseAll,
  mod,
  power,
  R,
  readField,
  rootOfUnity,
  writeField,
} from './field.ts';
import type { R1cs } from './r1cs.ts';
import type { ToxicScalars } from './toxicScalars.ts';

/**
 * Discrete logarithms of a proving key's points, each a run of 32-byte little-endian scalars.
 * With K = βA + αB + C of a wire at τ: `ic` holds K of the constant and the public wires, `c` holds K/δ of the rest.
 */
export interface SetupScalars {
  readonly domain: number;
  readonly ic: Uint8Array;
  readonly a: Uint8Array;
  readonly b: Uint8Array;
  readonly c: Uint8Array;
  readonly h: Uint8Array;
}

/**
 * Evaluates a circuit's quadratic arithmetic program at τ, in snarkjs's own form: after the constraints come rows
 * that put the constant and each public wire into A alone (without them the public part of a key would not be
 * independent), and the domain is the smallest power of two that holds both.
 */
export function setupScalars(r1cs: R1cs, toxic: ToxicScalars): SetupScalars {
  const log = domainLog(r1cs);
  const basis = lagrangeBasis(toxic.tau, log, 0, 1, r1cs.constraints + r1cs.publics + 1);
  const columns = [0, 1, 2].map(() => new Array<bigint>(r1cs.wires).fill(0n));
  r1cs.visitTerms((matrix, constraint, wire, offset) => {
    const column = columns[matrix] as bigint[];
    column[wire] = (column[wire] as bigint) + readField(r1cs.bytes, offset) * (basis[constraint] as bigint);
  });
  const [a, b, c] = columns as [bigint[], bigint[], bigint[]];
  for (let wire = 0; wire <= r1cs.publics; wire++) {
    a[wire] = (a[wire] as bigint) + (basis[r1cs.constraints + wire] as bigint);
  }
  const k = a.map((value, wire) =>
    mod(toxic.beta * mod(value) + toxic.alpha * mod(b[wire] as bigint) + (c[wire] as bigint)),
  );
  const overDelta = inverse(toxic.delta);
  return {
    domain: 2 ** log,
    ic: encode(k.slice(0, r1cs.publics + 1)),
    a: encode(a.map(mod)),
    b: encode(b.map(mod)),
    c: encode(k.slice(r1cs.publics + 1).map((value) => (value * overDelta) % R)),
    h: encode(quotientBasis(toxic.tau, log).map((value) => (value * overDelta) % R)),
  };
}

/** log2 of snarkjs's domain for a circuit. */
export function domainLog({ constraints, publics }: Pick<R1cs, 'constraints' | 'publics'>): number {
  return Math.max(1, Math.ceil(Math.log2(constraints + publics + 1)));
}

/**
 * snarkjs's prover hands the quotient over by its numerator's values on the odd coset: the numerator vanishes on
 * the even half of the doubled domain, so the odd half of that domain's Lagrange basis is all that is needed.
 */
function quotientBasis(tau: bigint, log: number): bigint[] {
  return lagrangeBasis(tau, log + 1, 1, 2, 2 ** log);
}

/** Values at τ of `count` Lagrange polynomials of the domain of size 2^log, from index `first` in steps of `step`. */
function lagrangeBasis(tau: bigint, log: number, first: number, step: number, count: number): bigint[] {
  const size = 1n << BigInt(log);
  const root = rootOfUnity(log);
  const vanishing = mod(power(tau, size) - 1n);
  if (vanishing === 0n) throw new RangeError('τ lies in the evaluation domain: choose another seed');
  const factor = mod(vanishing * inverse(size));
  const stride = power(root, BigInt(step));
  const points: bigint[] = [];
  let point = power(root, BigInt(first));
  for (let i = 0; i < count; i++) {
    points.push(point);
    point = (point * stride) % R;
  }
  const distances = inverseAll(points.map((value) => mod(tau - value)));
  return points.map((value, i) => (((factor * value) % R) * (distances[i] as bigint)) % R);
}

function encode(scalars: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(scalars.length * FIELD_BYTES);
  for (const [i, scalar] of scalars.entries()) writeField(bytes, i * FIELD_BYTES, scalar);
  return bytes;
}
