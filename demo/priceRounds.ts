// SPDX-License-Identifier: Apache-2.0
import { Contract, type Signer } from 'ethers';
import { PRICE_FEED } from '../client/chain/interfaces.ts';
import type { Bars } from '../operator/prices/bars.ts';
import { defaultReporters, type ListedAsset } from '../operator/prices/defaultReporters.ts';
import {
  type ExplainedRound,
  roundsFromBars,
  type SigningReporter,
} from '../operator/prices/roundsFromBars.ts';
import type { FeedIdentity } from '../operator/prices/signReport.ts';
import { minuteOf } from '../protocol/calendar.ts';
import type { LocalChain } from '../scripts/localChain.ts';

/** Three reporters and somebody who posts their rounds as the chain's clock passes the minutes. */
export interface PriceRounds {
  /** Moves the chain to this Unix minute, posting every round on the way; returns the last one. */
  postUpTo(minute: number): Promise<ExplainedRound>;
  /** Posts what the chain's clock has passed, at least one round: then the newest snapshot is fresh. */
  postNow(): Promise<ExplainedRound>;
}

export interface PriceRoundsOptions {
  bars: Bars;
  assets: readonly ListedAsset[];
  reporters: readonly Signer[];
  feed: FeedIdentity;
  /** Pays for the transactions. */
  sender: Signer;
  chain: LocalChain;
  /** Unix minute of the first round. */
  from: number;
  onPosted?: (gasUsed: bigint) => void;
}

/** A round is posted this long after its minute began: reporters have to hear, sign and send. */
const DELAY_SECONDS = 5;
/** The feed takes no reports older than this: on a slow machine the clock runs past rounds, which are left out. */
const OLDEST_MINUTES = 4;

export function createPriceRounds(options: PriceRoundsOptions): PriceRounds {
  const { bars, assets, reporters, feed, sender, chain, onPosted } = options;
  const signing: SigningReporter[] = defaultReporters(bars, assets).map((reporter, i) => ({
    reporter,
    signer: reporters[i]!,
  }));
  const contract = new Contract(feed.priceFeed, PRICE_FEED, sender);
  let next = options.from;

  async function post(explained: ExplainedRound): Promise<void> {
    const { round, minute } = explained;
    const time = minute * 60 + DELAY_SECONDS;
    if ((await chain.now()) < time) await chain.moveTo(time);
    if (round === undefined) return;
    const posted = await contract.post!(round.minute, round.reports);
    onPosted?.((await posted.wait()).gasUsed);
  }

  async function postUpTo(minute: number): Promise<ExplainedRound> {
    const from = Math.max(next, minuteOf(await chain.now()) - OLDEST_MINUTES);
    let last: ExplainedRound | undefined;
    for await (const explained of roundsFromBars({
      reporters: signing,
      feed,
      from,
      to: Math.max(minute, from),
    })) {
      await post(explained);
      last = explained;
      next = explained.minute + 1;
    }
    return last!;
  }

  return { postUpTo, postNow: async () => postUpTo(Math.max(next, minuteOf(await chain.now()))) };
}
