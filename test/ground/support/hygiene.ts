// SPDX-License-Identifier: Apache-2.0

/** Words are put together here so that this file passes its own check. */
const REGISTRIES = [
  ['registry', 'npmjs', 'org'],
  ['registry', 'yarnpkg', 'com'],
  ['npm', 'pkg', 'github', 'com'],
];
const HOME_FOLDERS = ['work', 'tmp', 'root', 'home', 'Users', 'mnt', 'private/tmp'];

const MACHINE_PATH = new RegExp(`(?:^|[\\s"'\`(=:,])/(?:${HOME_FOLDERS.join('|')})/`);

const RULES: [name: string, applies: (path: string) => boolean, breaks: (line: string) => boolean][] = [
  ['path of one machine', () => true, (line) => MACHINE_PATH.test(line) || /[A-Z]:\\Users\\/.test(line)],
  ['registry host', () => true, (line) => REGISTRIES.some((host) => line.includes(host.join('.')))],
  ['folder outside the project', () => true, (line) => line.includes(['..', 'shared'].join('/'))],
  ['carriage return', () => true, (line) => line.includes('\r')],
  ['trailing space', (path) => !path.endsWith('LICENSE'), (line) => /[ \t]$/.test(line)],
  [
    'note to self',
    (path) => isSource(path),
    (line) => new RegExp(`\\b(?:${['TO', 'FIX', 'X'].join('|')})${'(?:DO|ME|XX)'}\\b`).test(line),
  ],
];

function isSource(path: string): boolean {
  return /\.(?:ts|mjs|sol|circom)$/.test(path);
}

/** What in a file should not be committed: `path:line: reason` each. */
export function unclean(path: string, content: string): string[] {
  const found = content
    .split('\n')
    .flatMap((line, index) =>
      RULES.filter(([, applies, breaks]) => applies(path) && breaks(line)).map(
        ([name]) => `${path}:${index + 1}: ${name}`,
      ),
    );
  if (content !== '' && !content.endsWith('\n')) found.push(`${path}: no newline at the end`);
  return found;
}
