// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runTool } from './support/runTool.ts';

interface Generator {
  /** Content of each file this module writes, by path from the project's root. */
  generate?: () => Promise<Record<string, string>>;
}

const ROOT = new URL('../', import.meta.url);

/**
 * Generators that read what is built, in this order and after all others: circuits and keys are built from the others'
 * files, and the contracts with the keys in them.
 */
const FROM_BUILD = ['verifyingKeysSol.ts', 'abi.ts'];
const BUILD_FIRST: Record<string, string[]> = {
  'verifyingKeysSol.ts': ['scripts/buildCircuits.ts', 'scripts/buildKeys.ts'],
};

function generators(): string[] {
  const all = readdirSync(new URL('scripts/generate/', ROOT)).filter((name) => name.endsWith('.ts'));
  return [
    ...all.filter((name) => !FROM_BUILD.includes(name)).sort(),
    ...FROM_BUILD.filter((name) => all.includes(name)),
  ];
}

/** Content of each file a generator would write, by path; none for modules that others share. */
async function filesOf(name: string): Promise<Record<string, string>> {
  const module = (await import(new URL(`scripts/generate/${name}`, ROOT).href)) as Generator;
  return (await module.generate?.()) ?? {};
}

/** Collects what every module in `scripts/generate/` that exports `generate` would write. */
export async function generateAll(): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const name of generators()) {
    for (const [path, content] of Object.entries(await filesOf(name))) {
      if (path in files) throw new Error(`Two generators write ${path}; ${name} is the second`);
      files[path] = content;
    }
  }
  return files;
}

/** Paths whose content on disk is missing or differs from what would be generated. */
export function staleFiles(files: Record<string, string>): string[] {
  return Object.keys(files).filter((path) => readIfThere(path) !== files[path]);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(new URL(path, ROOT), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function check(): Promise<void> {
  const files = await generateAll();
  const stale = staleFiles(files);
  for (const path of stale) console.error(`${path} differs from what would be generated`);
  if (stale.length > 0) {
    console.error('Run `npm run generate` and commit the result.');
    process.exitCode = 1;
    return;
  }
  console.log(`${Object.keys(files).length} generated files are up to date`);
}

async function write(): Promise<void> {
  let count = 0;
  for (const name of generators()) {
    for (const script of BUILD_FIRST[name] ?? []) {
      if ((await runTool(script, [])) !== 0)
        throw new Error(`${script} failed, see above; ${name} needs its result`);
    }
    const files = await filesOf(name);
    count += Object.keys(files).length;
    for (const path of staleFiles(files)) {
      const file = new URL(path, ROOT);
      mkdirSync(dirname(file.pathname), { recursive: true });
      writeFileSync(file, files[path]);
      console.log(`wrote ${path}`);
    }
  }
  console.log(`${count} generated files are up to date`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await (process.argv.includes('--check') ? check() : write());
}
