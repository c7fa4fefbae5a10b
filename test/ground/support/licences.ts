// SPDX-License-Identifier: Apache-2.0
import { COMPUTED, importsOf, packageOf, resolveRelative } from './imports.ts';

/** The part of package-lock.json's entries that says what belongs to what, and under which licence. */
export interface LockedPackage {
  license?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const APACHE = ['protocol/', 'client/', 'operator/', 'contracts/'];
const GPL = ['circuits/', 'prover/'];

/**
 * Ways in which an Apache-2.0 folder reaches GPL code: relative imports are followed from file to file, packages from
 * dependency to dependency. Each is described by the chain of files and packages that leads there.
 *
 * @param files sources by path from the project's root
 * @param locked package-lock.json's `packages`
 */
export function gplImports(files: Record<string, string>, locked: Record<string, LockedPackage>): string[] {
  const found: string[] = [];
  for (const start of Object.keys(files).filter((path) => startsWithAny(path, APACHE))) {
    const seen = new Set<string>();
    const waiting = [[start]];
    for (let chain = waiting.pop(); chain; chain = waiting.pop()) {
      const path = chain[chain.length - 1];
      if (seen.has(path)) continue;
      seen.add(path);
      for (const specifier of importsOf(path, files[path] ?? '')) {
        const next = [...chain, resolveRelative(path, specifier) ?? specifier];
        const target = next[next.length - 1];
        const name = packageOf(specifier);
        if (specifier === COMPUTED || startsWithAny(target, GPL)) found.push(next.join(' → '));
        else if (name !== undefined) found.push(...gplPackages(name, locked, chain));
        else if (specifier.startsWith('.')) waiting.push(next);
      }
    }
  }
  return [...new Set(found)].sort();
}

/** Chains from a package to those of its dependencies, itself included, whose licence is the GPL or unknown. */
function gplPackages(name: string, locked: Record<string, LockedPackage>, chain: string[]): string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  const waiting = [{ key: locate(name, '', locked), chain: [...chain, name] }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { key, chain: path } = next;
    const entry = locked[key];
    if (seen.has(key)) continue;
    seen.add(key);
    if (entry?.license === undefined) found.push(`${path.join(' → ')} (licence unknown)`);
    else if (isGpl(entry.license)) found.push(`${path.join(' → ')} (${entry.license})`);
    for (const dependency of Object.keys({ ...entry?.dependencies, ...entry?.optionalDependencies })) {
      waiting.push({ key: locate(dependency, key, locked), chain: [...path, dependency] });
    }
  }
  return found;
}

/** Where Node finds a package from inside another: nested first, then one level up at a time. */
function locate(name: string, from: string, locked: Record<string, LockedPackage>): string {
  for (let base = from; base !== ''; base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))) {
    if (`${base}/node_modules/${name}` in locked) return `${base}/node_modules/${name}`;
  }
  return `node_modules/${name}`;
}

/** GPL and AGPL; the LGPL allows use as a library. */
export function isGpl(licence: string): boolean {
  return /(?:^|[^L])GPL/.test(licence);
}

/** The licence a file's header must name; undefined where either will do: in programs that put the parts together. */
export function expectedLicence(
  path: string,
  source: string,
  locked: Record<string, LockedPackage>,
): string | undefined {
  if (startsWithAny(path, [...GPL, 'test/circuits/', 'test/prover/'])) return 'GPL-3.0-or-later';
  if (startsWithAny(path, ['scripts/', 'demo/', 'bench/'])) return undefined;
  if (!path.startsWith('test/')) return 'Apache-2.0';
  // A test that reaches the GPL only through its helpers may say either.
  return importsGpl(path, source, locked) ? 'GPL-3.0-or-later' : undefined;
}

function importsGpl(path: string, source: string, locked: Record<string, LockedPackage>): boolean {
  return importsOf(path, source).some((specifier) => {
    const name = packageOf(specifier);
    if (name !== undefined) return isGpl(locked[`node_modules/${name}`]?.license ?? '');
    return startsWithAny(resolveRelative(path, specifier) ?? '', GPL);
  });
}

function startsWithAny(path: string, folders: string[]): boolean {
  return folders.some((folder) => path.startsWith(folder));
}
