// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { VenueConnection } from '../../client/chain/connect.ts';
import { VENUE } from '../../client/chain/interfaces.ts';
import { venueEvents } from '../../client/chain/venueEvents.ts';

const venue = `0x${'a1'.repeat(20)}`;
const token = `0x${'b2'.repeat(20)}`;

describe('venueEvents', () => {
  it('venueEvents_areTheVenuesOwn_whateverATokenLogs', () => {
    const settled = (address: string, tradeHash: bigint) => ({
      ...VENUE.encodeEventLog('TradeSettled', [tradeHash, 1, 1]),
      ...{ address, blockNumber: '0x1' },
    });
    const logs = [
      settled(token, 5n),
      { address: token, topics: [], data: '0x', blockNumber: '0x1' },
      { address: venue, topics: [`0x${'00'.repeat(32)}`], data: '0x', blockNumber: '0x1' },
      settled(`0x${'A1'.repeat(20)}`, 6n),
    ];
    const receipt = { transactionHash: '0x', blockNumber: 1, gasUsed: 1n, succeeded: true, logs };
    const events = venueEvents({ venue } as VenueConnection, receipt);
    expect(events.map(({ name, args }) => [name, args.tradeHash])).toEqual([['TradeSettled', 6n]]);
  });
});
