// SPDX-License-Identifier: GPL-3.0-or-later
import { writeFile } from 'node:fs/promises';
import { isSottoError } from '../protocol/errors.ts';
import { createSnarkjsEngine } from '../prover/index.ts';
import type { LocalChain } from '../scripts/localChain.ts';
import { assertWritable } from '../scripts/support/assertWritable.ts';
import { ATTEMPTS } from './attempts.ts';
import { DEMO_HELP, parseDemoOptions } from './options.ts';
import { failuresOf, summaryOf } from './outcome.ts';
import { tellStory } from './story.ts';
import { createTerminal, type Terminal } from './terminal.ts';

const BAD_INPUT = 2;
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

async function main(terminal: Terminal): Promise<number> {
  const { help, json, ...options } = parseDemoOptions(process.argv.slice(2));
  if (help) {
    terminal.line(DEMO_HELP);
    return 0;
  }
  if (json !== undefined) await assertWritable(json, '--json');
  const engine = createSnarkjsEngine();
  try {
    const stage = await tellStory({ ...options, terminal, engine, onChain: stopWhenInterrupted(terminal) });
    if (json !== undefined) await writeFile(json, `${JSON.stringify(summaryOf(stage), undefined, 2)}\n`);
    return failuresOf(stage.outcome, ATTEMPTS).length === 0 ? 0 : 1;
  } finally {
    await engine.close();
  }
}

/** The chain lives in this process; it is stopped in order, then the process ends as the signal asks. */
function stopWhenInterrupted(terminal: Terminal): (chain: LocalChain) => void {
  return (chain) => {
    for (const [signal, code] of Object.entries(SIGNALS)) {
      process.once(signal, async () => {
        terminal.settle();
        terminal.line('Interrupted: stopping the chain.');
        await chain.stop();
        process.exit(code);
      });
    }
  };
}

const terminal = createTerminal(process.stdout);
try {
  process.exitCode = await main(terminal);
} catch (error) {
  terminal.settle();
  if (!isSottoError(error)) throw error;
  console.error(`${error.message}\n${error.remedy}`);
  process.exitCode = BAD_INPUT;
}
