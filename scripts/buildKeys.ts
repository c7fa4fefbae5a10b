// SPDX-License-Identifier: GPL-3.0-or-later
import { buildDevelopmentKeys } from '../prover/developmentKeys.ts';

const started = performance.now();
await buildDevelopmentKeys({ onProgress: (line) => console.log(line) });
console.log(`development keys are up to date (${((performance.now() - started) / 1000).toFixed(1)} s)`);
