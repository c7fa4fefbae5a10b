// SPDX-License-Identifier: GPL-3.0-or-later
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadVerificationKey, sha256 } from '../../prover/artifacts.ts';
import { Q } from '../../prover/field.ts';
import type { VerificationKey } from '../../prover/verificationKey.ts';
import { verifyingKeysSol } from '../../scripts/generate/verifyingKeysSol.ts';
import { buildWorkspace, CIRCUITS, damage, patchJson, type Workspace } from './support/fixtures.ts';

let workspace: Workspace;
let source: string;
let keys: VerificationKey[];

beforeAll(async () => {
  workspace = await buildWorkspace();
  source = verifyingKeysSol(CIRCUITS, workspace.folders);
  keys = CIRCUITS.map((name) => loadVerificationKey(name, workspace.folders));
});

afterAll(() => workspace.remove());

const constant = (name: string): string | undefined =>
  new RegExp(`constant ${name} = (\\w+);`).exec(source)?.[1];
const negate = (value: string | undefined): string => (Q - BigInt(value as string)).toString();

/** The numbers that a generated function returns for each circuit in turn. */
function returned(name: string): string[][] {
  const body = source.slice(source.indexOf(`function ${name}(`)).split('revert')[0] as string;
  return body
    .split(/if \(circuit == \d+\)/)
    .slice(1)
    .map((branch) => branch.match(/\d{10,}/g) ?? []);
}

it('solidity_holdsTheSharedPointsInThePrecompilesOrder', () => {
  const key = keys[0] as VerificationKey;
  expect([constant('ALPHA_X'), constant('ALPHA_Y')]).toEqual(key.vk_alpha_1.slice(0, 2));
  for (const [symbol, point] of [
    ['BETA', key.vk_beta_2],
    ['GAMMA', key.vk_gamma_2],
  ] as const) {
    const written = ['X1', 'X0', 'Y1', 'Y0'].map((part) => constant(`NEG_${symbol}_${part}`));
    expect(written).toEqual([point[0]?.[1], point[0]?.[0], negate(point[1]?.[1]), negate(point[1]?.[0])]);
  }
  expect(constant('CIRCUITS')).toBe('2');
});

it('solidity_holdsEachCircuitsDeltaAndInputPoints', () => {
  expect(returned('negDelta')).toEqual(
    keys.map(({ vk_delta_2: [x, y] }) => [x?.[1], x?.[0], negate(y?.[1]), negate(y?.[0])]),
  );
  expect(returned('ic')).toEqual(keys.map(({ IC }) => IC.flatMap((point) => point.slice(0, 2))));
});

it('solidity_saysThatTheKeysAreForDevelopmentUnlessEachManifestDenies', () => {
  expect(constant('DEVELOPMENT')).toBe('true');
  const folders = workspace.copyArtifacts();
  const developmentOf = (): string | undefined =>
    /DEVELOPMENT = (\w+)/.exec(verifyingKeysSol(CIRCUITS, folders))?.[1];
  patchJson(join(folders.keys, 'square.json'), { development: false });
  expect(developmentOf()).toBe('true');
  patchJson(join(folders.keys, 'cube.json'), { development: undefined });
  expect(developmentOf()).toBe('true');
  patchJson(join(folders.keys, 'cube.json'), { development: false });
  expect(developmentOf()).toBe('false');
});

it('generator_asksForABuildWhenAKeyIsMissingOrDamaged', () => {
  const folders = workspace.copyArtifacts();
  const file = join(folders.keys, 'cube.vkey.json');
  const generate = (): string => verifyingKeysSol(CIRCUITS, folders);
  const advice = expect.stringMatching(/npm run build/);
  damage(file);
  expect(generate).toThrow(expect.objectContaining({ code: 'ARTIFACT_CORRUPT', message: advice }));
  rmSync(file);
  expect(generate).toThrow(expect.objectContaining({ code: 'ARTIFACT_MISSING', message: advice }));
});

it('generator_refusesKeysThatDoNotShareASetup', () => {
  const folders = workspace.copyArtifacts();
  const file = join(folders.keys, 'cube.vkey.json');
  patchJson(file, { vk_alpha_1: ['1', '2', '1'] });
  patchJson(join(folders.keys, 'cube.json'), { vkey: sha256(readFileSync(file)) });
  expect(() => verifyingKeysSol(CIRCUITS, folders)).toThrow(
    expect.objectContaining({ code: 'KEY_SETUP_MISMATCH' }),
  );
});
