// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, readProjectFile } from './support/projectFiles.ts';

interface Manifest {
  name: string;
  type: string;
  exports: Record<string, string | { types: string; default: string }>;
  devDependencies: Record<string, string>;
}

/**
 * The package as somebody installs it: the compiled folders, and of all packages only the runtime dependencies, which
 * are found a few folders up. Everything else is put out of reach by an empty package of its name.
 */
describe('package', () => {
  const manifest = JSON.parse(readProjectFile('package.json')) as Manifest;
  const folder = join(ROOT, `build/package-test-${process.pid}`);
  const installed = join(folder, 'node_modules/sotto');

  const importing = (specifier: string): string[] => {
    const script = `console.log(JSON.stringify(Object.keys(await import('${specifier}'))))`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: folder,
      encoding: 'utf8',
    });
    return JSON.parse(output) as string[];
  };

  beforeAll(() => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(installed, { recursive: true });
    const tsc = ['node_modules/typescript/bin/tsc', '--project', 'tsconfig.build.json'];
    execFileSync(process.execPath, [...tsc, '--outDir', join(installed, 'dist')], { cwd: ROOT });
    cpSync(join(ROOT, 'package.json'), join(installed, 'package.json'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'user', private: true }));
    for (const name of Object.keys(manifest.devDependencies)) {
      mkdirSync(join(folder, 'node_modules', name), { recursive: true });
      writeFileSync(
        join(folder, 'node_modules', name, 'package.json'),
        JSON.stringify({ name, exports: {} }),
      );
    }
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(['protocol', 'client', 'operator'])('%s_loadsWithRuntimeDependenciesAlone', (name) => {
    expect(importing(`sotto/${name}`).length).toBeGreaterThan(0);
  });

  it('prover_wantsItsPeers', () => {
    expect(() => importing('sotto/prover')).toThrow(/ERR_PACKAGE_PATH_NOT_EXPORTED|snarkjs|ffjavascript/);
  });

  it.each(Object.keys(manifest.exports))('%s_hasItsFiles', (name) => {
    const target = manifest.exports[name];
    const files = typeof target === 'string' ? [target] : [target.types, target.default];
    expect(files.filter((file) => !existsSync(join(installed, file)))).toEqual([]);
  });
});
