// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isInstalled } from '../../scripts/bootstrap/install.mjs';
import { withLock } from '../../scripts/bootstrap/lock.mjs';
import { importsOf } from './support/imports.ts';
import { projectFiles, readProjectFile } from './support/projectFiles.ts';

describe('lock', () => {
  let folder: string;
  let lock: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sotto-lock-'));
    lock = join(folder, 'deep/lock');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const holdBy = async (content: string): Promise<void> => {
    await withLock(lock, {}, async () => {});
    writeFileSync(lock, content);
  };
  const deadHolder = JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), id: 'dead' });
  const liveHolder = JSON.stringify({ pid: process.pid, host: hostname(), id: 'live' });

  it('withLock_letsOneWorkAtATime', async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(20);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 5 }, () => withLock(lock, { pollMs: 5 }, work)));
    expect(most).toBe(1);
    expect(existsSync(lock)).toBe(false);
  });

  it('withLock_releasesWhenTheWorkFails', async () => {
    const failing = withLock(lock, {}, async () => {
      throw new Error('broken');
    });
    await expect(failing).rejects.toThrow('broken');
    expect(existsSync(lock)).toBe(false);
  });

  it('withLock_takesOverFromADeadProcessOnce', async () => {
    await holdBy(deadHolder);
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(20);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 5 }, () => withLock(lock, { pollMs: 5 }, work)));
    expect(most).toBe(1);
  });

  it('withLock_waitsForALiveProcessAndSaysSo', async () => {
    await holdBy(liveHolder);
    const events: string[] = [];
    const waiting = withLock(
      lock,
      { pollMs: 5, onWait: (pid) => events.push(`waits for ${pid}`) },
      async () => {
        events.push('works');
      },
    );
    await sleep(50);
    events.push('released');
    rmSync(lock);
    await waiting;
    expect(events).toEqual([`waits for ${process.pid}`, 'released', 'works']);
  });

  it('withLock_takesOverWhatNobodyTouchesAnyMore', async () => {
    await holdBy(JSON.stringify({ pid: 1, host: 'another-host', id: 'old' }));
    const longAgo = new Date(Date.now() - 3_600_000);
    utimesSync(lock, longAgo, longAgo);
    let worked = false;
    await withLock(lock, { pollMs: 5, staleMs: 1000 }, async () => {
      worked = true;
    });
    expect(worked).toBe(true);
  });

  it('withLock_touchesItsLockWhileItWorks', async () => {
    let younger = false;
    await withLock(lock, { staleMs: 100 }, async () => {
      const longAgo = new Date(Date.now() - 3_600_000);
      utimesSync(lock, longAgo, longAgo);
      for (let i = 0; i < 100 && !younger; i++) {
        await sleep(10);
        younger = statSync(lock).mtimeMs > longAgo.getTime() + 1;
      }
    });
    expect(younger).toBe(true);
  });

  it('withLock_leavesALockThatIsNoLongerItsOwn', async () => {
    await withLock(lock, {}, async () => writeFileSync(lock, liveHolder));
    expect(readFileSync(lock, 'utf8')).toBe(liveHolder);
  });
});

describe('installation', () => {
  const packages = (entries: object): string => JSON.stringify({ packages: entries });
  const wanted = packages({
    '': { name: 'sotto' },
    'node_modules/a': { version: '1.0.0', integrity: 'x' },
    'node_modules/other-platform': { version: '1.0.0', integrity: 'y', optional: true },
  });

  it('isInstalled_acceptsWhatNpmNotedApartFromOtherPlatforms', () => {
    expect(isInstalled(wanted, packages({ 'node_modules/a': { version: '1.0.0', integrity: 'x' } }))).toBe(
      true,
    );
  });

  it.each([
    ['nothing', '{}'],
    ['a note that is cut off', '{"packages": {'],
    ['a missing package', packages({ 'node_modules/other-platform': { version: '1.0.0', integrity: 'y' } })],
    ['another version', packages({ 'node_modules/a': { version: '1.0.1', integrity: 'x' } })],
    ['other content', packages({ 'node_modules/a': { version: '1.0.0', integrity: 'z' } })],
    [
      'another version of an optional package',
      packages({
        'node_modules/a': { version: '1.0.0', integrity: 'x' },
        'node_modules/other-platform': { version: '0.9.0', integrity: 'y' },
      }),
    ],
  ])('isInstalled_refuses %s', (_, hidden) => {
    expect(isInstalled(wanted, hidden)).toBe(false);
  });

  // It does load Hardhat's native package, in a process of its own, to see whether it is there.
  it('bootstrap_needsNothingInstalled', () => {
    const files = projectFiles().filter((path) => /^scripts\/bootstrap.*\.mjs$/.test(path));
    expect(files.length).toBeGreaterThan(1);
    for (const path of files) {
      const foreign = importsOf(path, readProjectFile(path)).filter(
        (name) => !/^(?:node:|\.|@nomicfoundation\/edr$)/.test(name),
      );
      expect(foreign, path).toEqual([]);
    }
  });
});
