// SPDX-License-Identifier: Apache-2.0
import { type Signer, type TypedDataDomain, verifyTypedData } from 'ethers';
import { normalizeAddress } from '../../protocol/address.ts';
import { SottoError } from '../../protocol/errors.ts';
import type { PriceReport } from './createReporter.ts';

/** Where reports count: a signature for one feed means nothing to another. */
export interface FeedIdentity {
  readonly chainId: bigint | number;
  /** Address of the PriceFeed contract. */
  readonly priceFeed: string;
}

/** What the contract needs of one reporter. */
export interface SignedReport {
  readonly minute: number;
  /** Address, lower case. */
  readonly reporter: string;
  readonly prices: readonly bigint[];
  readonly signature: string;
}

const REPORT_TYPES = {
  PriceReport: [
    { name: 'minute', type: 'uint40' },
    { name: 'prices', type: 'uint96[16]' },
  ],
};

/**
 * Signs a report for one price feed (EIP-712).
 * @throws SottoError REPORT_IMPOSSIBLE if it holds no price at all: an empty report helps nobody.
 */
export async function signReport(
  report: PriceReport,
  signer: Signer,
  feed: FeedIdentity,
): Promise<SignedReport> {
  const { minute, prices } = report;
  if (prices.every((price) => price === 0n)) {
    const reasons = report.assets.map(({ symbol, unavailable }) => `${symbol}: ${unavailable}`).join('; ');
    throw new SottoError(
      'REPORT_IMPOSSIBLE',
      `${report.reporter} has no price at minute ${minute} (${reasons}): wait for data`,
    );
  }
  const reporter = normalizeAddress(await signer.getAddress(), 'reporter');
  const signature = await signer.signTypedData(domainOf(feed), REPORT_TYPES, { minute, prices: [...prices] });
  return { minute, reporter, prices, signature };
}

/**
 * Whether the signature is the named reporter's. Whoever posts a round checks first, since one bad signature makes the
 * contract refuse the round. Reporters behind a contract wallet (ERC-1271) can only be checked on the chain.
 */
export function isSignedByReporter(
  { minute, prices, reporter, signature }: SignedReport,
  feed: FeedIdentity,
): boolean {
  try {
    const signer = verifyTypedData(domainOf(feed), REPORT_TYPES, { minute, prices: [...prices] }, signature);
    return signer.toLowerCase() === reporter.toLowerCase();
  } catch {
    return false;
  }
}

function domainOf({ chainId, priceFeed }: FeedIdentity): TypedDataDomain {
  const verifyingContract = normalizeAddress(priceFeed, 'price feed');
  return { name: 'Sotto PriceFeed', version: '1', chainId, verifyingContract };
}
