// SPDX-License-Identifier: GPL-3.0-or-later
import { buildBn128, type Curve } from 'ffjavascript';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { R, writeField } from '../../prover/field.ts';
import { type FixedBase, startFixedBase } from '../../prover/fixedBase.ts';
import { deriveToxicScalars } from '../../prover/toxicScalars.ts';

const EDGES = [0n, 1n, 2n, 255n, 256n, 257n, 65535n, 65536n, R - 2n, R - 1n];

let curve: Curve;
let fixedBase: FixedBase;

beforeAll(async () => {
  curve = await buildBn128(true);
  fixedBase = await startFixedBase(curve);
});

afterAll(() => fixedBase.close());

function encode(scalars: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(scalars.length * 32);
  for (const [i, scalar] of scalars.entries()) writeField(bytes, i * 32, scalar);
  return bytes;
}

it.each([
  ['g1m', 'G1', 64],
  ['g2m', 'G2', 128],
] as const)('fixedBase_multipliesLikeTheCurve %s', async (group, name, bytes) => {
  const random = Object.values(deriveToxicScalars('fixed base', 'test'));
  const scalars = [...EDGES, ...random];
  const points = await fixedBase.multiply(group, encode(scalars));
  const { [name]: G } = curve;
  for (const [i, scalar] of scalars.entries()) {
    const expected = G.toAffine(G.timesScalar(G.g, scalar));
    expect(points.subarray(i * bytes, (i + 1) * bytes), `${scalar}`).toEqual(Buffer.from(expected));
  }
});

it('fixedBase_keepsTheOrderOverManyThreadsAndChunks', async () => {
  const count = 5000;
  const points = await fixedBase.multiply('g1m', encode(Array.from({ length: count }, (_, i) => BigInt(i))));
  expect(points.length).toBe(count * 64);
  const { G1 } = curve;
  for (const i of [0, 1, 2047, 2048, 2049, 4095, 4096, 4999]) {
    const expected = G1.toAffine(G1.timesScalar(G1.g, BigInt(i)));
    expect(points.subarray(i * 64, (i + 1) * 64), `${i}`).toEqual(Buffer.from(expected));
  }
});

it('fixedBase_givesNothingForNothing', async () => {
  expect((await fixedBase.multiply('g2m', new Uint8Array())).length).toBe(0);
});

it('fixedBase_refusesFurtherWork_onceAThreadHasDied', async () => {
  const broken = await startFixedBase(curve);
  try {
    const unknown = 'g3m' as 'g1m';
    await expect(broken.multiply(unknown, encode([1n]))).rejects.toThrow();
    // On a machine of one core nobody would be left to answer.
    await expect(broken.multiply('g1m', encode([1n]))).rejects.toThrow();
  } finally {
    await broken.close();
  }
});
