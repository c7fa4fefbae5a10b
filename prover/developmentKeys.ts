// SPDX-License-Identifier: GPL-3.0-or-later
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildBn128, type Curve } from 'ffjavascript';
import {
  type ArtifactFolders,
  DEVELOPMENT_FOLDERS,
  type KeyManifest,
  listCircuits,
  loadProvingArtifacts,
  loadR1cs,
  loadVerificationKey,
  readKeyManifest,
  sha256,
  writeAtomically,
} from './artifacts.ts';
import { FIELD_BYTES, writeField } from './field.ts';
import { type FixedBase, startFixedBase } from './fixedBase.ts';
import { parseR1cs, type R1cs } from './r1cs.ts';
import { setupScalars } from './setupScalars.ts';
import { DEVELOPMENT_SEED, deriveToxicScalars } from './toxicScalars.ts';
import { assertPublicCount, assertSharedSetup, type VerificationKey } from './verificationKey.ts';
import { encodeZkey, type ProvingKeyPoints } from './zkeyFile.ts';

/** Raise it when a change here changes a key's bytes. */
const GENERATOR_VERSION = 1;

export interface DevelopmentKeysOptions {
  /** By default those of circuits.json. */
  readonly circuits?: readonly string[];
  readonly folders?: ArtifactFolders;
  readonly seed?: string;
  readonly onProgress?: (line: string) => void;
}

/**
 * Makes Groth16 keys for compiled circuits from a public seed, in seconds and without a powers-of-tau file. The
 * same circuit, name and seed give the same bytes everywhere. **Anybody can forge proofs for these keys.**
 * Keys that are there already, whole and made from the same circuit and seed, are kept.
 *
 * @throws SottoError ARTIFACT_MISSING, ARTIFACT_CORRUPT, KEY_PUBLIC_COUNT, KEY_SETUP_MISMATCH, KEY_DELTA_IS_GAMMA
 */
export async function buildDevelopmentKeys(options: DevelopmentKeysOptions = {}): Promise<void> {
  const { circuits = listCircuits(), folders = DEVELOPMENT_FOLDERS, seed = DEVELOPMENT_SEED } = options;
  const { onProgress = () => {} } = options;
  mkdirSync(folders.keys, { recursive: true });
  const stale = circuits.filter((name) => !isFresh(name, folders, seed));
  for (const name of circuits.filter((name) => !stale.includes(name))) onProgress(`key ${name}: unchanged`);
  if (stale.length > 0) {
    const curve = await buildBn128(true);
    const fixedBase = await startFixedBase(curve);
    try {
      for (const name of stale) await buildKey(name, folders, seed, { curve, fixedBase, onProgress });
    } finally {
      await fixedBase.close();
    }
  }
  const keys = circuits.map((name): [string, VerificationKey] => [name, loadVerificationKey(name, folders)]);
  if (keys.length > 0) assertSharedSetup(Object.fromEntries(keys));
}

interface Tools {
  readonly curve: Curve;
  readonly fixedBase: FixedBase;
  readonly onProgress: (line: string) => void;
}

function isFresh(name: string, folders: ArtifactFolders, seed: string): boolean {
  try {
    loadProvingArtifacts(name, folders);
    loadVerificationKey(name, folders);
    const { development, origin } = readKeyManifest(name, folders);
    return development && origin === originOf(seed);
  } catch {
    return false;
  }
}

/** The files count once the manifest, which is written last, fits them: so an interrupted run leaves no half key. */
async function buildKey(name: string, folders: ArtifactFolders, seed: string, tools: Tools): Promise<void> {
  const started = performance.now();
  const r1cs = parseR1cs(loadR1cs(name, folders), name);
  assertPublicCount(name, r1cs.publics);
  tools.onProgress(`key ${name}: ${r1cs.constraints} constraints`);
  const { zkey, vkey } = await makeDevelopmentKey(r1cs, name, seed, tools);
  const path = (extension: string): string => join(folders.keys, `${name}.${extension}`);
  writeAtomically(path('zkey'), zkey);
  writeAtomically(path('vkey.json'), vkey);
  const manifest: KeyManifest = {
    development: true,
    origin: originOf(seed),
    r1cs: sha256(r1cs.bytes),
    zkey: sha256(zkey),
    vkey: sha256(vkey),
  };
  writeAtomically(path('json'), `${JSON.stringify(manifest, null, 2)}\n`);
  tools.onProgress(`key ${name}: made in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

function originOf(seed: string): string {
  return `development keys, version ${GENERATOR_VERSION}, seed "${seed}"`;
}

async function makeDevelopmentKey(
  r1cs: R1cs,
  name: string,
  seed: string,
  { curve, fixedBase }: Tools,
): Promise<{ zkey: Uint8Array; vkey: string }> {
  const toxic = deriveToxicScalars(seed, name);
  const scalars = setupScalars(r1cs, toxic);
  const g1 = (values: Uint8Array): Promise<Uint8Array> => fixedBase.multiply('g1m', values);
  const g2 = (values: Uint8Array): Promise<Uint8Array> => fixedBase.multiply('g2m', values);
  const [alpha1, beta1, delta1] = await Promise.all(
    [toxic.alpha, toxic.beta, toxic.delta].map((value) => g1(scalar(value))),
  );
  const [beta2, gamma2, delta2] = await Promise.all(
    [toxic.beta, 1n, toxic.delta].map((value) => g2(scalar(value))),
  );
  const [b2, a, b1, c, h, ic] = await Promise.all([
    g2(scalars.b),
    g1(scalars.a),
    g1(scalars.b),
    g1(scalars.c),
    g1(scalars.h),
    g1(scalars.ic),
  ]);
  const points = { alpha1, beta1, delta1, beta2, gamma2, delta2, b2, a, b1, c, h, ic } as ProvingKeyPoints;
  const origin = createHash('sha512')
    .update(`${originOf(seed)}\n${name}\n`)
    .update(r1cs.bytes)
    .digest();
  return {
    zkey: encodeZkey(r1cs, scalars.domain, points, origin),
    vkey: `${JSON.stringify(exportVerificationKey(curve, r1cs.publics, points), null, 1)}\n`,
  };
}

function exportVerificationKey(curve: Curve, publics: number, points: ProvingKeyPoints): VerificationKey {
  const { G1, G2, Gt } = curve;
  const ic = Array.from({ length: publics + 1 }, (_, i) => points.ic.slice(64 * i, 64 * (i + 1)));
  const key = {
    protocol: 'groth16',
    curve: curve.name,
    nPublic: publics,
    vk_alpha_1: G1.toObject(points.alpha1),
    vk_beta_2: G2.toObject(points.beta2),
    vk_gamma_2: G2.toObject(points.gamma2),
    vk_delta_2: G2.toObject(points.delta2),
    vk_alphabeta_12: Gt.toObject(curve.pairing(points.alpha1, points.beta2)),
    IC: ic.map((point) => G1.toObject(point)),
  };
  return JSON.parse(
    JSON.stringify(key, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)),
  ) as VerificationKey;
}

function scalar(value: bigint): Uint8Array {
  const bytes = new Uint8Array(FIELD_BYTES);
  writeField(bytes, 0, value);
  return bytes;
}
