// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { runTool } from './support/runTool.ts';

const ROOT = new URL('../', import.meta.url);

interface Manifest {
  exports: Record<string, string | Record<string, string>>;
}

/** Files package.json promises and the build did not make. */
function missingExports(): string[] {
  const { exports } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as Manifest;
  const files = Object.values(exports).flatMap((target) =>
    typeof target === 'string' ? [target] : Object.values(target),
  );
  return files.filter((file) => !existsSync(new URL(file, ROOT)));
}

rmSync(new URL('dist/', ROOT), { recursive: true, force: true });
process.exitCode = await runTool('node_modules/typescript/bin/tsc', ['--project', 'tsconfig.build.json']);
const missing = missingExports();
if (missing.length > 0) {
  console.error(`package.json exports what the build did not make: ${missing.join(', ')}`);
  process.exitCode = 1;
}
