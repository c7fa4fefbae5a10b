// SPDX-License-Identifier: Apache-2.0
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { install, SetupError } from '../../scripts/bootstrap/install.mjs';

/** A Node that knows its version, and says ok to whatever it is asked to run unless told otherwise. */
const nodeScript = (version: string, answer = 'ok'): string =>
  `#!/bin/sh\nif [ "$1" = --version ]; then echo ${version}; else echo ${answer}; fi\n`;

/**
 * An npm that writes down which Node it would run on, and installs: in the borrowed Node's folder a Node, in the
 * project a Node and npm's note.
 */
const npmScript = `#!/bin/sh
echo "$1 on $(node --version)" >> "$SOTTO_FAKE_LOG"
[ "$SOTTO_FAKE_FAILS" = "$1" ] && exit 7
mkdir -p node_modules/.bin
cp "$SOTTO_FAKE_NODE" node_modules/.bin/node
[ "$1" = ci ] && cp package-lock.json node_modules/.package-lock.json
exit 0
`;

describe('install', () => {
  let root: string;
  let said: string[];
  const before = { ...process.env };
  const log = (): string[] => readFileSync(join(root, 'log'), 'utf8').trim().split('\n');
  const executable = (path: string, content: string): void => {
    writeFileSync(join(root, path), content);
    chmodSync(join(root, path), 0o755);
  };
  const run = (): Promise<void> => install({ root, say: (line) => said.push(line) });

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sotto-install-'));
    said = [];
    mkdirSync(join(root, 'bin'));
    writeFileSync(join(root, 'package.json'), JSON.stringify({ devDependencies: { node: '24.0.0' } }));
    writeFileSync(
      join(root, 'package-lock.json'),
      JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0', integrity: 'x' } } }),
    );
    executable('bin/npm', npmScript);
    executable('bin/node', nodeScript('v20.0.0'));
    executable('new-node', nodeScript('v24.0.0'));
    process.env.PATH = [join(root, 'node_modules/.bin'), join(root, 'bin'), '/usr/bin', '/bin'].join(
      delimiter,
    );
    process.env.SOTTO_FAKE_LOG = join(root, 'log');
    process.env.SOTTO_FAKE_NODE = join(root, 'new-node');
    process.env.SOTTO_FAKE_FAILS = '';
  });
  afterEach(() => {
    process.env = { ...before };
    rmSync(root, { recursive: true, force: true });
  });

  it('install_runsNpmOnABorrowedNode24WhenTheMachinesIsOlder', async () => {
    await run();
    expect(log()).toEqual(['install on v20.0.0', 'ci on v24.0.0']);
    expect(existsSync(join(root, 'build/.bootstrap/node'))).toBe(false);
  });

  it('install_runsNpmAtOnceOnANode24', async () => {
    executable('bin/node', nodeScript('v24.3.0'));
    await run();
    expect(log()).toEqual(['ci on v24.3.0']);
  });

  it('install_doesNotBorrowTheNodeThatIsAboutToBeReplaced', async () => {
    mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
    executable('node_modules/.bin/node', nodeScript('v24.9.0'));
    await run();
    expect(log()).toEqual(['install on v20.0.0', 'ci on v24.0.0']);
  });

  it('install_isDoneOnceUntilTheLockChanges', async () => {
    await run();
    await run();
    expect(log()).toHaveLength(2);
    const lock = { packages: { 'node_modules/a': { version: '1.0.1', integrity: 'z' } } };
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify(lock));
    await run();
    expect(log()).toHaveLength(4);
  });

  it('install_isRepeatedAfterOneThatDidNotEnd', async () => {
    process.env.SOTTO_FAKE_FAILS = 'ci';
    await expect(run()).rejects.toThrow(SetupError);
    process.env.SOTTO_FAKE_FAILS = '';
    await run();
    expect(log().at(-1)).toBe('ci on v24.0.0');
  });

  it.each([
    ['ci', /npm ci failed \(exit code 7\).*registry/],
    ['install', /Could not fetch Node 24\.0\.0 \(exit code 7\).*install Node 24 yourself/],
  ])('install_saysWhatToDoWhenNpmFailsTo %s', async (step, words) => {
    process.env.SOTTO_FAKE_FAILS = step;
    await expect(run()).rejects.toThrow(words);
  });

  it('install_saysWhatToDoWithoutHardhatsNativePackage', async () => {
    executable('new-node', nodeScript('v24.0.0', 'missing'));
    await expect(run()).rejects.toThrow(/native package is missing.*npx -y -p node@24 npm ci/);
    // It is not taken for done the next time.
    await expect(run()).rejects.toThrow(SetupError);
  });

  it('install_saysWhatToDoWhenInstallScriptsAreOff', async () => {
    executable('bin/node', nodeScript('v24.0.0'));
    executable('new-node', nodeScript('v22.0.0'));
    await expect(run()).rejects.toThrow(/is v22\.0\.0.*npm_config_ignore_scripts=false/);
  });
});
