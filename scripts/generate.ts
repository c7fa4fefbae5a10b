// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Generator {
  /** Content of each file this module writes, by path from the project's root. */
  generate?: () => Promise<Record<string, string>>;
}

const ROOT = new URL('../', import.meta.url);

/** Collects what every module in `scripts/generate/` that exports `generate` would write. */
export async function generateAll(): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const modules = readdirSync(new URL('scripts/generate/', ROOT)).filter((name) => name.endsWith('.ts'));
  for (const name of modules.sort()) {
    const module = (await import(new URL(`scripts/generate/${name}`, ROOT).href)) as Generator;
    for (const [path, content] of Object.entries((await module.generate?.()) ?? {})) {
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

async function run(check: boolean): Promise<void> {
  const files = await generateAll();
  const stale = staleFiles(files);
  if (check && stale.length > 0) {
    for (const path of stale) console.error(`${path} differs from what would be generated`);
    console.error('Run `npm run generate` and commit the result.');
    process.exitCode = 1;
    return;
  }
  for (const path of stale) {
    const file = new URL(path, ROOT);
    mkdirSync(dirname(file.pathname), { recursive: true });
    writeFileSync(file, files[path]);
    console.log(`wrote ${path}`);
  }
  console.log(`${Object.keys(files).length} generated files are up to date`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await run(process.argv.includes('--check'));
}
