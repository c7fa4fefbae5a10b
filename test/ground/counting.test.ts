// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Counts, countLine } from '../support/countReporter.ts';
import { ROOT } from './support/projectFiles.ts';

/** Runs the project's own configuration on one of the fixtures and returns what the reporter counted. */
function countsOf(fixture: string): { counts: Counts; code: number | null } {
  const folder = mkdtempSync(join(tmpdir(), 'sotto-counts-'));
  try {
    const file = join(folder, 'counts.json');
    const options = ['run', fixture];
    const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', ...options], {
      cwd: ROOT,
      env: {
        ...process.env,
        SOTTO_TEST_COUNTS: file,
        SOTTO_TEST_INCLUDE: 'test/ground/fixtures/counting/*.case.ts',
      },
    });
    return { counts: JSON.parse(readFileSync(file, 'utf8')) as Counts, code: status };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('counting', () => {
  it('counts_holdWhatPassedFailedAndWasSkipped', () => {
    const { counts, code } = countsOf('mixed');
    // The third fails by its assertion, the fourth for having none.
    expect(counts).toEqual({ passed: 2, failed: 2, skipped: 1 });
    expect(code).not.toBe(0);
  });

  it('counts_takeAFileThatDoesNotLoadForAFailure', () => {
    const { counts, code } = countsOf('broken');
    expect(counts).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(code).not.toBe(0);
  });

  it('countLine_isReadByOtherPrograms', () => {
    expect(countLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed');
    expect(countLine({ passed: 12, failed: 1, skipped: 3 })).toBe('12 passed, 1 failed, 3 skipped');
  });
});
