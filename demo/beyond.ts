// SPDX-License-Identifier: Apache-2.0
import { draftTerms } from '../client/actions/agreeTerms.ts';
import type { VenueView } from '../client/chain/venueView.ts';
import type { Account } from '../protocol/account.ts';
import type { Asset } from '../protocol/asset.ts';
import { minuteOf } from '../protocol/calendar.ts';
import { SottoError } from '../protocol/errors.ts';
import { COLLAR_SCALE } from '../protocol/generated/circuits.ts';
import { valueFromDollars } from '../protocol/price.ts';
import type { Terms } from '../protocol/terms.ts';
import type { Institution } from './cast.ts';
import { dollars } from './format.ts';
import { actorOf, type Stage } from './stage.ts';

/** What each side gives: slots and base units. */
export interface Legs {
  makerGives: number;
  makerAmount: bigint;
  takerGives: number;
  takerAmount: bigint;
}

export interface Beyond {
  legs: Legs;
  /** What is wrong with them, in words. */
  why: string;
}

/** A market of the newest snapshot: what is given, and what is paid for it. */
export interface Market {
  given: Asset;
  paid: Asset;
  /** Units of value per base unit. */
  givenPrice: bigint;
  paidPrice: bigint;
}

const GOOD_FOR_MINUTES = 60;
const WHOLE_TOKENS = 100n;
/** Dollars by which the limits are passed: little beside millions, and visible in a rounded figure. */
const EXCESS = '1000';

/** The market of two symbols at a snapshot, the newest if none is given. */
export function marketOf(
  view: VenueView,
  given: string,
  paid: string,
  prices = view.latestSnapshot().prices,
): Market {
  const assets = { given: view.assets.get(given), paid: view.assets.get(paid) };
  const [givenPrice, paidPrice] = [prices[assets.given.slot]!, prices[assets.paid.slot]!];
  if (givenPrice === 0n || paidPrice === 0n) {
    throw new SottoError('PRICE_MISSING', `The snapshot has no price for ${given} or ${paid}`);
  }
  return { ...assets, givenPrice, paidPrice };
}

/** Exact terms between two institutions, good for an hour. */
export function termsBetween(stage: Stage, maker: string, taker: string, legs: Legs): Terms {
  const [ours, theirs] = [actorOf(stage, maker).member, actorOf(stage, taker).member];
  const deadline = minuteOf(ours.view.now) + GOOD_FOR_MINUTES;
  return draftTerms(ours.view, { maker: ours.identifier, taker: theirs.identifier, ...legs, deadline });
}

/** A trade of a hundred whole tokens at the benchmark. */
export function atBenchmark(market: Market): Legs {
  return legsFor(market, WHOLE_TOKENS * 10n ** BigInt(market.given.decimals));
}

/**
 * Trades that are too large, or off the price, by `by` base units and right in everything else, so that nothing but the
 * rule in question can refuse them. With 0 they are just allowed.
 */
export const beyond = {
  balance(market: Market, { balances }: Account, by = 1n): Beyond {
    const legs = legsFor(market, balances[market.given.slot]! + by);
    return { legs, why: 'one base unit more than it has' };
  },

  tradeLimit(market: Market, { maxTradeValue }: Institution, by = worth(market, EXCESS)): Beyond {
    const limit = valueFromDollars(maxTradeValue);
    const legs = legsFor(market, limit / market.givenPrice + by);
    return { legs, why: `$${EXCESS} above its limit of ${dollars(limit)} a trade` };
  },

  dayLimit(
    market: Market,
    { maxDeskDayVolume }: Institution,
    { volume }: Account,
    by = worth(market, EXCESS),
  ): Beyond {
    const limit = valueFromDollars(maxDeskDayVolume);
    const legs = legsFor(market, (limit - volume) / market.givenPrice + by);
    return { legs, why: `after ${dollars(volume)} today, $${EXCESS} above its day's ${dollars(limit)}` };
  },

  collar(market: Market, collarBps: number, by = 1n): Beyond {
    const legs = atBenchmark(market);
    const value = legs.makerAmount * market.givenPrice * BigInt(COLLAR_SCALE - collarBps);
    const unit = market.paidPrice * BigInt(COLLAR_SCALE);
    const leastPaid = (value + unit - 1n) / unit;
    const why = `one base unit further than ${collarBps} basis points below the benchmark`;
    return { legs: { ...legs, takerAmount: leastPaid - by }, why };
  },
};

/** Base units of what is given that are worth so many dollars, rounded up. */
function worth({ givenPrice }: Market, amount: string): bigint {
  return valueFromDollars(amount) / givenPrice + 1n;
}

/** What is paid is worth as much as what is given, rounded down: the larger leg is the one given. */
function legsFor({ given, paid, givenPrice, paidPrice }: Market, makerAmount: bigint): Legs {
  const takerAmount = (makerAmount * givenPrice) / paidPrice;
  return { makerGives: given.slot, makerAmount, takerGives: paid.slot, takerAmount };
}
