// SPDX-License-Identifier: Apache-2.0
import type { BarRow } from './bars.ts';
import { parseQuote } from './fixedPoint.ts';

/** What a line of a bar file says, or how it is wrong. The reader adds file and line number. */
export class BarSyntaxError extends Error {}

/** Turns the cells of one line into rows; throws BarSyntaxError. */
export type RowReader = (cells: readonly string[]) => BarRow[];

const REQUIRED = ['minute_utc', 'exchange', 'base', 'quote', 'close'];
const OPTIONAL = ['open', 'high', 'low', 'volume'];
const VENUE_HEADER = 'ts_utc,venue,open,high,low,close,volume';
const WIDE_COLUMN = /^([a-z0-9]+)_([a-z0-9]+)$/;
const QUOTES = ['USDT', 'USDC', 'USD', 'EUR', 'BTC'];
const MINUTE = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::00)?Z$/;
const EXCHANGE = /^[a-z0-9][a-z0-9.-]{0,31}$/;
const SYMBOL = /^[A-Z0-9]{2,10}$/;

/** Chooses the reader by the header: the documented format, or one of the two shapes of the March 2023 files. */
export function readerFor(header: string, fileName: string): RowReader {
  const columns = header.split(',');
  if (header === VENUE_HEADER) return venueReader(pairOfFileName(fileName));
  if (columns[0] === 'ts_utc') return wideReader(columns);
  return longReader(columns);
}

function longReader(columns: readonly string[]): RowReader {
  const unknown = columns.find((name) => !REQUIRED.includes(name) && !OPTIONAL.includes(name));
  if (unknown !== undefined) throw new BarSyntaxError(`unknown column ${show(unknown)}; ${expectedHeader()}`);
  const twice = columns.find((name, i) => columns.indexOf(name) !== i);
  if (twice !== undefined) throw new BarSyntaxError(`column ${show(twice)} appears twice; remove one`);
  const missing = REQUIRED.find((name) => !columns.includes(name));
  if (missing !== undefined) throw new BarSyntaxError(`column "${missing}" is missing; ${expectedHeader()}`);
  const cell = cellsByName(columns);
  return (cells) => {
    const at = cell(cells);
    const exchange = at('exchange').toLowerCase();
    if (!EXCHANGE.test(exchange))
      throw new BarSyntaxError(`exchange ${show(exchange)} is not a name; use a-z, 0-9, . and -`);
    const base = symbol(at('base'), 'base');
    const quote = symbol(at('quote'), 'quote');
    if (base === quote) throw new BarSyntaxError(`base and quote are both ${base}; name two assets`);
    const bar = readBar(at, columns.includes('volume'));
    return [{ minute: readMinute(at('minute_utc')), exchange, base, quote, ...bar }];
  };
}

function venueReader([base, quote]: readonly [string, string]): RowReader {
  const cell = cellsByName(VENUE_HEADER.split(','));
  return (cells) => {
    const at = cell(cells);
    const exchange = at('venue');
    if (!EXCHANGE.test(exchange))
      throw new BarSyntaxError(`venue ${show(exchange)} is not a name; use a-z, 0-9, . and -`);
    return [{ minute: readMinute(at('ts_utc')), exchange, base, quote, ...readBar(at, true) }];
  };
}

function wideReader(columns: readonly string[]): RowReader {
  const markets = columns.slice(1).map((name) => {
    const match = WIDE_COLUMN.exec(name);
    const pair = match === null ? undefined : splitPair(match[2]!);
    if (match === null || pair === undefined) {
      throw new BarSyntaxError(
        `column ${show(name)} is not <exchange>_<pair> with a pair in ${QUOTES.join(', ')}; ${expectedHeader()}`,
      );
    }
    return { exchange: match[1]!, base: pair[0], quote: pair[1] };
  });
  if (markets.length === 0) throw new BarSyntaxError(`there is no price column; ${expectedHeader()}`);
  return (cells) => {
    requireWidth(cells, columns);
    const minute = readMinute(cells[0]!);
    return markets.map((market, i) => {
      const close = readPrice(cells[i + 1]!, columns[i + 1]!);
      return { minute, ...market, close, hasVolume: false };
    });
  };
}

