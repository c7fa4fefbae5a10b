// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { expectedLicence, gplImports, type LockedPackage } from './support/licences.ts';
import { readProjectFile, readProjectFiles } from './support/projectFiles.ts';

const sources = readProjectFiles((path) => /\.(?:ts|mjs|sol|circom)$/.test(path));
const { packages: locked } = JSON.parse(readProjectFile('package-lock.json')) as {
  packages: Record<string, LockedPackage>;
};

const fakeLock: Record<string, LockedPackage> = {
  'node_modules/free': { license: 'MIT' },
  'node_modules/wrapper': { license: 'MIT', dependencies: { copyleft: '1.0.0' } },
  'node_modules/wrapper/node_modules/copyleft': { license: 'GPL-3.0' },
  'node_modules/copyleft': { license: 'MIT' },
  'node_modules/lesser': { license: 'LGPL-3.0-only' },
  'node_modules/nameless': {},
};

describe('licences', () => {
  it('apacheFolders_reachNoGplCode', () => {
    expect(Object.keys(sources).some((path) => path.startsWith('protocol/'))).toBe(true);
    expect(gplImports(sources, locked)).toEqual([]);
  });

  it.each([
    [
      'a GPL package',
      { 'client/a.ts': "import { x } from 'wrapper/deep.js';" },
      'client/a.ts → wrapper → copyleft (GPL-3.0)',
    ],
    [
      'the prover, through another file',
      {
        'client/a.ts': "export * from '../tools/b.ts';",
        'tools/b.ts': "import type { P } from '../prover/p.ts';",
      },
      'client/a.ts → tools/b.ts → prover/p.ts',
    ],
    [
      'a dynamic import',
      { 'protocol/a.ts': "const p = await import('../prover/p.ts');" },
      'protocol/a.ts → prover/p.ts',
    ],
    ['a computed import', { 'operator/a.ts': 'const p = await import(name);' }, 'operator/a.ts → (computed)'],
    [
      'an import over several lines',
      { 'client/a.ts': "import {\n  x,\n} from '../circuits/x.ts';" },
      'client/a.ts → circuits/x.ts',
    ],
    [
      'a Solidity import',
      { 'contracts/A.sol': "import {B} from '../circuits/B.sol';" },
      'contracts/A.sol → circuits/B.sol',
    ],
    [
      'a licence nobody states',
      { 'client/a.ts': "import 'nameless';" },
      'client/a.ts → nameless (licence unknown)',
    ],
    [
      'a require',
      { 'client/a.ts': "const x = require('wrapper');" },
      'client/a.ts → wrapper → copyleft (GPL-3.0)',
    ],
  ])('gplImports_finds %s', (_, files, chain) => {
    expect(gplImports(files as Record<string, string>, fakeLock)).toEqual([chain]);
  });

  it('gplImports_allowsFreePackagesCommentsAndGplUsers', () => {
    const files = {
      'client/a.ts':
        "import 'free';\nimport 'lesser';\nimport { readFileSync } from 'node:fs';\n// import 'wrapper';",
      'prover/p.ts': "import 'wrapper';",
    };
    expect(gplImports(files, fakeLock)).toEqual([]);
  });

  it('sources_nameTheirLicenceInTheFirstLine', () => {
    const wrong = Object.entries(sources).flatMap(([path, source]) => {
      const header = /^\/\/ SPDX-License-Identifier: (Apache-2\.0|GPL-3\.0-or-later)\n/.exec(source)?.[1];
      const expected = expectedLicence(path, source, locked);
      return header === undefined || (expected !== undefined && header !== expected)
        ? [`${path}: ${header ?? 'no header'}, expected ${expected ?? 'one'}`]
        : [];
    });
    expect(wrong).toEqual([]);
  });

  it('licenceTexts_standWhereTheyApply', () => {
    expect(readProjectFile('LICENSE')).toContain('Apache License');
    for (const folder of ['circuits', 'prover']) {
      expect(readProjectFile(`${folder}/LICENSE`)).toContain('GNU GENERAL PUBLIC LICENSE');
      expect(readProjectFile('NOTICE')).toContain(`${folder}/`);
    }
  });
});
