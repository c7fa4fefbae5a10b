// SPDX-License-Identifier: GPL-3.0-or-later
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CircuitName } from '../../../protocol/generated/circuits.ts';
import type { CircuitManifest } from '../../../scripts/buildCircuits.ts';
import { buildCircuits } from '../../../scripts/buildCircuits.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PRODUCTION_FOLDER = 'build/circuits';
const FIXTURE_FOLDER = 'build/test/circuits';
const PLAIN_FOLDER = 'build/test/circuits/plain';

/** What the compiler wrote for one circuit. */
export interface Compiled {
  name: string;
  r1cs: Uint8Array;
  symbols: string;
  /** Absent from a plain compilation. */
  wasm?: Uint8Array;
}

/** The circuit as it is proven: optimised, the files that keys are made for. */
export async function compiledCircuit(name: CircuitName): Promise<Compiled> {
  return compileOptimised(name, `circuits/main/${name}.circom`, PRODUCTION_FOLDER);
}

/** A small main component of `test/circuits/fixtures/`. */
export async function compiledFixture(name: string): Promise<Compiled> {
  return compileOptimised(name, `test/circuits/fixtures/${name}.circom`, FIXTURE_FOLDER);
}

/**
 * The circuit without any optimisation: one constraint for each line of source and one wire for each signal, so that
 * a forged witness can be laid out by name.
 */
export async function plainCircuit(name: CircuitName): Promise<Compiled> {
  await compiledCircuit(name);
  const { source } = JSON.parse(
    readFileSync(join(ROOT, PRODUCTION_FOLDER, `${name}.json`), 'utf8'),
  ) as CircuitManifest;
  const done = join(ROOT, PLAIN_FOLDER, `${name}.source`);
  if (!existsSync(done) || readFileSync(done, 'utf8') !== source) {
    compilePlain(name);
    writeFileSync(done, source);
  }
  return load(name, PLAIN_FOLDER);
}

async function compileOptimised(name: string, main: string, outputFolder: string): Promise<Compiled> {
  await buildCircuits({ mains: { [name]: main }, outputFolder });
  return { ...load(name, outputFolder), wasm: readFileSync(join(ROOT, outputFolder, `${name}.wasm`)) };
}

function load(name: string, folder: string): Compiled {
  const path = (extension: string): string => join(ROOT, folder, `${name}.${extension}`);
  return { name, r1cs: readFileSync(path('r1cs')), symbols: readFileSync(path('sym'), 'utf8') };
}

function compilePlain(name: string): void {
  const cli = join(dirname(createRequire(import.meta.url).resolve('circom2/package.json')), 'cli.js');
  const temporary = join(PLAIN_FOLDER, `.${name}.${process.pid}`);
  mkdirSync(join(ROOT, temporary), { recursive: true });
  const includes = ['-l', 'node_modules/circomlib/circuits', '-l', 'node_modules'];
  const args = [cli, `circuits/main/${name}.circom`, '--r1cs', '--sym', '--O0', ...includes, '-o', temporary];
  const result = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`circom refuses ${name}:\n${result.stdout}${result.stderr}`);
  for (const extension of ['r1cs', 'sym']) {
    renameSync(
      join(ROOT, temporary, `${name}.${extension}`),
      join(ROOT, PLAIN_FOLDER, `${name}.${extension}`),
    );
  }
  rmSync(join(ROOT, temporary), { recursive: true, force: true });
}
