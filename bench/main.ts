// SPDX-License-Identifier: GPL-3.0-or-later
import { writeFile } from 'node:fs/promises';
import { isSottoError } from '../protocol/errors.ts';
import { assertWritable } from '../scripts/support/assertWritable.ts';
import { constraintsSuite } from './constraints.ts';
import { gasSuite } from './gas.ts';
import { BENCH_HELP, isWanted, parseBenchOptions } from './options.ts';
import { keysSuite, proverSuite } from './prover.ts';
import { formatReport, isMissed } from './report.ts';
import type { Row, Suite } from './row.ts';
import { syncSuite } from './sync.ts';

const SUITES: readonly Suite[] = [constraintsSuite, proverSuite, keysSuite, syncSuite, gasSuite];

async function main(): Promise<number> {
  const { only, json, help } = parseBenchOptions(process.argv.slice(2));
  if (help) {
    console.log(BENCH_HELP);
    return 0;
  }
  const names = SUITES.flatMap((suite) => suite.names);
  if (!names.some((name) => isWanted(name, only))) {
    console.error(`Nothing fits ${only.join(', ')}. There are: ${names.join(', ')}`);
    return 2;
  }
  if (json !== undefined) await assertWritable(json, '--json');
  const rows: Row[] = [];
  for (const suite of SUITES) {
    if (!suite.names.some((name) => isWanted(name, only))) continue;
    const measured = await suite.run((doing) => console.error(`[bench] ${doing}`));
    rows.push(...measured.filter(({ name }) => isWanted(name, only)));
  }
  for (const line of formatReport(rows)) console.log(line);
  if (json !== undefined) await writeFile(json, `${JSON.stringify(rows, undefined, 2)}\n`);
  return rows.some(isMissed) ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!isSottoError(error)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
