// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { importsOf, packageOf } from './support/imports.ts';
import { readProjectFile, readProjectFiles } from './support/projectFiles.ts';

interface Manifest {
  scripts: Record<string, string>;
  exports: Record<string, unknown>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
  peerDependenciesMeta: Record<string, { optional?: boolean }>;
}
interface Locked {
  version?: string;
  integrity?: string;
  resolved?: string;
  optionalDependencies?: Record<string, string>;
}

const manifest = JSON.parse(readProjectFile('package.json')) as Manifest;
const { packages } = JSON.parse(readProjectFile('package-lock.json')) as { packages: Record<string, Locked> };
const locked = Object.entries(packages).filter(([path]) => path !== '');

function packagesUsedBy(folders: string[]): string[] {
  const sources = readProjectFiles(
    (path) => folders.some((folder) => path.startsWith(folder)) && path.endsWith('.ts'),
  );
  const names = Object.entries(sources).flatMap(([path, source]) => importsOf(path, source).map(packageOf));
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}

describe('package.json', () => {
  it('versions_arePinned', () => {
    const all = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.peerDependencies };
    expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('runtimeDependencies_areExactlyWhatTheApacheFoldersImport', () => {
    const used = packagesUsedBy(['protocol/', 'client/', 'operator/']);
    expect(used.filter((name) => !(name in manifest.dependencies))).toEqual([]);
    expect(Object.keys(manifest.dependencies).filter((name) => !used.includes(name))).toEqual([]);
  });

  it('proverDependencies_areOptionalPeers', () => {
    const missing = packagesUsedBy(['prover/']).filter(
      (name) => !(name in manifest.dependencies) && !manifest.peerDependenciesMeta[name]?.optional,
    );
    expect(missing).toEqual([]);
    for (const [name, version] of Object.entries(manifest.peerDependencies)) {
      expect(packagesUsedBy(['prover/']), name).toContain(name);
      expect(manifest.devDependencies[name], name).toBe(version);
    }
  });

  it('exports_separateTheParts', () => {
    expect(Object.keys(manifest.exports).sort()).toEqual([
      './client',
      './operator',
      './package.json',
      './protocol',
      './prover',
    ]);
  });

  it.each(['demo', 'test', 'test:deep', 'bench'])('%s_setsEverythingUpFirst', (name) => {
    expect(manifest.scripts[`pre${name}`]).toBe('node scripts/bootstrap.mjs');
  });

  it.each(['generate', 'lint', 'typecheck', 'format', 'build:packages'])('%s_installsFirst', (name) => {
    expect(manifest.scripts[`pre${name}`]).toBe('node scripts/bootstrap.mjs --install-only');
  });
});

describe('package-lock.json', () => {
  it('everyPackage_hasAnIntegrityHash', () => {
    expect(locked.length).toBeGreaterThan(100);
    expect(
      locked.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([path]) => path),
    ).toEqual([]);
  });

  it('noPackage_isTiedToARegistryHost', () => {
    expect(locked.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
    expect(readProjectFile('.npmrc')).toContain('omit-lockfile-registry-resolved=true');
  });

  // npm ci refuses a lock that lacks an optional package, and a lock made on one platform easily lacks the others'.
  it('optionalPackages_areAllThere', () => {
    const missing = locked.flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter(
          (name) => !(`${path}/node_modules/${name}` in packages) && !(`node_modules/${name}` in packages),
        )
        .map((name) => `${path} wants ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it.each(['linux-x64-gnu', 'linux-arm64-gnu', 'darwin-x64', 'darwin-arm64'])(
    'edr_isLockedFor %s',
    (platform) => {
      expect(packages[`node_modules/@nomicfoundation/edr-${platform}`]?.version).toBe(
        packages['node_modules/@nomicfoundation/edr']?.version,
      );
    },
  );
});
