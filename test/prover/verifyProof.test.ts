// SPDX-License-Identifier: GPL-3.0-or-later
import { buildBn128 } from 'ffjavascript';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ProvingEngine, ProvingResult } from '../../protocol/provingEngine.ts';
import { Q, R } from '../../prover/field.ts';
import { createSnarkjsEngine } from '../../prover/snarkjsEngine.ts';
import { readProof } from '../../prover/verifyProof.ts';
import { buildWorkspace, CIRCUITS, squareInputs, type Workspace } from './support/fixtures.ts';

let workspace: Workspace;
let engine: ProvingEngine;
let valid: ProvingResult;

beforeAll(async () => {
  workspace = await buildWorkspace();
  engine = createSnarkjsEngine({ folders: workspace.folders, circuits: CIRCUITS });
  valid = await engine.prove('square', squareInputs());
});

afterAll(async () => {
  await engine.close();
  workspace.remove();
});

const verify = (change: {
  proof?: readonly unknown[];
  publicSignals?: readonly unknown[];
  circuit?: string;
}) =>
  engine.verify(
    change.circuit ?? 'square',
    (change.proof ?? valid.proof) as bigint[],
    (change.publicSignals ?? valid.publicSignals) as bigint[],
  );
const withAt = <Value>(values: readonly Value[], at: number, change: (value: Value) => unknown): unknown[] =>
  values.map((value, i) => (i === at ? change(value) : value));

it('verify_acceptsTheProofAsItIs', async () => {
  expect(await verify({})).toBe(true);
});

it('verify_refusesAProofOfAnotherCircuit', async () => {
  expect(await verify({ circuit: 'cube' })).toBe(false);
});

it('verify_refusesOtherPublicSignals', async () => {
  for (const at of [0, 1, 2]) {
    expect(await verify({ publicSignals: withAt(valid.publicSignals, at, (value) => value + 1n) })).toBe(
      false,
    );
  }
  const [h, rho, y] = valid.publicSignals;
  expect(await verify({ publicSignals: [rho, h, y] })).toBe(false);
});

it('verify_refusesMoreOrFewerPublicSignals', async () => {
  // y = 0 is what snarkjs takes a missing third signal for.
  const zero = await engine.prove('square', squareInputs(R - 89n, 89n));
  expect(zero.publicSignals[2]).toBe(0n);
  const { proof } = zero;
  expect(await verify(zero)).toBe(true);
  expect(await verify({ proof, publicSignals: zero.publicSignals.slice(0, 2) })).toBe(false);
  expect(await verify({ proof, publicSignals: [...zero.publicSignals, 0n] })).toBe(false);
  expect(await verify({ proof, publicSignals: [] })).toBe(false);
});

it('verify_refusesPublicSignalsThatAreNoFieldElements', async () => {
  for (const at of [0, 1, 2]) {
    for (const change of [(v: bigint) => v + R, (v: bigint) => v - R, String, Number, () => undefined]) {
      expect(await verify({ publicSignals: withAt(valid.publicSignals, at, change) })).toBe(false);
    }
  }
});

it('verify_refusesAlteredCoordinates', async () => {
  for (const at of valid.proof.keys()) {
    expect(await verify({ proof: withAt(valid.proof, at, (value) => (value + 1n) % Q) })).toBe(false);
  }
});

it('verify_refusesCoordinatesAtOrAboveTheFieldOrder', async () => {
  for (const at of valid.proof.keys()) {
    for (const change of [(v: bigint) => v + Q, (v: bigint) => v - Q, String]) {
      expect(await verify({ proof: withAt(valid.proof, at, change) })).toBe(false);
    }
  }
});

it('verify_refusesAProofOfAnotherLength', async () => {
  expect(await verify({ proof: valid.proof.slice(0, 7) })).toBe(false);
  expect(await verify({ proof: [...valid.proof, 0n] })).toBe(false);
  expect(await engine.verify('square', null as never, valid.publicSignals)).toBe(false);
});

// A pairing of such points is no proof either, but only by chance: these checks are tested by themselves.
it('proofPoints_areOnTheirCurvesAndNotAtInfinity', async () => {
  const curve = await buildBn128(true);
  expect(readProof(curve, valid.proof)).toBeDefined();
  for (const at of valid.proof.keys()) {
    expect(
      readProof(curve, withAt(valid.proof, at, (value) => (value + 1n) % Q) as bigint[]),
    ).toBeUndefined();
  }
  const [ax, ay, bx1, bx0, by1, by0, cx, cy] = valid.proof;
  expect(readProof(curve, [0n, 0n, bx1, bx0, by1, by0, cx, cy])).toBeUndefined();
  expect(readProof(curve, [ax, ay, 0n, 0n, 0n, 0n, cx, cy])).toBeUndefined();
  expect(readProof(curve, [ax, ay, bx1, bx0, by1, by0, 0n, 0n])).toBeUndefined();
});

it('proofPoints_areInTheSubgroupOfG2', async () => {
  const curve = await buildBn128(true);
  const { G2 } = curve;
  // On the twist, and of an order that does not divide r.
  const outside = G2.fromObject([
    [1n, 0n],
    [
      18278151005453108793778860132295291098363647455926340152056652516292830556603n,
      5912654199736721486680175016176231956195085055698687135131307249486702594212n,
    ],
    [1n, 0n],
  ]);
  const [ax, ay, bx1, bx0, by1, by0, cx, cy] = valid.proof;
  const b = G2.fromObject([
    [bx0, bx1],
    [by0, by1],
    [1n, 0n],
  ]);
  const moved = G2.toAffine(G2.add(b, outside));
  const [[x0, x1], [y0, y1]] = G2.toObject(moved) as [[bigint, bigint], [bigint, bigint]];
  expect(G2.isValid(moved)).toBe(true);
  expect(readProof(curve, [ax, ay, x1, x0, y1, y0, cx, cy])).toBeUndefined();
});

it('proofPoints_areOnTheTwistEvenWhereTheSubgroupsOrderIsRight', async () => {
  const [ax, ay, bx1, bx0, by1, by0, cx, cy] = valid.proof;
  // (4x, 8y) lies on y² = x³ + 64b, a curve with the same group: multiplied by r it is nothing there either.
  const [x1, x0, y1, y0] = [4n * bx1, 4n * bx0, 8n * by1, 8n * by0].map((value) => value % Q) as [
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  expect(readProof(await buildBn128(true), [ax, ay, x1, x0, y1, y0, cx, cy])).toBeUndefined();
});
