// SPDX-License-Identifier: Apache-2.0

/** One market of one exchange: closes of one-minute bars, ascending; a minute without trade is absent. */
export interface Series {
  readonly exchange: string;
  readonly base: string;
  readonly quote: string;
  /** Unix minutes in which the bars open. */
  readonly minutes: readonly number[];
  /** Quotes per whole coin at 10^26, see fixedPoint.ts. */
  readonly closes: readonly bigint[];
  /** Whether the file told volumes: then a minute without trade is known, and a repeated close is a real trade. */
  readonly hasVolume: boolean;
}

/** Everything the loaded files (or the generator) know. */
export interface Bars {
  /** True when no market ever quoted these numbers. Must be shown wherever the prices are. */
  readonly simulated: boolean;
  /** Where they come from, for people: file names, or the generator's seed. */
  readonly source: string;
  /** Exchanges in alphabetical order. */
  readonly exchanges: readonly string[];
  readonly series: readonly Series[];
  /** Unix minute of the earliest and of the latest bar. */
  readonly firstMinute: number;
  readonly lastMinute: number;
  /** Bars kept, and cells left out because there was no trade (empty close or zero volume). */
  readonly counts: { readonly bars: number; readonly withoutTrade: number };
  find(exchange: string, base: string, quote: string): Series | undefined;
}

/** One row of any input format; `close` undefined: no trade in that minute. */
export interface BarRow {
  readonly minute: number;
  readonly exchange: string;
  readonly base: string;
  readonly quote: string;
  readonly close: bigint | undefined;
  readonly hasVolume: boolean;
}

/** Collects rows in any order and turns them into Bars. */
export interface BarCollector {
  /** False if another close was already given for the same market and minute; the caller knows the line. */
  add(row: BarRow): boolean;
  finish(): Bars;
}

interface Gathered {
  exchange: string;
  base: string;
  quote: string;
  hasVolume: boolean;
  closes: Map<number, bigint>;
}

export function collectBars(source: string, isSimulated: () => boolean): BarCollector {
  const gathered = new Map<string, Gathered>();
  let withoutTrade = 0;

  function market(row: BarRow): Gathered {
    const key = marketKey(row.exchange, row.base, row.quote);
    let found = gathered.get(key);
    if (found === undefined) {
      const { exchange, base, quote, hasVolume } = row;
      found = { exchange, base, quote, hasVolume, closes: new Map() };
      gathered.set(key, found);
    }
    return found;
  }

  return {
    add(row) {
      const series = market(row);
      if (row.close === undefined) {
        withoutTrade++;
        return true;
      }
      const before = series.closes.get(row.minute);
      series.closes.set(row.minute, row.close);
      series.hasVolume &&= row.hasVolume;
      return before === undefined || before === row.close;
    },
    finish: () => toBars(source, isSimulated(), withoutTrade, gathered),
  };
}

function toBars(
  source: string,
  simulated: boolean,
  withoutTrade: number,
  gathered: Map<string, Gathered>,
): Bars {
  const byKey = new Map<string, Series>();
  for (const [key, { closes, ...market }] of gathered) {
    const minutes = [...closes.keys()].sort((a, b) => a - b);
    if (minutes.length > 0) {
      byKey.set(key, { ...market, minutes, closes: minutes.map((minute) => closes.get(minute)!) });
    }
  }
  const series = [...byKey.values()];
  return {
    simulated,
    source,
    series,
    exchanges: [...new Set(series.map(({ exchange }) => exchange))].sort(),
    firstMinute: Math.min(...series.map(({ minutes }) => minutes[0]!)),
    lastMinute: Math.max(...series.map(({ minutes }) => minutes.at(-1)!)),
    counts: { bars: series.reduce((sum, { minutes }) => sum + minutes.length, 0), withoutTrade },
    find: (exchange, base, quote) => byKey.get(marketKey(exchange, base, quote)),
  };
}

function marketKey(exchange: string, base: string, quote: string): string {
  return `${exchange} ${base}/${quote}`;
}

/** Index of the last bar that opened at or before `minute`; −1 if there is none. */
export function lastIndexAt(series: Series, minute: number): number {
  let low = 0;
  let high = series.minutes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (series.minutes[middle]! <= minute) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
