// SPDX-License-Identifier: Apache-2.0
// Plain JavaScript without dependencies: it runs before anything is installed, on any Node from 18.
import { spawn, spawnSync } from 'node:child_process';

// npm is a batch file on Windows, which only a shell starts.
const shell = process.platform === 'win32';

/**
 * Runs a command with its output shown, and ends it when this process is asked to end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>} its exit code; 127 if it could not be started
 */
export function run(command, args, { cwd, env }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: 'inherit', shell });
    const stop = (signal) => child.kill(signal);
    const done = (code) => {
      process.off('SIGTERM', stop);
      process.off('SIGINT', stop);
      resolve(code);
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
    child.on('error', () => done(127));
    child.on('close', (code) => done(code ?? 1));
  });
}

/** What a command prints, trimmed; empty if it fails. */
export function runQuietly(command, args, { cwd, env }) {
  const { status, stdout } = spawnSync(command, args, { cwd, env, encoding: 'utf8', shell });
  return status === 0 ? stdout.trim() : '';
}
