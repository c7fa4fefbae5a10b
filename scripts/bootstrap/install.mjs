// SPDX-License-Identifier: Apache-2.0
// Plain JavaScript without dependencies: it runs before anything is installed, on any Node from 18.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run, runQuietly } from './run.mjs';

const MINIMUM_NODE = 24;
const NODE_FOLDER = 'build/.bootstrap/node';

/** A reason the set-up cannot go on, in words for the person in front of it. */
export class SetupError extends Error {}

/**
 * Installs what package-lock.json lists, unless it is there already.
 *
 * npm leaves out optional packages whose `engines` exclude the Node it runs on, without a word. Hardhat's native
 * package asks for Node 22, so npm is run by Node 24 whatever the machine has.
 *
 * @param {{ root: string, say: (line: string) => void }} options
 */
export async function install({ root, say }) {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const stamp = stampOf(lock);
  const stampFile = join(root, 'node_modules/.sotto-stamp');
  if (readOr(stampFile, '') === stamp) return say('packages: in order');
  if (
    !isInstalled(lock, readOr(join(root, 'node_modules/.package-lock.json'), '{}')) ||
    problems(root).length > 0
  ) {
    say('packages: installing (half a minute to a few minutes, by your connection)');
    const started = Date.now();
    await installAll(root, say);
    say(`packages: installed in ${((Date.now() - started) / 1000).toFixed(0)} s`);
  }
  const left = problems(root);
  if (left.length > 0) throw new SetupError(left.join('\n'));
  writeFileSync(stampFile, stamp);
  say('packages: in order');
}

/** What an installation is good for: these packages on this kind of machine. */
function stampOf(lock) {
  const hash = createHash('sha256').update(lock).digest('hex');
  return `${hash} ${process.platform} ${process.arch}\n`;
}

/**
 * Whether npm's own note of what it installed covers the lock: so an installation made by hand counts too.
 *
 * @param {string} lock content of package-lock.json
 * @param {string} hidden content of node_modules/.package-lock.json
 */
export function isInstalled(lock, hidden) {
  const installed = parsePackages(hidden);
  return Object.entries(parsePackages(lock)).every(([path, wanted]) => {
    if (path === '') return true;
    const found = installed[path];
    if (found === undefined) return wanted.optional === true || wanted.devOptional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

function parsePackages(text) {
  try {
    return JSON.parse(text).packages ?? {};
  } catch {
    return {};
  }
}

async function installAll(root, say) {
  const env = { ...process.env, PATH: pathOutside(process.env.PATH ?? '') };
  if (majorOf(runQuietly('node', ['--version'], { cwd: root, env })) < MINIMUM_NODE) {
    env.PATH = `${await fetchNode(root, env, say)}${delimiter}${env.PATH}`;
  }
  const code = await run('npm', ['ci', '--include=dev', '--include=optional'], { cwd: root, env });
  if (code !== 0) {
    throw new SetupError(
      `npm ci failed (exit code ${code}); its own words are above. Is the npm registry reachable? Run the same ` +
        'command again to try again.',
    );
  }
  rmSync(join(root, NODE_FOLDER), { recursive: true, force: true });
}

/** Node 24 in a folder of its own: `npm ci` empties node_modules, and with it a Node that lived there. */
async function fetchNode(root, env, say) {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const folder = join(root, NODE_FOLDER);
  const bin = join(folder, 'node_modules/.bin');
  if (majorOf(runQuietly(join(bin, 'node'), ['--version'], { cwd: root, env })) >= MINIMUM_NODE) return bin;
  say(`packages: fetching Node ${devDependencies.node} to run npm with`);
  mkdirSync(folder, { recursive: true });
  const manifest = {
    private: true,
    dependencies: { node: devDependencies.node },
    allowScripts: { node: true },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  const code = await run('npm', ['install', '--no-package-lock', '--no-audit', '--no-fund'], {
    cwd: folder,
    env,
  });
  if (code !== 0) {
    throw new SetupError(
      `Could not fetch Node ${devDependencies.node} (exit code ${code}). Is the npm registry reachable? ` +
        'Otherwise install Node 24 yourself and run the same command again.',
    );
  }
  return bin;
}

/** PATH without the bin folders npm puts in front of it for scripts: what lives there is about to be replaced. */
function pathOutside(path) {
  return path
    .split(delimiter)
    .filter((folder) => !/node_modules[\\/]\.bin[\\/]?$/.test(folder))
    .join(delimiter);
}

/** What is wrong with the installation, each with what to do about it. */
function problems(root) {
  const node = join(root, 'node_modules/.bin/node');
  const version = runQuietly(node, ['--version'], { cwd: root, env: process.env });
  if (majorOf(version) < MINIMUM_NODE) {
    return [
      `node_modules/.bin/node is ${version || 'missing'}, and everything here needs Node ${MINIMUM_NODE}. It comes with the ` +
        'npm package `node`, whose install script fetches it. If your npm is set to ignore ' +
        'install scripts, run the same command once with npm_config_ignore_scripts=false in front of it (of all install ' +
        'scripts, package.json allows only this one).',
    ];
  }
  const loadNative = "require('@nomicfoundation/edr')";
  if (
    runQuietly(node, ['-e', `${loadNative}; console.log('ok')`], { cwd: root, env: process.env }) !== 'ok'
  ) {
    return [
      `Hardhat's native package is missing for ${process.platform}-${process.arch}. npm skips it silently when npm itself ` +
        'runs on Node below 22: delete node_modules and try again, or install by hand with ' +
        '`npx -y -p node@24 npm ci`. It exists for Linux and macOS on x64 and arm64, and Windows on x64.',
    ];
  }
  return [];
}

function majorOf(version) {
  return Number(/^v(\d+)\./.exec(version)?.[1] ?? 0);
}

function readOr(path, fallback) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return fallback;
    throw error;
  }
}
