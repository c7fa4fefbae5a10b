// SPDX-License-Identifier: Apache-2.0
// Plain JavaScript without dependencies: it runs before anything is installed, on any Node from 18.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Holds the lock file at `path` while `work` runs, so that of several processes one works and the others wait.
 *
 * The holder touches the file as long as it lives. A lock is stale when its process is gone (same host) or when
 * nobody has touched it for `staleMs`; then exactly one of those who wait removes it.
 *
 * @param {string} path
 * @param {{ staleMs?: number, pollMs?: number, onWait?: (pid: number) => void }} options
 * @param {() => Promise<void>} work
 */
export async function withLock(path, { staleMs = 120_000, pollMs = 500, onWait = () => {} }, work) {
  mkdirSync(dirname(path), { recursive: true });
  const token = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() });
  let told = false;
  while (!createExclusively(path, token)) {
    if (removeIfStale(path, staleMs)) continue;
    if (!told) onWait(holderOf(readIfThere(path)).pid);
    told = true;
    await sleep(pollMs);
  }
  const release = () => {
    if (readIfThere(path) === token) rmSync(path, { force: true });
  };
  const heartbeat = setInterval(() => touch(path, token), staleMs / 10);
  process.on('exit', release);
  try {
    await work();
  } finally {
    clearInterval(heartbeat);
    process.off('exit', release);
    release();
  }
}

/**
 * Removing by name alone could remove the lock of somebody who was quicker. So the right to remove one particular
 * lock is itself taken exclusively, and the lock is read again once the right is held.
 */
function removeIfStale(path, staleMs) {
  const seen = readIfThere(path);
  if (seen === undefined) return true;
  if (!isStale(path, seen, staleMs)) return false;
  const claim = `${path}.${holderOf(seen).id ?? 'unreadable'}`;
  if (!createExclusively(claim, String(process.pid))) {
    if (ageMs(claim) > staleMs) rmSync(claim, { force: true });
    return false;
  }
  try {
    if (readIfThere(path) === seen) rmSync(path, { force: true });
  } finally {
    rmSync(claim, { force: true });
  }
  return true;
}

function isStale(path, content, staleMs) {
  const { pid, host } = holderOf(content);
  if (pid > 0 && host === hostname() && !isAlive(pid)) return true;
  return ageMs(path) > staleMs;
}

/** A lock whose content is cut off belongs to nobody we can ask; only its age counts then. */
function holderOf(content) {
  try {
    return JSON.parse(content);
  } catch {
    return { pid: 0 };
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function createExclusively(path, content) {
  try {
    writeFileSync(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function ageMs(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? 0 : Date.now() - stats.mtimeMs;
}

function touch(path, token) {
  if (readIfThere(path) !== token) return;
  const now = new Date();
  utimesSync(path, now, now);
}
