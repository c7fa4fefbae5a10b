// SPDX-License-Identifier: GPL-3.0-or-later
import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildWorkspace, CIRCUITS, ROOT, SEED, squareInputs, type Workspace } from './support/fixtures.ts';

const PATIENCE_MS = 90_000;

let workspace: Workspace;

beforeAll(async () => {
  workspace = await buildWorkspace();
});

afterAll(() => workspace.remove());

/** Runs a script in a process of its own; its exit code, or 'hangs'. */
function run(script: string): Promise<number | 'hangs' | null> {
  const source = `
    import { buildDevelopmentKeys, createSnarkjsEngine } from '${pathToFileURL(`${ROOT}prover/index.ts`)}';
    const folders = ${JSON.stringify(workspace.folders)};
    const circuits = ${JSON.stringify(CIRCUITS)};
    ${script}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      resolve('hangs');
    }, PATIENCE_MS);
    child.on('error', reject);
    child.on('exit', (code) => {
      clearTimeout(timer);
      resolve(code);
    });
  });
}

it('engines_letTheProcessEndOnceClosed', async () => {
  const inputs = Object.entries(squareInputs()).map(([name, value]) => `${name}: ${toSource(value)}`);
  const script = `
    const engines = [1, 2].map(() => createSnarkjsEngine({ folders, circuits }));
    const proofs = await Promise.all(engines.map((engine) => engine.prove('square', { ${inputs.join()} })));
    for (const [i, { proof, publicSignals }] of proofs.entries()) {
      if (!(await engines[1 - i].verify('square', proof, publicSignals))) process.exit(2);
    }
    await Promise.all(engines.map((engine) => engine.close()));`;
  expect(await run(script)).toBe(0);
});

it('developmentKeys_letTheProcessEnd', async () => {
  const script = `await buildDevelopmentKeys({ folders, circuits, seed: '${SEED} of another process' });`;
  expect(await run(script)).toBe(0);
});

function toSource(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(toSource).join()}]` : `${value}n`;
}
