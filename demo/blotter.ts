// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { parseAmount } from '../protocol/amount.ts';
import type { AssetList } from '../protocol/asset.ts';
import { SottoError } from '../protocol/errors.ts';

/** A block trade two institutions have agreed on; the taker's amount follows from the benchmark. */
export interface BlockTrade {
  /** Line of the file, for messages. */
  readonly line: number;
  readonly trade: string;
  readonly maker: string;
  readonly taker: string;
  /** Slots. */
  readonly makerGives: number;
  readonly takerGives: number;
  /** Base units. */
  readonly makerAmount: bigint;
  /** What the taker pays above (below, if negative) the benchmark, in basis points. */
  readonly spreadBps: number;
}

const HEADER = 'trade,maker,taker,maker_gives,maker_amount,taker_gives,price';
const PRICE = /^benchmark(?:([+-])(\d{1,4})bps)?$/;
const NAME = /^[A-Za-z0-9-]{1,16}$/;
const BPS = 10_000n;

export interface BlotterContext {
  readonly assets: AssetList;
  /** Short names of the institutions that may appear. */
  readonly institutions: readonly string[];
}

/** @throws SottoError BLOTTER_MALFORMED naming file and line; its cause is the AMOUNT_… or ASSET_UNKNOWN error if any. */
export async function loadBlotter(path: string, context: BlotterContext): Promise<BlockTrade[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new SottoError('BLOTTER_MALFORMED', `Cannot read the blotter ${path}: check the path`, { cause });
  }
  return parseBlotter(text, path, context);
}

/** As `loadBlotter`, from text; `source` is how messages call it. */
export function parseBlotter(text: string, source: string, context: BlotterContext): BlockTrade[] {
  const trades: BlockTrade[] = [];
  let hasHeader = false;
  for (const [i, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const content = raw.trim();
    if (content === '' || content.startsWith('#')) continue;
    try {
      if (hasHeader) trades.push(parseTrade(content, i + 1, trades, context));
      else if (content !== HEADER) throw malformed(`the header is not ${HEADER}`);
      hasHeader = true;
    } catch (cause) {
      throw new SottoError('BLOTTER_MALFORMED', `${source}, line ${i + 1}: ${(cause as Error).message}`, {
        cause,
      });
    }
  }
  if (trades.length === 0)
    throw new SottoError('BLOTTER_MALFORMED', `${source} holds no trade: add at least one line`);
  return trades;
}

function parseTrade(
  content: string,
  line: number,
  before: readonly BlockTrade[],
  { assets, institutions }: BlotterContext,
): BlockTrade {
  const cells = content.split(',').map((cell) => cell.trim());
  const columns = HEADER.split(',').length;
  if (cells.length !== columns) throw malformed(`${cells.length} cells where the header has ${columns}`);
  const [trade, maker, taker, makerGives, makerAmount, takerGives, price] = cells as [string, ...string[]];
  if (!NAME.test(trade)) throw malformed('a trade is named with up to 16 letters, digits or hyphens');
  if (before.some((other) => other.trade === trade))
    throw malformed(`the name ${trade} is taken; use another`);
  for (const name of [maker!, taker!]) {
    if (!institutions.includes(name))
      throw malformed(`no institution ${name}; there are ${institutions.join(', ')}`);
  }
  if (maker === taker) throw malformed('maker and taker are the same institution');
  const given = assets.get(makerGives!);
  const taken = assets.get(takerGives!);
  if (given === taken) throw malformed('both sides give the same asset');
  return {
    ...{ line, trade, maker: maker!, taker: taker! },
    ...{ makerGives: given.slot, takerGives: taken.slot },
    makerAmount: parseAmount(makerAmount!, given.decimals, 'maker_amount'),
    spreadBps: parseSpread(price!),
  };
}

function parseSpread(text: string): number {
  const match = PRICE.exec(text);
  if (match === null) throw malformed('a price is "benchmark", or like "benchmark+5bps" or "benchmark-5bps"');
  const spread = Number(match[2] ?? 0) * (match[1] === '-' ? -1 : 1);
  if (spread <= -Number(BPS)) throw malformed('a spread of -10000bps or less leaves nothing to pay');
  return spread;
}

function malformed(message: string): SottoError {
  return new SottoError('BLOTTER_MALFORMED', message);
}

/**
 * What the taker gives for the maker's amount at a snapshot's prices (units of value per base unit, by slot), to the
 * nearest base unit. PRICE_MISSING if the snapshot has no price for one of the two.
 */
export function takerAmountAt(trade: BlockTrade, prices: readonly bigint[]): bigint {
  const [given, taken] = [trade.makerGives, trade.takerGives].map((slot) => prices[slot] ?? 0n) as [
    bigint,
    bigint,
  ];
  if (given === 0n || taken === 0n) {
    throw new SottoError(
      'PRICE_MISSING',
      `Trade ${trade.trade}: the snapshot has no price for one of its assets`,
    );
  }
  const numerator = trade.makerAmount * given * (BPS + BigInt(trade.spreadBps));
  const denominator = taken * BPS;
  return (2n * numerator + denominator) / (2n * denominator);
}