function pairOfFileName(fileName: string): readonly [string, string] {
  const pair = splitPair(fileName.split('_')[0]!.toLowerCase());
  if (pair !== undefined) return pair;
  throw new BarSyntaxError(
    `these columns do not name a market and the file name does not begin with one (btcusd_…); rename it, or: ${expectedHeader()}`,
  );
}

/** "usdcusd" → USDC, USD; undefined if the second half is no quote currency we know. */
function splitPair(pair: string): readonly [string, string] | undefined {
  const upper = pair.toUpperCase();
  const quote = QUOTES.find((candidate) => upper.endsWith(candidate) && upper.length > candidate.length);
  if (quote === undefined) return undefined;
  const base = upper.slice(0, -quote.length);
  return SYMBOL.test(base) && base !== quote ? [base, quote] : undefined;
}

function cellsByName(columns: readonly string[]) {
  const index = new Map(columns.map((name, i) => [name, i]));
  return (cells: readonly string[]) => {
    requireWidth(cells, columns);
    return (name: string): string => {
      const i = index.get(name);
      return i === undefined ? '' : cells[i]!;
    };
  };
}

function requireWidth(cells: readonly string[], columns: readonly string[]): void {
  if (cells.length === columns.length) return;
  throw new BarSyntaxError(
    `${cells.length} cells where the header has ${columns.length}; write one cell for each column`,
  );
}

function readBar(
  at: (name: string) => string,
  volumeTold: boolean,
): { close: bigint | undefined; hasVolume: boolean } {
  const [open, high, low, close] = ['open', 'high', 'low', 'close'].map((name) => readPrice(at(name), name));
  if (close === undefined) {
    if (open === undefined && high === undefined && low === undefined)
      return { close, hasVolume: volumeTold };
    throw new BarSyntaxError('close is empty but another price is not; an empty bar has no price at all');
  }
  const reach = [open, high, low, close].filter((price) => price !== undefined);
  if (
    (high !== undefined && reach.some((price) => price > high)) ||
    (low !== undefined && reach.some((price) => price < low))
  ) {
    throw new BarSyntaxError('open and close are not between low and high; check the order of the columns');
  }
  return { close: traded(at('volume')) ? close : undefined, hasVolume: volumeTold && at('volume') !== '' };
}

/** A bar with volume 0 repeats an older price: there was no trade. An empty cell says nothing about it. */
function traded(volume: string): boolean {
  if (volume === '') return true;
  const amount = parseQuote(volume);
  if (amount === undefined)
    throw new BarSyntaxError(
      `volume ${show(volume)} is not a plain decimal; write it like 4.6012, or leave it empty`,
    );
  return amount > 0n;
}

function readPrice(text: string, column: string): bigint | undefined {
  if (text === '') return undefined;
  const price = parseQuote(text);
  if (price === undefined || price === 0n) {
    throw new BarSyntaxError(
      `${column} ${show(text)} is not a positive plain decimal; write it like 20371.04, or leave it empty if nothing traded`,
    );
  }
  return price;
}

function readMinute(text: string): number {
  const time = MINUTE.test(text) ? Date.parse(text) : Number.NaN;
  // Date.parse moves 30 February into March; a date that does not exist must not become another minute.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 16) !== text.slice(0, 16)) {
    throw new BarSyntaxError(`${show(text)} is not a minute in UTC; write it like 2023-03-10T00:01:00Z`);
  }
  return time / 60_000;
}

function symbol(text: string, column: string): string {
  const upper = text.toUpperCase();
  if (!SYMBOL.test(upper))
    throw new BarSyntaxError(
      `${column} ${show(text)} is not an asset; write 2 to 10 letters or digits, like BTC`,
    );
  return upper;
}

function expectedHeader(): string {
  return `write the header ${REQUIRED.join(',')} (and, if known, ${OPTIONAL.join(',')})`;
}

function show(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
