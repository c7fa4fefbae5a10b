// SPDX-License-Identifier: Apache-2.0
import { Contract, type Signer } from 'ethers';
import { PRICE_FEED } from '../client/chain/interfaces.ts';
import type { Bars } from '../operator/prices/bars.ts';
import { defaultReporters, type ListedAsset } from '../operator/prices/defaultReporters.ts';
import { type ExplainedRound, roundsFromBars, type SigningReporter } from '../operator/prices/roundsFromBars.ts';
import type { FeedIdentity } from '../operator/prices/signReport.ts';
import type { LocalChain } from '../scripts/localChain.ts';

/** Three reporters and somebody who posts their rounds as the chain's clock passes the minutes. */
export interface PriceRounds {
  /** Moves the chain to this Unix minute, posting every round on the way; returns the last one that was posted. */
  postUpTo(minute: number): Promise<ExplainedRound>;
  /** Unix minute of the last round posted. */
  readonly lastMinute: number;
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

export function createPriceRounds(options: PriceRoundsOptions): PriceRounds {
  const { bars, assets, reporters, feed, sender, chain, from, onPosted } = options;
  const signing: SigningReporter[] = defaultReporters(bars, assets).map((reporter, i) => ({
    reporter,
    signer: reporters[i]!,
  }));
  const contract = new Contract(feed.priceFeed, PRICE_FEED, sender);
  let next = from;
  let last: ExplainedRound | undefined;
  return {
    get lastMinute() {
      return next - 1;
    },
    async postUpTo(minute) {
      for await (const round of roundsFromBars({ reporters: signing, feed, from: next, to: minute })) {
        const time = round.minute * 60 + DELAY_SECONDS;
        if ((await chain.now()) < time) await chain.moveTo(time);
        if (round.round !== undefined) {
          const posted = await contract.post!(round.round.minute, round.round.reports);
          const receipt = await posted.wait();
          onPosted?.(receipt.gasUsed);
        }
        last = round;
        next = round.minute + 1;
      }
      if (last === undefined) throw new Error('No price round was posted yet');
      return last;
    },
  };
}
