// SPDX-License-Identifier: GPL-3.0-or-later
import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CircuitInputs } from '../../../protocol/provingEngine.ts';
import type { ArtifactFolders } from '../../../prover/artifacts.ts';
import { buildDevelopmentKeys } from '../../../prover/developmentKeys.ts';
import { R } from '../../../prover/field.ts';
import { buildCircuits } from '../../../scripts/buildCircuits.ts';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
export const CIRCUITS = ['square', 'cube'] as const;
export const SEED = 'test seed';

/** A folder below the root (the compiler reads and writes nowhere else) for one test file. */
export interface Workspace {
  /** Relative to the root. */
  readonly path: string;
  readonly folders: ArtifactFolders;
  /** A copy of the built artifacts, to be damaged. */
  copyArtifacts(): ArtifactFolders;
  remove(): void;
}

export function createWorkspace(): Workspace {
  const path = `build/test/${randomUUID()}`;
  const at = (name: string): ArtifactFolders => ({
    circuits: join(ROOT, path, name, 'circuits'),
    keys: join(ROOT, path, name, 'keys'),
  });
  mkdirSync(join(ROOT, path), { recursive: true });
  const folders = at('built');
  return {
    path,
    folders,
    copyArtifacts() {
      const copy = at(randomUUID());
      cpSync(folders.circuits, copy.circuits, { recursive: true });
      cpSync(folders.keys, copy.keys, { recursive: true });
      return copy;
    },
    remove() {
      rmSync(join(ROOT, path), { recursive: true, force: true });
    },
  };
}

/** A workspace with the circuits `square` and `cube` compiled and with development keys. */
export async function buildWorkspace(): Promise<Workspace> {
  const workspace = createWorkspace();
  await compileFixtures(workspace, CIRCUITS);
  await buildDevelopmentKeys({ circuits: CIRCUITS, folders: workspace.folders, seed: SEED });
  return workspace;
}

export async function compileFixtures(workspace: Workspace, names: readonly string[]): Promise<void> {
  await buildCircuits({
    mains: Object.fromEntries(names.map((name) => [name, `test/prover/fixtures/${name}.circom`])),
    outputFolder: `${workspace.path}/built/circuits`,
  });
}

/** Inputs that satisfy `square`. */
export function squareInputs(secret = 1234567n, rho = 89n): CircuitInputs & { h: bigint; y: bigint } {
  const y = (secret + rho) ** 2n % R;
  return { h: (secret * y) % R, rho, y, secret, spare: [7n, 8n] };
}

/** Inputs that satisfy `cube`. */
export function cubeInputs(secret = 4321n, rho = 5n): CircuitInputs {
  return { h: secret * rho, rho, y: secret ** 3n, secret };
}

/** Changes one byte in the middle of a file. */
export function damage(path: string): void {
  const bytes = readFileSync(path);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] as number) ^ 1;
  writeFileSync(path, bytes);
}

/** Sets fields of a JSON file. */
export function patchJson(path: string, fields: Record<string, unknown>): void {
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...fields }));
}
