// SPDX-License-Identifier: Apache-2.0
import { posix } from 'node:path';
import { importsOf, resolveRelative } from './imports.ts';

/** Folders under test/ whose files are read by tests and are none themselves. */
const HELPERS = /\/(?:support|fixtures)\//;

/**
 * Files under test/ that would be forgotten: neither collected by the runner, nor imported or (data) named by what is,
 * nor where helpers and fixtures stand.
 *
 * @param files sources by path
 * @param collected paths the runner collects
 */
export function uncollected(files: Record<string, string>, collected: string[]): string[] {
  const known = new Set(collected);
  for (const path of known) {
    for (const specifier of importsOf(path, files[path] ?? ''))
      known.add(resolveRelative(path, specifier) ?? path);
  }
  const isNamed = (path: string): boolean =>
    path.endsWith('.json') && collected.some((test) => files[test]?.includes(posix.basename(path)));
  return Object.keys(files)
    .filter((path) => path.startsWith('test/') && !known.has(path))
    .filter((path) => !HELPERS.test(path) && !isNamed(path));
}

/** Titles of a file's tests, as written. */
export function titlesIn(source: string): string[] {
  const titles: string[] = [];
  for (const { 0: call, 1: chain, index } of source.matchAll(/\b(?:it|test)((?:\.\w+)*)\s*\(/g)) {
    const open = index + call.length;
    const isTable = /\.(?:each|for)$/.test(chain);
    const start = isTable ? closing(source, open) + 1 : open;
    const title = /^\s*\(?\s*(['"`])(.*?)\1/s.exec(source.slice(start));
    if (title !== null) titles.push(title[2]);
  }
  return titles;
}

/** Position of the parenthesis that closes the one before `from`; what stands in quotes is not looked at. */
function closing(source: string, from: number): number {
  let depth = 1;
  const token = /(['"`])(?:\\.|(?!\1)[^\\])*\1|[()]/gs;
  token.lastIndex = from;
  for (let found = token.exec(source); found !== null; found = token.exec(source)) {
    if (found[0] === '(') depth += 1;
    if (found[0] === ')') depth -= 1;
    if (depth === 0) return found.index;
  }
  return source.length;
}

/** Titles that are neither subject_behavesWhen nor, below a `describe` that names the subject, behavesWhen. */
export function misnamed(source: string): string[] {
  const short = source.includes('describe') ? /^[a-z]\w*(?: [%$]\S+)*$/ : /^$/;
  return titlesIn(source).filter((title) => !/^\S+_\S/.test(title) && !short.test(title));
}

const NEVER = /\b(?:it|test|describe)\.(?:skip|todo|only)\b|\.skip\(\s*(?:''|""|``)?\s*\)/g;
const ON_CONDITION = /\b(?:it|test|describe)\.(?:skipIf|runIf)\b/g;

/** Ways to leave a test out without a printed reason. */
export function silentSkips(source: string): string[] {
  const saysWhy = /console\.\w+\([^;]*\bskipped\b/i.test(source);
  return [...source.matchAll(NEVER), ...(saysWhy ? [] : source.matchAll(ON_CONDITION))].map(([text]) => text);
}
