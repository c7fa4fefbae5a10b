// SPDX-License-Identifier: GPL-3.0-or-later
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SottoError } from '../protocol/errors.ts';
import { CIRCUIT_NAMES } from '../protocol/generated/circuits.ts';
import { parseR1cs, type R1csHeader } from './r1cs.ts';
import type { VerificationKey } from './verificationKey.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** Where compiled circuits and keys lie: absolute paths. */
export interface ArtifactFolders {
  readonly circuits: string;
  readonly keys: string;
}

/** Those of a checkout, as `npm run build` fills them. */
export const DEVELOPMENT_FOLDERS: ArtifactFolders = {
  circuits: join(ROOT, 'build/circuits'),
  keys: join(ROOT, 'build/keys/development'),
};

/** `<name>.json` beside a key: hex SHA-256 of the circuit it was made for and of its two files. */
export interface KeyManifest {
  /** Anybody can forge proofs for such a key. */
  readonly development: boolean;
  /** Version of the code that made the key, and the seed. */
  readonly origin: string;
  readonly r1cs: string;
  readonly zkey: string;
  readonly vkey: string;
}

export interface ProvingArtifacts {
  readonly wasm: Uint8Array<ArrayBuffer>;
  readonly zkey: Uint8Array<ArrayBuffer>;
}

/** The names in circuits.json, in its order. */
export function listCircuits(): string[] {
  return [...CIRCUIT_NAMES];
}

/**
 * Reads a circuit's witness program and proving key, and checks that they are whole and belong together.
 *
 * @throws SottoError ARTIFACT_MISSING, ARTIFACT_CORRUPT, ARTIFACT_FOREIGN
 */
export function loadProvingArtifacts(name: string, folders: ArtifactFolders): ProvingArtifacts {
  const key = readKeyManifest(name, folders);
  const circuit = readManifest<{ r1cs: string; wasm: string }>(join(folders.circuits, `${name}.json`));
  if (key.r1cs !== circuit.r1cs) {
    throw new SottoError(
      'ARTIFACT_FOREIGN',
      `The proving key of ${name} was made for another version of the circuit: run \`npm run build\``,
    );
  }
  return {
    wasm: readArtifact(join(folders.circuits, `${name}.wasm`), circuit.wasm),
    zkey: readArtifact(join(folders.keys, `${name}.zkey`), key.zkey),
  };
}

/** @throws SottoError ARTIFACT_MISSING, ARTIFACT_CORRUPT */
export function loadVerificationKey(name: string, folders: ArtifactFolders): VerificationKey {
  const bytes = readArtifact(join(folders.keys, `${name}.vkey.json`), readKeyManifest(name, folders).vkey);
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as VerificationKey;
}

/**
 * Numbers of constraints, wires and public inputs of a compiled circuit.
 *
 * @throws SottoError ARTIFACT_MISSING, ARTIFACT_CORRUPT
 */
export function loadR1csHeader(name: string, folders: ArtifactFolders): R1csHeader {
  return parseR1cs(loadR1cs(name, folders), name);
}

/** @throws SottoError ARTIFACT_MISSING, ARTIFACT_CORRUPT */
export function loadR1cs(name: string, folders: ArtifactFolders): Uint8Array {
  const { r1cs } = readManifest<{ r1cs: string }>(join(folders.circuits, `${name}.json`));
  return readArtifact(join(folders.circuits, `${name}.r1cs`), r1cs);
}

/** @throws SottoError ARTIFACT_MISSING, ARTIFACT_CORRUPT */
export function readKeyManifest(name: string, folders: ArtifactFolders): KeyManifest {
  return readManifest<KeyManifest>(join(folders.keys, `${name}.json`));
}

/** Writes beside the target and renames, so that an interrupted run leaves the old file or none, never half. */
export function writeAtomically(path: string, content: Uint8Array | string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

function readManifest<Manifest>(path: string): Manifest {
  const bytes = readFile(path);
  let manifest: unknown;
  try {
    manifest = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    throw corrupt(path, cause);
  }
  if (typeof manifest !== 'object' || manifest === null) throw corrupt(path);
  return manifest as Manifest;
}

function readArtifact(path: string, hash: string): Uint8Array<ArrayBuffer> {
  const bytes = readFile(path);
  if (sha256(bytes) !== hash) throw corrupt(path);
  return bytes;
}

function readFile(path: string): Uint8Array<ArrayBuffer> {
  try {
    const { buffer, byteOffset, byteLength } = readFileSync(path);
    // Not a Buffer: its `slice` shares memory, and snarkjs counts on copies.
    return new Uint8Array(buffer, byteOffset, byteLength);
  } catch (cause) {
    throw new SottoError('ARTIFACT_MISSING', `Cannot read ${path}: run \`npm run build\``, { cause });
  }
}

function corrupt(path: string, cause?: unknown): SottoError {
  return new SottoError(
    'ARTIFACT_CORRUPT',
    `${path} is not the file that was built: run \`npm run build\` to make it again`,
    { cause },
  );
}
