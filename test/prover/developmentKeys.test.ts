// SPDX-License-Identifier: GPL-3.0-or-later
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildBn128 } from 'ffjavascript';
import * as snarkjs from 'snarkjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ArtifactFolders, loadVerificationKey } from '../../prover/artifacts.ts';
import { buildDevelopmentKeys } from '../../prover/developmentKeys.ts';
import { R } from '../../prover/field.ts';
import { deriveToxicScalars } from '../../prover/toxicScalars.ts';
import { assertSharedSetup, type VerificationKey } from '../../prover/verificationKey.ts';
import { createWitnessCalculator } from '../../prover/witness.ts';
import {
  buildWorkspace,
  CIRCUITS,
  compileFixtures,
  damage,
  SEED,
  squareInputs,
  type Workspace,
} from './support/fixtures.ts';

let workspace: Workspace;

beforeAll(async () => {
  workspace = await buildWorkspace();
});

afterAll(async () => {
  workspace.remove();
  await globalThis.curve_bn128?.terminate();
});

const read = (folders: ArtifactFolders, file: string): Uint8Array =>
  new Uint8Array(readFileSync(join(folders.keys, file)));
const build = (folders: ArtifactFolders, seed = SEED): Promise<string[]> => {
  const lines: string[] = [];
  const onProgress = (line: string): void => void lines.push(line);
  return buildDevelopmentKeys({ circuits: CIRCUITS, folders, seed, onProgress }).then(() => lines);
};
const keysOf = (folders: ArtifactFolders): Record<string, VerificationKey> =>
  Object.fromEntries(CIRCUITS.map((name) => [name, loadVerificationKey(name, folders)]));

/** A key of `square` made the ordinary way: powers of tau, then a contribution of the circuit's own. */
async function makeSnarkjsKey(r1cs: Uint8Array): Promise<Uint8Array> {
  const memory = (): snarkjs.MemoryFile => ({ type: 'mem' });
  const [first, contributed, prepared, initial, final] = Array.from({ length: 5 }, memory) as [
    snarkjs.MemoryFile,
    snarkjs.MemoryFile,
    snarkjs.MemoryFile,
    snarkjs.MemoryFile,
    snarkjs.MemoryFile,
  ];
  await snarkjs.powersOfTau.newAccumulator(await buildBn128(), 5, first);
  await snarkjs.powersOfTau.contribute(first, contributed, 'test', 'entropy of a test');
  await snarkjs.powersOfTau.preparePhase2(contributed, prepared);
  await snarkjs.zKey.newZKey({ type: 'mem', data: r1cs }, prepared, initial);
  await snarkjs.zKey.contribute(initial, final, 'test', 'more entropy of a test');
  return final.data as Uint8Array;
}

function sectionOf(zkey: Uint8Array, wanted: number): Uint8Array {
  const view = new DataView(zkey.buffer, zkey.byteOffset, zkey.byteLength);
  for (let position = 12; position < zkey.length; ) {
    const size = Number(view.getBigUint64(position + 4, true));
    if (view.getUint32(position, true) === wanted) return zkey.slice(position + 12, position + 12 + size);
    position += 12 + size;
  }
  throw new RangeError(`no section ${wanted}`);
}

