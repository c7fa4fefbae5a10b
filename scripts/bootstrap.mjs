// SPDX-License-Identifier: Apache-2.0
// Brings a fresh clone to the point where everything runs: packages, circuits, development keys, contracts. What is
// up to date is left alone. Plain JavaScript without dependencies, on any Node from 18.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install, SetupError } from './bootstrap/install.mjs';
import { withLock } from './bootstrap/lock.mjs';
import { run } from './bootstrap/run.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Each step finds out by itself, from content hashes, whether there is anything to do. */
const STEPS = [
  { name: 'circuits', args: ['scripts/buildCircuits.ts'] },
  { name: 'development keys', args: ['scripts/buildKeys.ts'] },
  { name: 'contracts', args: ['node_modules/hardhat/dist/src/cli.js', 'build', '--quiet'] },
];

const say = (line) => console.log(`[setup] ${line}`);

async function bootstrap(installOnly) {
  await install({ root: ROOT, say });
  if (installOnly) return;
  const node = join(ROOT, 'node_modules/.bin/node');
  for (const { name, args } of STEPS) {
    say(`${name}: checking`);
    const started = Date.now();
    const code = await run(node, args, { cwd: ROOT, env: process.env });
    if (code !== 0) throw new SetupError(`${name}: failed (exit code ${code}); the reason is above.`);
    say(`${name}: up to date (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  }
}

try {
  await withLock(
    join(ROOT, 'build/.bootstrap/lock'),
    { onWait: (pid) => say(`another set-up is running (process ${pid}); waiting for it to finish`) },
    () => bootstrap(process.argv.includes('--install-only')),
  );
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`\n[setup] ${error.message}`);
  process.exitCode = 1;
}
