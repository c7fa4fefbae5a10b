// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, readProjectFiles } from './support/projectFiles.ts';
import { misnamed, silentSkips, titlesIn, uncollected } from './support/testFiles.ts';

// In pieces, so that this file's own examples are not taken for tests.
const it_ = 'it';

describe('test files', () => {
  const files = readProjectFiles((path) => path.startsWith('test/'));
  const tests = Object.entries(files).filter(([path]) => path.endsWith('.test.ts'));

  it('runner_collectsEveryFileThatIsNoHelper', () => {
    const vitest = ['node_modules/vitest/vitest.mjs', 'list', '--filesOnly', '--json'];
    const output = execFileSync(process.execPath, vitest, { cwd: ROOT, encoding: 'utf8' });
    const collected = (JSON.parse(output) as { file: string }[]).map(({ file }) => relative(ROOT, file));
    expect(collected.length).toBeGreaterThan(5);
    expect(uncollected(files, collected)).toEqual([]);
    expect(collected.sort()).toEqual(tests.map(([path]) => path).sort());
  });

  it('testFiles_haveTests', () => {
    expect(tests.filter(([, source]) => titlesIn(source).length === 0).map(([path]) => path)).toEqual([]);
  });

  it('tests_areNamedSubjectBehavesWhen', () => {
    const wrong = tests.flatMap(([path, source]) => misnamed(source).map((title) => `${path}: ${title}`));
    expect(wrong).toEqual([]);
  });

  it('tests_areNeverLeftOutSilently', () => {
    expect(tests.flatMap(([path, source]) => silentSkips(source).map((text) => `${path}: ${text}`))).toEqual(
      [],
    );
  });

  it('uncollected_findsATestUnderAnotherName', () => {
    const found = uncollected(
      {
        'test/a/b.spec.ts': '',
        'test/a/c.test.ts': "import { x } from './used.ts'; read('known.json');",
        'test/a/known.json': '',
        'test/a/forgotten.json': '',
        'test/a/used.ts': "import { y } from './alsoUsed.ts';",
        'test/a/alsoUsed.ts': '',
        'test/a/fixtures/e.json': '',
        'test/support/d.ts': '',
      },
      ['test/a/c.test.ts'],
    );
    expect(found).toEqual(['test/a/b.spec.ts', 'test/a/forgotten.json']);
  });

  it('misnamed_findsSentencesAlsoInTables', () => {
    const source = [
      `${it_}('works well', () => {});`,
      `${it_}.each([\n  ['x)', f(1)],\n])('adds %s', () => {});`,
      `${it_}('sum_isRight', () => {});`,
      `${it_}.each(table)(\n  '%s_isRight', () => {});`,
    ].join('\n');
    expect(titlesIn(source)).toEqual(['works well', 'adds %s', 'sum_isRight', '%s_isRight']);
    expect(misnamed(source)).toEqual(['works well', 'adds %s']);
    expect(misnamed(`${it_}('revertsWhenPaused', f);`)).toEqual(['revertsWhenPaused']);
    expect(misnamed(`describe('settle', () => ${it_}('revertsWhenPaused', f));`)).toEqual([]);
  });

  it('silentSkips_wantsAReason', () => {
    const silent = `${it_}.skip('a_b', f); context${'.skip'}(); ${it_}.todo('c_d'); ${it_}.skipIf(x)('e_f', f);`;
    expect(silentSkips(silent)).toEqual([`${it_}.skip`, `.skip${'()'}`, `${it_}.todo`, `${it_}.skipIf`]);
    const spoken = `console.log('Skipped: set SOTTO_BARS'); ${it_}.skipIf(x)('e_f', f); context.skip('no bars');`;
    expect(silentSkips(spoken)).toEqual([]);
  });
});