describe('a development key beside a key that snarkjs made', () => {
  let theirs: Uint8Array;
  let ours: Uint8Array;
  let witness: Uint8Array;

  beforeAll(async () => {
    const { folders } = workspace;
    ours = read(folders, 'square.zkey');
    theirs = await makeSnarkjsKey(readFileSync(join(folders.circuits, 'square.r1cs')));
    const wasm = readFileSync(join(folders.circuits, 'square.wasm'));
    witness = (await createWitnessCalculator('square', wasm)).calculate(squareInputs());
  });

  const prove = (zkey: Uint8Array) =>
    snarkjs.groth16.prove({ type: 'mem', data: zkey }, { type: 'mem', data: witness });
  const exportKey = (zkey: Uint8Array) => snarkjs.zKey.exportVerificationKey({ type: 'mem', data: zkey });

  it('developmentKey_acceptsTheSameWitness', async () => {
    const [ourKey, theirKey] = [await exportKey(ours), await exportKey(theirs)];
    const [ourProof, theirProof] = [await prove(ours), await prove(theirs)];
    expect(ourProof.publicSignals).toEqual(theirProof.publicSignals);
    const { publicSignals } = ourProof;
    expect(await snarkjs.groth16.verify(ourKey, publicSignals, ourProof.proof)).toBe(true);
    expect(await snarkjs.groth16.verify(theirKey, publicSignals, theirProof.proof)).toBe(true);
    expect(await snarkjs.groth16.verify(ourKey, publicSignals, theirProof.proof)).toBe(false);
    expect(await snarkjs.groth16.verify(theirKey, publicSignals, ourProof.proof)).toBe(false);
  });

  it('developmentKey_hasTheSameMatricesAndShape', () => {
    const coefficients = 4;
    expect(sectionOf(ours, coefficients)).toEqual(sectionOf(theirs, coefficients));
    for (const section of [1, 3, 5, 6, 7, 8, 9]) {
      expect(sectionOf(ours, section).length, `section ${section}`).toBe(sectionOf(theirs, section).length);
    }
    const numbersOf = (zkey: Uint8Array) => sectionOf(zkey, 2).slice(0, 4 + 32 + 4 + 32 + 12);
    expect(numbersOf(ours)).toEqual(numbersOf(theirs));
  });

  it('developmentKey_comesWithTheVerificationKeySnarkjsWouldExport', async () => {
    expect(await exportKey(ours)).toEqual(loadVerificationKey('square', workspace.folders));
  });

  it('developmentKey_refusesAProofOfAnotherPublicSignal', async () => {
    const { proof, publicSignals } = await prove(ours);
    const key = loadVerificationKey('square', workspace.folders);
    for (const i of publicSignals.keys()) {
      const other = publicSignals.map((value, at) => (at === i ? (BigInt(value) + 1n).toString() : value));
      expect(await snarkjs.groth16.verify(key, other, proof), `signal ${i}`).toBe(false);
    }
  });
});

describe('building development keys', () => {
  it('build_givesTheSameBytesAgain', async () => {
    const again = workspace.copyArtifacts();
    rmSync(again.keys, { recursive: true });
    await build(again);
    for (const file of readdirSync(workspace.folders.keys)) {
      expect(read(again, file), file).toEqual(read(workspace.folders, file));
    }
    expect(readdirSync(again.keys)).toEqual(readdirSync(workspace.folders.keys));
  });

  it('build_keepsKeysThatAreWhole', async () => {
    expect(await build(workspace.folders)).toEqual(['key square: unchanged', 'key cube: unchanged']);
  });

  it.each(['square.zkey', 'square.vkey.json', 'square.json'])(
    'build_makesTheKeyAgainWhenDamaged %s',
    async (file) => {
      const copy = workspace.copyArtifacts();
      damage(join(copy.keys, file));
      const lines = await build(copy);
      expect(lines).toContain('key cube: unchanged');
      expect(lines).not.toContain('key square: unchanged');
      expect(read(copy, file)).toEqual(read(workspace.folders, file));
    },
  );

  it('build_makesTheKeyAgainWhenInterruptedBeforeItsManifest', async () => {
    const copy = workspace.copyArtifacts();
    rmSync(join(copy.keys, 'square.json'));
    await build(copy);
    expect(read(copy, 'square.json')).toEqual(read(workspace.folders, 'square.json'));
  });

  it('build_makesOtherKeysFromAnotherSeed', async () => {
    const copy = workspace.copyArtifacts();
    await build(copy, 'another seed');
    const [ours, theirs] = [keysOf(workspace.folders), keysOf(copy)];
    for (const field of ['vk_alpha_1', 'vk_beta_2', 'vk_delta_2', 'IC'] as const) {
      expect(theirs.square?.[field], field).not.toEqual(ours.square?.[field]);
    }
  });

  it('build_refusesACircuitWithoutExactlyThreePublicInputs', async () => {
    await compileFixtures(workspace, ['pair']);
    const building = buildDevelopmentKeys({ circuits: ['pair'], folders: workspace.folders, seed: SEED });
    await expect(building).rejects.toMatchObject({ code: 'KEY_PUBLIC_COUNT', message: /pair.* 2 / });
    expect(readdirSync(workspace.folders.keys).filter((name) => name.startsWith('pair'))).toEqual([]);
  });

  it('build_refusesADamagedOrMissingCircuit', async () => {
    const copy = workspace.copyArtifacts();
    rmSync(copy.keys, { recursive: true });
    damage(join(copy.circuits, 'square.r1cs'));
    await expect(build(copy)).rejects.toMatchObject({ code: 'ARTIFACT_CORRUPT', message: /npm run build/ });
    rmSync(join(copy.circuits, 'square.r1cs'));
    await expect(build(copy)).rejects.toMatchObject({ code: 'ARTIFACT_MISSING', message: /npm run build/ });
  });
});

