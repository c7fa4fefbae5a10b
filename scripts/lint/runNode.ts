// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';

/** Runs a script of Node's and returns everything it printed, whatever its exit code: analysers report through it. */
export function runNode(args: string[], cwd: string): Promise<string> {
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(output));
  });
}
