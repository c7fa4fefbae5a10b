// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import type { Bars } from '../operator/prices/bars.ts';
import { loadBars } from '../operator/prices/loadBars.ts';
import { simulateBars } from '../operator/prices/simulateBars.ts';
import { AssetList } from '../protocol/asset.ts';
import type { ProvingEngine } from '../protocol/provingEngine.ts';
import { type LocalChain, startLocalChain } from '../scripts/localChain.ts';
import { loadBlotter } from './blotter.ts';
import { CAST, LISTED } from './cast.ts';
import { admitInstitutions } from './chapters/admitInstitutions.ts';
import { balanceBooks } from './chapters/balanceBooks.ts';
import { conclude } from './chapters/conclude.ts';
import { countCosts } from './chapters/countCosts.ts';
import { fundDesks } from './chapters/fundDesks.ts';
import { introduce, sayTitle } from './chapters/introduce.ts';
import { refuseAttempts } from './chapters/refuseAttempts.ts';
import { restoreDesk } from './chapters/restoreDesk.ts';
import { revokeMember } from './chapters/revokeMember.ts';
import { settleBlotter } from './chapters/settleBlotter.ts';
import { showPrices } from './chapters/showPrices.ts';
import { chooseMoment } from './moment.ts';
import type { DemoOptions } from './options.ts';
import { PRICE_WINDOW_MINUTES, setStage } from './setStage.ts';
import type { Stage } from './stage.ts';
import type { Terminal } from './terminal.ts';

const BLOTTER = fileURLToPath(new URL('blotter.csv', import.meta.url));
/** Always the same simulated prices: a story that is told again must be the same. */
const SIMULATION = { seed: 7, firstMinute: Date.UTC(2026, 2, 2, 6) / 60_000, minutes: 300 };
/** Minutes of prices that the story needs before and after its first trade. */
const BEFORE = PRICE_WINDOW_MINUTES + 5;
const AFTER = 90;

export interface StoryOptions extends Pick<DemoOptions, 'bars' | 'blotter'> {
  terminal: Terminal;
  engine: ProvingEngine;
  /** Called with the chain as soon as it runs, so that whoever is interrupted can stop it. */
  onChain?: (chain: LocalChain) => void;
  /** Called at the end, while the chain still runs. */
  onEnd?: (stage: Stage) => Promise<void>;
}

/** Tells the whole story on a chain of its own. The chain is stopped when it ends, however it ends. */
export async function tellStory(options: StoryOptions): Promise<Stage> {
  const { terminal, engine, onChain } = options;
  sayTitle(terminal);
  const bars = await readPrices(options);
  const blotter = await loadBlotter(options.blotter ?? BLOTTER, {
    assets: listedAssets(),
    institutions: CAST.map(({ name }) => name),
  });
  const moment = chooseMoment(bars, BEFORE, AFTER);
  introduce(terminal, bars);
  const firstRound = moment - PRICE_WINDOW_MINUTES;
  const chain = await startLocalChain({ startAt: (moment - BEFORE) * 60 });
  try {
    onChain?.(chain);
    const stage = await setStage({ terminal, chain, engine, bars, firstRound });
    await admitInstitutions(stage);
    await showPrices(stage, moment);
    await fundDesks(stage);
    const settled = await settleBlotter(stage, blotter);
    await refuseAttempts(stage, settled);
    await revokeMember(stage);
    await balanceBooks(stage);
    await restoreDesk(stage);
    countCosts(stage);
    conclude(stage);
    await options.onEnd?.(stage);
    return stage;
  } finally {
    await chain.stop();
  }
}

async function readPrices({ bars: files, terminal }: StoryOptions): Promise<Bars> {
  if (files.length === 0) return simulateBars(SIMULATION);
  return terminal.progress('Read the price bars', () => loadBars(files));
}

/** Tokens get their addresses when they are deployed; the blotter needs symbols and decimals only. */
function listedAssets(): AssetList {
  const nowhere = (slot: number) => `0x${(slot + 1).toString(16).padStart(40, '0')}`;
  return new AssetList(
    LISTED.map(({ slot, symbol, decimals }) => ({ slot, symbol, decimals, token: nowhere(slot) })),
  );
}
