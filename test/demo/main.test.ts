// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Ended {
  code: number | null;
  signal: string | null;
  output: string;
}

/** Runs a command of this project; `onOutput` sees everything said so far. */
function run(args: string[], onOutput?: (output: string, interrupt: () => void) => void): Promise<Ended> {
  const child = spawn(process.execPath, args, { cwd: ROOT, env: { ...process.env, NO_COLOR: '1' } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
      onOutput?.(output, () => child.kill('SIGINT'));
    });
  }
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, output })));
}

test('demo_refusesUnknownOptionsBeforeAnyWork', async () => {
  const { code, output } = await run(['demo/main.ts', '--bar', 'x.csv']);
  expect(code).toBe(2);
  expect(output).toContain("Unknown option '--bar'");
  expect(output).not.toContain('Deploy');
});

test('demo_refusesFilesItCannotUse', async () => {
  const nowhere = join(ROOT, 'no-such-folder', 'file');
  for (const [option, message] of [
    ['--bars', 'Cannot open'],
    ['--blotter', 'Cannot read the blotter'],
    ['--json', 'cannot write'],
  ] as const) {
    const { code, output } = await run(['demo/main.ts', option, nowhere]);
    expect(code).toBe(2);
    expect(output).toContain(message);
    expect(output).not.toContain('Deploy');
  }
});

test('demo_explainsItself', async () => {
  const { code, output } = await run(['demo/main.ts', '--help']);
  expect(code).toBe(0);
  expect(output).toContain('--bars FILE');
});

test('demo_endsAtOnceWhenInterrupted', async () => {
  let interrupted = false;
  const { code, signal, output } = await run(['demo/main.ts'], (said, interrupt) => {
    if (interrupted || !said.includes('2. Who may trade')) return;
    interrupted = true;
    interrupt();
  });
  expect(interrupted).toBe(true);
  expect([code, signal]).toEqual([130, null]);
  expect(output).toContain('Interrupted: stopping the chain.');
});

test('bench_refusesPatternsThatFitNothing', async () => {
  const { code, output } = await run(['bench/main.ts', '--only', 'gas.settle']);
  expect(code).toBe(2);
  expect(output).toContain('gas.settle.single');
});

test('bench_measuresWhatIsAskedForOnly', async () => {
  const { code, output } = await run(['bench/main.ts', '--only', 'constraints.trade']);
  expect(code).toBe(0);
  expect(output).toMatch(/constraints\.trade +[\d,]+ +constraints +16,380 +met/);
  expect(output).not.toContain('constraints.open');
});
