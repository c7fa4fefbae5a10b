// SPDX-License-Identifier: Apache-2.0
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unclean } from './support/hygiene.ts';
import { projectFiles, ROOT, readProjectFile } from './support/projectFiles.ts';

/** Nothing here is binary or big: what is built is made again, data stays where it is. */
const MAX_BYTES = 400_000;

describe('files', () => {
  const files = projectFiles();

  it('files_nameNoMachineRegistryOrFolderOutside', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap((path) => unclean(path, readProjectFile(path)))).toEqual([]);
  });

  it('files_areSmall', () => {
    expect(files.filter((path) => statSync(join(ROOT, path)).size > MAX_BYTES)).toEqual([]);
  });

  it('builtFiles_areNotCommitted', () => {
    expect(files.filter((path) => /\.(?:r1cs|wasm|zkey|ptau|sym|wtns|tgz)$/.test(path))).toEqual([]);
  });

  it.each([
    ['a home folder', `cd ${'/ho'}me/me/sotto\n`, 'path of one machine'],
    ['a temporary folder', `const a = '${'/t'}mp/x';\n`, 'path of one machine'],
    ['a registry', `https://${'registry'}.npmjs.org/x\n`, 'registry host'],
    ['a folder beside the project', `see ${'..'}/shared/x\n`, 'folder outside the project'],
    ['Windows line ends', 'a\r\n', 'carriage return'],
    ['a trailing space', 'a \n', 'trailing space'],
    ['a note to self', `// ${'TO'}DO later\n`, 'note to self'],
  ])('unclean_finds %s', (_, content, reason) => {
    expect(unclean('a.ts', content)).toEqual([`a.ts:1: ${reason}`]);
  });

  it('unclean_findsAMissingLastNewline', () => {
    expect(unclean('a.ts', 'a')).toEqual(['a.ts: no newline at the end']);
  });

  it('unclean_allowsOrdinaryText', () => {
    expect(unclean('a.ts', "import x from '../work/a.ts'; // 1/2, https://example.org/home/x\n")).toEqual([]);
  });
});
