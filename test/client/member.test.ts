// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { VenueView } from '../../client/chain/venueView.ts';
import { memoryJournal } from '../../client/journal/journal.ts';
import { Member } from '../../client/member.ts';
import type { ProvingEngine } from '../../protocol/provingEngine.ts';
import { PHRASES } from './support/stage.ts';

const venue = '0x00000000000000000000000000000000000a11ce';

function memberOn(chainId: bigint, confirmations?: number): Member {
  const view = { connection: { chainId, venue } } as VenueView;
  return new Member({
    view,
    phrase: PHRASES.alice,
    engine: {} as ProvingEngine,
    journal: memoryJournal(),
    confirmations,
  });
}

describe('a member', () => {
  it('confirmations_areTwoEpochs_unlessTheChainIsLocalOrToldOtherwise', () => {
    expect(memberOn(1n).confirmations).toBe(64);
    expect(memberOn(31337n).confirmations).toBe(0);
    expect(memberOn(1n, 12).confirmations).toBe(12);
  });

  it('secrets_areThoseOfItsChain', () => {
    expect(memberOn(1n).identifier).not.toBe(memberOn(31337n).identifier);
  });
});
