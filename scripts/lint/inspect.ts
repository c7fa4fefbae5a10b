// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import type { Finding } from './findings.ts';
import { runNode } from './runNode.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Runs `circom --inspect` on a circuit: it looks for signals that no constraint mentions.
 *
 * @param main path of a file with a main component, relative to the project's root
 * @throws Error with the compiler's words if it refuses the circuit
 */
export async function inspectCircuit(main: string): Promise<Finding[]> {
  const cli = join(ROOT, 'node_modules/circom2/cli.js');
  const includes = ['node_modules', 'node_modules/circomlib/circuits'].flatMap((folder) => ['-l', folder]);
  // What is remarked on does not depend on simplification, which takes most of the time.
  const output = stripVTControlCharacters(await runNode([cli, main, '--inspect', '--O0', ...includes], ROOT));
  if (!output.includes('Everything went okay')) throw new Error(`circom refuses ${main}:\n${output}`);
  return readWarnings(output);
}

/** Warnings in circom's output; parameters and counts are left out, so that a template is explained once. */
export function readWarnings(output: string): Finding[] {
  const warnings = output.matchAll(/^(?:warning|error)\[(\w+)\]: (.*)$/gm);
  return [...warnings].map(([, rule, text]) => {
    const [, template, about] = /^In template "(\w+)\(.*?\)": (.*)$/.exec(text) ?? [undefined, '', text];
    return {
      tool: 'inspect',
      rule,
      where: template,
      finding: about.replace(/a total of \d+ signals/, 'several signals'),
    };
  });
}
