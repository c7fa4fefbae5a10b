// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { circomspect } from './lint/circomspect.ts';
import { compareFindings, distinct, type Finding, type LintException } from './lint/findings.ts';
import { inspectCircuit } from './lint/inspect.ts';

const ROOT = new URL('../', import.meta.url);
const EXCEPTIONS = new URL('circuits/lint-exceptions.json', ROOT);

/** Everything circomspect and `circom --inspect` remark on in this project's circuits. */
export async function findAll(): Promise<Finding[]> {
  const circuits = circomFiles('circuits/');
  const libraries = circomFiles('circuits/lib/').map((file) => `lib/${file}`);
  const findings = await circomspect([...circuits, ...libraries]);
  for (const main of circomFiles('circuits/main/'))
    findings.push(...(await inspectCircuit(`circuits/main/${main}`)));
  return distinct(findings);
}

function circomFiles(folder: string): string[] {
  return readdirSync(new URL(folder, ROOT))
    .filter((name) => name.endsWith('.circom'))
    .sort();
}

/** Says what is unexplained or out of date; true if nothing is. */
export function report(
  findings: Finding[],
  exceptions: LintException[],
  say: (line: string) => void,
): boolean {
  const { unexplained, stale, unreasoned } = compareFindings(findings, exceptions);
  for (const finding of unexplained) say(`unexplained: ${JSON.stringify(finding)}`);
  for (const { reason, ...exception } of stale)
    say(`nothing like this is found any more: ${JSON.stringify(exception)}`);
  for (const exception of unreasoned) say(`no reason is given: ${JSON.stringify(exception)}`);
  if (unexplained.length + stale.length + unreasoned.length === 0) {
    say(`circuits: ${findings.length} findings, each explained in circuits/lint-exceptions.json`);
    return true;
  }
  say('Each finding is fixed, or explained in circuits/lint-exceptions.json: see CONTRIBUTING.md.');
  return false;
}

/** Adds what is new with an empty reason, which still fails, and drops what is stale. */
function rewrite(findings: Finding[], exceptions: LintException[]): void {
  const reasons = new Map(exceptions.map(({ reason, ...finding }) => [JSON.stringify(finding), reason]));
  const list = findings.map((finding) => ({
    ...finding,
    reason: reasons.get(JSON.stringify(finding)) ?? '',
  }));
  writeFileSync(EXCEPTIONS, `${JSON.stringify(list, null, 2)}\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const findings = await findAll();
  const exceptions = JSON.parse(readFileSync(fileURLToPath(EXCEPTIONS), 'utf8')) as LintException[];
  if (process.argv.includes('--rewrite')) rewrite(findings, exceptions);
  else if (!report(findings, exceptions, console.log)) process.exitCode = 1;
}
