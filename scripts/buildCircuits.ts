// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SottoError } from '../protocol/errors.ts';
import { readCircuitList } from './generate/circuitList.ts';

const require = createRequire(import.meta.url);
const ROOT = fileURLToPath(new URL('../', import.meta.url));
const INCLUDE_FOLDERS = ['node_modules/circomlib/circuits', 'node_modules'];
const FLAGS = ['--r1cs', '--wasm', '--sym', '--O2'];
const EXTENSIONS = ['r1cs', 'wasm', 'sym'] as const;
/** Compilers at work at the same time; each takes one core. */
const PARALLEL = 2;

export interface BuildCircuitsOptions {
  /** Main files by circuit name, relative to the project's root; by default those of circuits.json. */
  mains?: Record<string, string>;
  /** Folder of the results, relative to the project's root. */
  outputFolder?: string;
  onProgress?: (line: string) => void;
}

/** What `<name>.json` beside the compiled files says about them: hex SHA-256 hashes. */
export interface CircuitManifest {
  /** Of the compiler's version, its flags and every source file the circuit includes. */
  source: string;
  r1cs: string;
  wasm: string;
  sym: string;
}

/**
 * Compiles every circuit whose sources, compiler or outputs changed since the last time.
 *
 * @throws SottoError CIRCUIT_COMPILE_FAILED with the compiler's own words
 */
export async function buildCircuits(options: BuildCircuitsOptions = {}): Promise<void> {
  const { mains = listedMains(), outputFolder = 'build/circuits', onProgress = () => {} } = options;
  mkdirSync(join(ROOT, outputFolder), { recursive: true });
  const waiting = Object.entries(mains).filter(([name, main]) => {
    const fresh = isFresh(name, outputFolder, sourceHash(main));
    if (fresh) onProgress(`circuit ${name}: unchanged`);
    return !fresh;
  });
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, main] = next;
      const started = performance.now();
      onProgress(`circuit ${name}: compiling`);
      await compile(name, main, outputFolder);
      onProgress(`circuit ${name}: compiled in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}

function listedMains(): Record<string, string> {
  return Object.fromEntries(
    readCircuitList().circuits.map(({ name }) => [name, `circuits/main/${name}.circom`]),
  );
}

/** Hash of everything the compiler's output depends on. */
function sourceHash(main: string): string {
  const { version } = require('circom2/package.json') as { version: string };
  const hash = createHash('sha256').update(JSON.stringify([version, FLAGS]));
  for (const path of transitiveSources(main)) {
    hash.update(JSON.stringify([path, sha256(readFileSync(join(ROOT, path)))]));
  }
  return hash.digest('hex');
}

/** Paths of a circuit's main file and of all it includes, sorted, relative to the root. */
function transitiveSources(main: string): string[] {
  const found = new Set<string>();
  const waiting = [main];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    for (const [, included] of read(path).matchAll(/^\s*include\s+"([^"]+)"/gm)) {
      waiting.push(resolveInclude(included, path));
    }
  }
  return [...found].sort();
}

function read(path: string): string {
  try {
    return readFileSync(join(ROOT, path), 'utf8');
  } catch (cause) {
    throw new SottoError('CIRCUIT_COMPILE_FAILED', `Cannot read ${path}: run \`npm run generate\` first`, {
      cause,
    });
  }
}

function resolveInclude(included: string, from: string): string {
  const candidates = [dirname(from), ...INCLUDE_FOLDERS].map((folder) => join(folder, included));
  const found = candidates.find((path) => existsSync(join(ROOT, path)));
  if (found === undefined) {
    throw new SottoError('CIRCUIT_COMPILE_FAILED', `${from} includes ${included}, which does not exist`);
  }
  return found;
}

function isFresh(name: string, folder: string, source: string): boolean {
  try {
    const manifest = JSON.parse(readFileSync(join(ROOT, folder, `${name}.json`), 'utf8')) as CircuitManifest;
    return (
      manifest.source === source &&
      EXTENSIONS.every(
        (extension) =>
          sha256(readFileSync(join(ROOT, folder, `${name}.${extension}`))) === manifest[extension],
      )
    );
  } catch {
    return false;
  }
}

/** Compiles into a folder of its own, then moves the results; they count once the manifest, the last, fits them. */
async function compile(name: string, main: string, outputFolder: string): Promise<void> {
  const source = sourceHash(main);
  const target = (extension: string): string => join(ROOT, outputFolder, `${name}.${extension}`);
  const temporary = join(outputFolder, `.${name}.${process.pid}`);
  mkdirSync(join(ROOT, temporary), { recursive: true });
  try {
    await runCompiler(name, [
      main,
      ...FLAGS,
      ...INCLUDE_FOLDERS.flatMap((folder) => ['-l', folder]),
      '-o',
      temporary,
    ]);
    const manifest: CircuitManifest = { source, r1cs: '', wasm: '', sym: '' };
    for (const extension of EXTENSIONS) {
      const stem = basename(main, '.circom');
      const written = extension === 'wasm' ? `${stem}_js/${stem}.wasm` : `${stem}.${extension}`;
      manifest[extension] = sha256(readFileSync(join(ROOT, temporary, written)));
      renameSync(join(ROOT, temporary, written), target(extension));
    }
    writeFileSync(join(ROOT, temporary, 'manifest'), `${JSON.stringify(manifest, null, 2)}\n`);
    renameSync(join(ROOT, temporary, 'manifest'), target('json'));
  } finally {
    rmSync(join(ROOT, temporary), { recursive: true, force: true });
  }
}

/** Runs circom's command line: it finds includes only below its working directory, so that is the root. */
function runCompiler(name: string, args: string[]): Promise<void> {
  const cli = join(dirname(require.resolve('circom2/package.json')), 'cli.js');
  const child = spawn(process.execPath, [cli, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new SottoError('CIRCUIT_COMPILE_FAILED', `circom refuses ${name}:\n${output.trim()}`));
    });
  });
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await buildCircuits({ onProgress: (line) => console.log(line) });
}
