// SPDX-License-Identifier: Apache-2.0
import { SottoError } from '../../protocol/errors.ts';
import { type Bars, collectBars } from './bars.ts';
import { SIMULATED_PREFIX } from './defaultReporters.ts';
import { parseQuote } from './fixedPoint.ts';

export interface SimulateOptions {
  /** Any whole number below 2^32; the same seed gives the same bars on every machine. */
  seed: number;
  /** Unix minute of the first bar. */
  firstMinute: number;
  /** How many minutes; at least 1. */
  minutes: number;
}

interface Market {
  exchange: string;
  base: string;
  quote: string;
  digits: number;
  /** One bar in so many is missing. */
  gapEvery: number;
  premiumBps?: number;
}

interface World {
  BTC: number;
  USDT: number;
  USDC: number;
  EUR: number;
}

const exchange = (name: string) => `${SIMULATED_PREFIX}${name}`;

/** The same markets as in the March 2023 files, so that the same reporters run on either. */
const MARKETS: readonly Market[] = [
  { exchange: exchange('binanceus'), base: 'BTC', quote: 'USD', digits: 2, gapEvery: 500 },
  { exchange: exchange('coinbase'), base: 'BTC', quote: 'USD', digits: 2, gapEvery: 500 },
  { exchange: exchange('cryptocom'), base: 'BTC', quote: 'USD', digits: 2, gapEvery: 300, premiumBps: 80 },
  { exchange: exchange('kraken'), base: 'BTC', quote: 'USD', digits: 1, gapEvery: 500 },
  { exchange: exchange('binanceus'), base: 'BTC', quote: 'USDT', digits: 2, gapEvery: 500 },
  { exchange: exchange('binanceus'), base: 'BTC', quote: 'USDC', digits: 2, gapEvery: 4 },
  { exchange: exchange('kraken'), base: 'USDC', quote: 'USD', digits: 4, gapEvery: 9 },
  { exchange: exchange('kraken'), base: 'USDT', quote: 'USD', digits: 4, gapEvery: 500 },
  { exchange: exchange('coinbase'), base: 'USDT', quote: 'USD', digits: 5, gapEvery: 500 },
  { exchange: exchange('coinbase'), base: 'BTC', quote: 'EUR', digits: 2, gapEvery: 20 },
  { exchange: exchange('kraken'), base: 'BTC', quote: 'EUR', digits: 1, gapEvery: 500 },
  { exchange: exchange('binance'), base: 'BTC', quote: 'EUR', digits: 2, gapEvery: 500 },
];

const NOISE = 0.0002;
const UINT32 = 2 ** 32;

/**
 * Prices that no market ever quoted, for people without market data: geometric moves, one exchange at a lasting
 * premium, missing minutes, and a stablecoin that falls to about 0.87 in the middle third and recovers.
 * @throws SottoError REPORTER_MISCONFIGURED for a seed, minute or length out of range.
 */
export function simulateBars({ seed, firstMinute, minutes }: SimulateOptions): Bars {
  const isWhole = (value: number, low: number) => Number.isSafeInteger(value) && value >= low;
  if (!isWhole(seed, 0) || seed >= UINT32 || !isWhole(firstMinute, 0) || !isWhole(minutes, 1)) {
    throw new SottoError(
      'REPORTER_MISCONFIGURED',
      `Simulation with seed ${seed}, minute ${firstMinute}, length ${minutes}: give whole numbers, a seed below 2^32, at least one minute`,
    );
  }
  const random = generator(seed);
  const world: World = { BTC: 20_000, USDT: 1.0004, USDC: 1, EUR: 1.07 };
  const bars = collectBars(`simulated prices, seed ${seed}`, () => true);
  for (let i = 0; i < minutes; i++) {
    move(world, i / minutes, random);
    for (const market of MARKETS) {
      const close = closeOf(market, world, random);
      const hasTrade = random() * market.gapEvery >= 1 || i === 0;
      const row = {
        minute: firstMinute + i,
        exchange: market.exchange,
        base: market.base,
        quote: market.quote,
      };
      bars.add({ ...row, close: hasTrade ? parseQuote(close) : undefined, hasVolume: true });
    }
  }
  return bars.finish();
}

function move(world: World, progress: number, random: () => number): void {
  world.BTC *= 1 + 0.0008 * bell(random);
  world.EUR *= 1 + 0.00004 * bell(random);
  const fear = Math.max(0, 1 - Math.abs(progress - 0.5) * 6);
  world.USDC = 1 - 0.13 * fear + 0.0003 * bell(random);
  world.USDT = 1.0004 + 0.008 * fear + 0.0001 * bell(random);
}

function closeOf(
  { base, quote, digits, premiumBps = 0 }: Market,
  world: World,
  random: () => number,
): string {
  const dollars = { ...world, USD: 1 };
  const fair = dollars[base as keyof World] / dollars[quote as keyof typeof dollars];
  return (fair * (1 + premiumBps / 10_000 + NOISE * bell(random))).toFixed(digits);
}

/** Near enough to a standard normal, from additions alone: logarithms may differ in their last bit between engines. */
function bell(random: () => number): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random();
  return sum;
}

/** Mulberry32: uniform in [0, 1), reproducible everywhere. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / UINT32;
  };
}
