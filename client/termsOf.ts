// SPDX-License-Identifier: Apache-2.0
import type { RecordMessage } from '../protocol/record.ts';
import type { Terms } from '../protocol/terms.ts';

/** The terms that a trade's record tells of. */
export function termsOf(message: RecordMessage & { kind: 'trade' }): Terms {
  const { side, giveAsset, giveAmount, takeAsset, takeAmount, member, counterparty } = message;
  const { deadline, agreementHash, salt } = message;
  const own = { deadline, agreementHash, salt };
  return side === 0
    ? {
        ...{ makerGives: giveAsset, makerAmount: giveAmount, takerGives: takeAsset, takerAmount: takeAmount },
        ...{ maker: member, taker: counterparty, ...own },
      }
    : {
        ...{ makerGives: takeAsset, makerAmount: takeAmount, takerGives: giveAsset, takerAmount: giveAmount },
        ...{ maker: counterparty, taker: member, ...own },
      };
}
