// SPDX-License-Identifier: Apache-2.0
import { posix } from 'node:path';

/** A computed `import(…)`, or a `createRequire`: where it leads cannot be read from the source. */
export const COMPUTED = '(computed)';

const STATEMENT = /(?:^|[;}\s])(?:import|export)\s[^'"`;()]*?\bfrom\s*['"]([^'"]+)['"]/g;
const BARE = /(?:^|[;}\s])import\s*['"]([^'"]+)['"]/g;
const CALL = /\b(?:import|require)\s*\(\s*['"`]([^'"`$]+)['"`]\s*\)/g;
const COMPUTED_CALL = /\bimport\s*\(\s*(?!['"`][^'"`$]+['"`]\s*\))|\bcreateRequire\b/;
const INCLUDE = /^\s*include\s+"([^"]+)"/gm;

/** What a TypeScript, JavaScript, Solidity or circom source imports, as written. */
export function importsOf(path: string, source: string): string[] {
  if (path.endsWith('.circom')) return [...source.matchAll(INCLUDE)].map(([, specifier]) => specifier);
  const code = withoutComments(source);
  return [
    ...[...code.matchAll(STATEMENT)].map(([, specifier]) => specifier),
    ...[...code.matchAll(BARE)].map(([, specifier]) => specifier),
    ...[...code.matchAll(CALL)].map(([, specifier]) => specifier),
    ...(!path.endsWith('.sol') && COMPUTED_CALL.test(code) ? [COMPUTED] : []),
  ];
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1');
}

/** The project's path of a relative import; undefined for a package or a module of Node's. */
export function resolveRelative(from: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : undefined;
}

/** The package of a bare import; undefined for relative ones and Node's own modules. */
export function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('node:') || specifier === COMPUTED) return undefined;
  const [first, second] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}
