// SPDX-License-Identifier: GPL-3.0-or-later
import { createSnarkjsEngine } from '../prover/index.ts';
import { tellStory } from './story.ts';
import { createTerminal } from './terminal.ts';
import { parseDemoOptions } from './options.ts';
const engine = createSnarkjsEngine();
const terminal = createTerminal(process.stdout);
const t = Date.now();
try { await tellStory({ ...parseDemoOptions(process.argv.slice(2)), terminal, engine }); } finally { await engine.close(); }
console.log(Date.now() - t);
