// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Paths of the project's own files, committed or about to be: what git ignores is none of them. */
export function projectFiles(): string[] {
  const output = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return [...new Set(output.split('\0'))]
    .filter((path) => path !== '' && existsSync(join(ROOT, path)))
    .sort();
}

/** Content of one of the project's files. */
export function readProjectFile(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Content by path of those of the project's files that `wanted` picks. */
export function readProjectFiles(wanted: (path: string) => boolean): Record<string, string> {
  return Object.fromEntries(
    projectFiles()
      .filter(wanted)
      .map((path) => [path, readProjectFile(path)]),
  );
}
