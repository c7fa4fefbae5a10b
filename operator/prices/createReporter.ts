// SPDX-License-Identifier: Apache-2.0
import { SottoError } from '../../protocol/errors.ts';
import type { Bars } from './bars.ts';
import { toProtocolPrice } from './fixedPoint.ts';
import { judge, type Verdict } from './robust.ts';
import {
  checkConfiguration,
  DEFAULT_RULES,
  MAX_SLOT,
  type ReportedAsset,
  type ReporterRules,
} from './rules.ts';
import { type Absence, BRIDGE, type Path, pathsOf, type Reading, readExchange } from './voices.ts';

/** What became of one exchange's price. */
export interface SourceUse extends Reading {
  readonly status: Verdict | Absence;
  /** Distance from the middle of all fresh sources. */
  readonly distanceBps?: number;
}

export interface AssetReport {
  readonly slot: number;
  readonly symbol: string;
  /** Value per base unit (PROTOCOL.md §1), below 2^96; 0: unavailable. */
  readonly price: bigint;
  /** Dollars per whole coin as a fixed-point quote of 26 digits, before the last rounding; absent if unavailable. */
  readonly quote?: bigint;
  /** Why the price is 0. */
  readonly unavailable?: string;
  readonly sources: readonly SourceUse[];
}

/** What one reporter has to say at a minute, and why. */
export interface PriceReport {
  /** Unix minute. Made from bars that have closed by then: the newest one opened a minute earlier. */
  readonly minute: number;
  /** By slot, 16 entries. */
  readonly prices: readonly bigint[];
  readonly assets: readonly AssetReport[];
  readonly reporter: string;
  /** True when the bars are generated: show it wherever the prices are shown. */
  readonly simulated: boolean;
}

export interface ReporterOptions {
  /** For people; appears in reports. */
  name: string;
  bars: Bars;
  /** The exchanges this reporter sees. One that the bars do not know counts as dead. */
  exchanges: readonly string[];
  assets: readonly ReportedAsset[];
  rules?: Partial<ReporterRules>;
}

export interface Reporter {
  readonly name: string;
  readonly exchanges: readonly string[];
  /** @throws SottoError REPORTER_MISCONFIGURED if `minute` is not a whole number of minutes. */
  report(minute: number): PriceReport;
}

const SLOTS = MAX_SLOT + 1;
const MAX_PRICE = 2n ** 96n;
const REMEMBERED_BRIDGES = 64;

/** @throws SottoError REPORTER_MISCONFIGURED naming what to change. */
export function createReporter({ name, bars, exchanges, assets, rules }: ReporterOptions): Reporter {
  const inForce: ReporterRules = { ...DEFAULT_RULES, ...rules };
  checkConfiguration(exchanges, assets, inForce);
  if (!exchanges.some((exchange) => bars.exchanges.includes(exchange))) {
    const known = bars.exchanges.join(', ');
    throw new SottoError(
      'REPORTER_MISCONFIGURED',
      `None of ${exchanges.join(', ')} is in ${bars.source}: choose from ${known}`,
    );
  }
  const paths = new Map<string, Map<string, Path[]>>();
  for (const symbol of new Set([BRIDGE, ...assets.map((asset) => asset.symbol)])) {
    const ways = exchanges.map((exchange) => [exchange, pathsOf(bars, exchange, symbol)] as const);
    // An exchange that trades but does not list the asset is no source of it; one without any bar is a dead source.
    const isSource = ([exchange, way]: (typeof ways)[number]) =>
      way.length > 0 || !bars.exchanges.includes(exchange);
    paths.set(symbol, new Map(ways.filter(isSource)));
  }
  const bridgeSources = assets.find(({ symbol }) => symbol === BRIDGE)?.minSources ?? 1;
  const bridges = new Map<number, bigint | undefined>();

  function hear(symbol: string, barMinute: number) {
    const readings = [...paths.get(symbol)!].map(([exchange, ways]) =>
      readExchange(exchange, ways, barMinute, inForce, bridgeAt),
    );
    return weigh(readings, inForce);
  }

  function bridgeAt(barMinute: number): bigint | undefined {
    if (!bridges.has(barMinute)) {
      if (bridges.size >= REMEMBERED_BRIDGES) bridges.clear();
      const { quote, sources } = hear(BRIDGE, barMinute);
      bridges.set(barMinute, used(sources) < bridgeSources ? undefined : quote);
    }
    return bridges.get(barMinute);
  }

  return {
    name,
    exchanges,
    report(minute) {
      if (!Number.isSafeInteger(minute) || minute < 1) {
        throw new SottoError(
          'REPORTER_MISCONFIGURED',
          `Minute ${minute} is not a Unix minute: give whole minutes since 1970`,
        );
      }
      const reported = assets.map((asset) => priceAsset(asset, hear(asset.symbol, minute - 1)));
      const prices = Array.from(
        { length: SLOTS },
        (_, slot) => reported.find((asset) => asset.slot === slot)?.price ?? 0n,
      );
      return { minute, prices, assets: reported, reporter: name, simulated: bars.simulated };
    },
  };
}

interface Heard {
  quote: bigint | undefined;
  sources: SourceUse[];
}

function weigh(readings: readonly Reading[], { outliers }: ReporterRules): Heard {
  const present = readings.filter(({ quote }) => quote !== undefined);
  const voices = present.map(({ quote, kind }) => ({ quote: quote!, direct: kind === 'direct' }));
  const { quote, verdicts, distancesBps } = judge(voices, outliers);
  const sources = readings.map((reading): SourceUse => {
    const i = present.indexOf(reading);
    if (i < 0) return { ...reading, status: reading.absence! };
    const status = verdicts[i]!;
    return {
      ...reading,
      status,
      distanceBps: distancesBps[i]!,
      reason: because(status, reading, distancesBps[i]!),
    };
  });
  return { quote, sources };
}

function because(status: Verdict, { reason }: Reading, distance: number): string {
  if (status === 'outlier') return `${distance} bps from the median, too far off`;
  if (status === 'outranked') return `${distance} bps off; the other source is a direct market`;
  if (status === 'disagree') return `${distance} bps off, and nothing tells which of the two is right`;
  return reason;
}

function priceAsset(
  { slot, symbol, decimals, minSources }: ReportedAsset,
  { quote, sources }: Heard,
): AssetReport {
  const heard = used(sources);
  if (quote === undefined || heard < minSources) {
    const unavailable = `${heard} of ${sources.length} exchanges usable, ${minSources} needed`;
    return { slot, symbol, price: 0n, unavailable, sources };
  }
  const price = toProtocolPrice(quote, decimals);
  if (price === 0n || price >= MAX_PRICE) {
    const unavailable = `the price does not fit the protocol's scale at ${decimals} decimals; check the decimals`;
    return { slot, symbol, price: 0n, unavailable, sources };
  }
  return { slot, symbol, price, quote, sources };
}

function used(sources: readonly SourceUse[]): number {
  return sources.filter(({ status }) => status === 'used').length;
}
