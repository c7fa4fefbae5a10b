// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, brokenLinks, npmScriptsIn } from './support/markdown.ts';
import { ROOT, readProjectFile, readProjectFiles } from './support/projectFiles.ts';

describe('docs', () => {
  const pages = readProjectFiles((path) => path.endsWith('.md'));

  it('links_leadSomewhere', () => {
    expect(Object.keys(pages).length).toBeGreaterThan(3);
    expect(brokenLinks(pages, (path) => existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('npmScripts_exist', () => {
    const { scripts } = JSON.parse(readProjectFile('package.json')) as { scripts: Record<string, string> };
    const named = Object.entries(pages).flatMap(([path, page]) =>
      npmScriptsIn(page).map((name) => [path, name]),
    );
    expect(named.length).toBeGreaterThan(1);
    expect(named.filter(([, name]) => !(name in scripts))).toEqual([]);
  });

  it('traps_nameTestsThatExist', () => {
    const rows = readProjectFile('docs/THREATS.md').split('## Traps')[1]?.split('\n') ?? [];
    const named = rows.flatMap((row) => [...row.matchAll(/`(test\/[^`]+)`: `([^`]+)`/g)]);
    expect(named.length).toBeGreaterThan(30);
    const missing = named.filter(
      ([, file, name]) => !readProjectFile(file as string).includes(name as string),
    );
    expect(missing.map(([cell]) => cell)).toEqual([]);
  });

  it('brokenLinks_findsMissingFilesAndAnchors', () => {
    const files = {
      'docs/a.md':
        '# One thing\n[b](b.md) [c](../c.md#two) [x](#one-thing) [y](https://example.org/none)\n`[no](link.md)`',
      'c.md': '# Two\n[up](docs/a.md#three) [none](<docs/d.md>)',
    };
    expect(brokenLinks(files, (path) => path in files)).toEqual([
      'docs/a.md: b.md',
      'c.md: docs/a.md#three',
      'c.md: docs/d.md',
    ]);
  });

  it('anchorsOf_followsHeadings', () => {
    expect(anchorsOf('# 7. Public vectors, and `x`\n## Same\n## Same\n```\n# no heading\n```\n')).toEqual([
      '7-public-vectors-and-x',
      'same',
      'same-1',
    ]);
  });
});