describe('the setup behind the keys', () => {
  it('setup_sharesAlphaBetaGammaAndGivesEachCircuitItsDelta', () => {
    const { square, cube } = keysOf(workspace.folders) as Record<string, VerificationKey>;
    expect(square?.vk_alpha_1).toEqual(cube?.vk_alpha_1);
    expect(square?.vk_beta_2).toEqual(cube?.vk_beta_2);
    expect(square?.vk_gamma_2).toEqual(cube?.vk_gamma_2);
    expect(square?.vk_delta_2).not.toEqual(cube?.vk_delta_2);
    expect(square?.vk_delta_2).not.toEqual(square?.vk_gamma_2);
  });

  it('toxicScalars_areDistinctFieldElementsFixedBySeedAndName', () => {
    const square = deriveToxicScalars(SEED, 'square');
    expect(deriveToxicScalars(SEED, 'square')).toEqual(square);
    expect(deriveToxicScalars(SEED, 'cube')).toMatchObject({ ...square, delta: expect.any(BigInt) });
    expect(new Set([...Object.values(square), deriveToxicScalars(SEED, 'cube').delta]).size).toBe(5);
    for (const scalar of Object.values(square)) expect(scalar > 1n && scalar < R).toBe(true);
  });

  it('assertSharedSetup_acceptsKeysOfOneSetup', () => {
    expect(() => assertSharedSetup(keysOf(workspace.folders))).not.toThrow();
  });

  it.each([
    ['vk_alpha_1', 'alpha'],
    ['vk_beta_2', 'beta'],
    ['vk_gamma_2', 'gamma'],
  ] as const)('assertSharedSetup_refusesAnother %s', (field, symbol) => {
    const keys = keysOf(workspace.folders);
    const { square, cube } = keys as { square: VerificationKey; cube: VerificationKey };
    const foreign = field === 'vk_alpha_1' ? cube.IC[0] : cube.vk_delta_2;
    const altered = { ...cube, [field]: foreign, vk_delta_2: square.vk_delta_2 };
    expect(() => assertSharedSetup({ square, cube: altered })).toThrow(
      expect.objectContaining({ code: 'KEY_SETUP_MISMATCH', message: expect.stringContaining(symbol) }),
    );
  });

  it('assertSharedSetup_refusesADeltaEqualToGamma', () => {
    const { square, cube } = keysOf(workspace.folders) as { square: VerificationKey; cube: VerificationKey };
    const skipped = { ...cube, vk_delta_2: cube.vk_gamma_2 };
    expect(() => assertSharedSetup({ square, cube: skipped })).toThrow(
      expect.objectContaining({ code: 'KEY_DELTA_IS_GAMMA', message: expect.stringContaining('cube') }),
    );
  });

  it('assertSharedSetup_refusesAnotherNumberOfPublicInputs', () => {
    const { square } = keysOf(workspace.folders) as { square: VerificationKey };
    const wrong = expect.objectContaining({ code: 'KEY_PUBLIC_COUNT' });
    expect(() => assertSharedSetup({ square: { ...square, nPublic: 2 } })).toThrow(wrong);
    expect(() => assertSharedSetup({ square: { ...square, IC: square.IC.slice(1) } })).toThrow(wrong);
  });

  it('assertSharedSetup_refusesAnEmptyList', () => {
    expect(() => assertSharedSetup({})).toThrow(expect.objectContaining({ code: 'KEY_SETUP_MISMATCH' }));
  });
});
