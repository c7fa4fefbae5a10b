// SPDX-License-Identifier: Apache-2.0
import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Counts, countLine } from '../test/support/countReporter.ts';
import { runTool } from './support/runTool.ts';

const COUNTS = fileURLToPath(new URL('../build/test-counts.json', import.meta.url));

/** What is checked without running anything; each counts as one test. */
const CHECKS: [name: string, script: string, args: string[]][] = [
  ['generated files', 'scripts/generate.ts', ['--check']],
  ['lint', 'scripts/lint.ts', []],
  ['types', 'node_modules/typescript/bin/tsc', ['--project', 'tsconfig.json']],
];

const { values, positionals } = parseArgs({
  options: { deep: { type: 'boolean', default: false } },
  allowPositionals: true,
});

const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
for (const [name, script, args] of positionals.length > 0 ? [] : CHECKS) {
  const ok = (await runTool(script, args)) === 0;
  console.log(`${ok ? 'ok' : 'FAILED'}: ${name}`);
  counts[ok ? 'passed' : 'failed'] += 1;
}

rmSync(COUNTS, { force: true });
const code = await runTool('node_modules/vitest/vitest.mjs', ['run', ...positionals], {
  ...process.env,
  SOTTO_TEST_COUNTS: COUNTS,
  ...(values.deep ? { SOTTO_DEEP: '1' } : {}),
});
const ran = readCounts();
counts.passed += ran.passed;
counts.skipped += ran.skipped;
// A run that ends badly without a failed test (nothing collected, a crash) has failed all the same.
counts.failed += code !== 0 && ran.failed === 0 ? 1 : ran.failed;

console.log(`\n${countLine(counts)}`);
process.exitCode = counts.failed === 0 ? 0 : 1;

function readCounts(): Counts {
  try {
    return JSON.parse(readFileSync(COUNTS, 'utf8')) as Counts;
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
