// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'vitest/config';

// `npm run test:deep` has much longer random runs.
const minutes = process.env.SOTTO_DEEP === '1' ? 600_000 : 60_000;

export default defineConfig({
  test: {
    // The override is for the test of the runner itself.
    include: [process.env.SOTTO_TEST_INCLUDE ?? 'test/**/*.test.ts'],
    // Each file gets its own process: Hardhat's chain is a native addon and snarkjs keeps worker threads and curves
    // in globals, neither of which can be shared between threads of one process.
    pool: 'forks',
    // A proof keeps every core busy by itself; more files at once only take each other's time and memory.
    maxWorkers: 2,
    testTimeout: 3 * minutes,
    hookTimeout: 6 * minutes,
    teardownTimeout: 10_000,
    reporters: ['default', './test/support/countReporter.ts'],
    // Order and seeds are fixed: a failure must come back when the run is repeated.
    sequence: { shuffle: false },
    // A test that asserts nothing fails.
    expect: { requireAssertions: true },
    passWithNoTests: false,
    allowOnly: false,
    dangerouslyIgnoreUnhandledErrors: false,
  },
});
