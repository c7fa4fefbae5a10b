// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agreeTerms, draftTerms, type TermsDraft } from '../../client/actions/agreeTerms.ts';
import { SKIP_REASONS } from '../../client/actions/settle.ts';
import { VENUE } from '../../client/chain/interfaces.ts';
import { syncVenue } from '../../client/chain/syncVenue.ts';
import type { VenueView } from '../../client/chain/venueView.ts';
import { parseHalf, serializeHalf, toSubmission } from '../../client/half.ts';
import { FIELD_ORDER } from '../../protocol/field.ts';
import { tradeHash } from '../../protocol/terms.ts';
import { expectCode } from '../support/expectCode.ts';
import { sampleHalf } from './support/sampleHalf.ts';
import { createStage, type Stage } from './support/stage.ts';

let stage: Stage;
let view: VenueView;

beforeAll(async () => {
  stage = await createStage();
  view = await syncVenue(stage.connection);
});

afterAll(() => stage?.stop());

const draft: TermsDraft = {
  ...{
    maker: 11n,
    taker: 12n,
    makerGives: 'USDC',
    makerAmount: '20000',
    takerGives: 1,
    takerAmount: 1_00000000n,
  },
  ...{ deadline: 28_000_000, salt: 5n },
};

describe('terms', () => {
  it('draftTerms_turnsWhatPeopleSayIntoBaseUnits', () => {
    expect(draftTerms(view, draft)).toEqual({
      ...{
        makerGives: 0,
        makerAmount: 20_000_000000n,
        takerGives: 1,
        takerAmount: 1_00000000n,
        maker: 11n,
        taker: 12n,
      },
      ...{ deadline: 28_000_000, agreementHash: 0n, salt: 5n },
    });
  });

  it('draftTerms_drawsAFreshSalt_soThatEqualTradesDiffer', () => {
    const unsalted = { ...draft, salt: undefined };
    expect(draftTerms(view, unsalted).salt).not.toBe(draftTerms(view, unsalted).salt);
  });

  it('draftTerms_throws_forUnknownAssetsAndBadAmounts', () => {
    expectCode('ASSET_UNKNOWN', () => draftTerms(view, { ...draft, takerGives: 'DOGE' }));
    expectCode('AMOUNT_ZERO', () => draftTerms(view, { ...draft, makerAmount: '0' }));
    expectCode('AMOUNT_TOO_PRECISE', () => draftTerms(view, { ...draft, takerAmount: '0.000000001' }));
    expectCode('COUNTERPARTY_SELF', () => draftTerms(view, { ...draft, taker: 11n }));
  });

  it('agreeTerms_givesTheHash_whenBothSidesHoldTheSame', () => {
    const terms = draftTerms(view, draft);
    expect(agreeTerms(terms, { ...terms })).toEqual({ terms, tradeHash: tradeHash(terms) });
  });

  it('agreeTerms_throwsTermsMismatch_listingEachFieldThatDiffers', () => {
    const terms = draftTerms(view, draft);
    const theirs = { ...terms, makerAmount: 21_000_000000n, deadline: 28_000_001 };
    const error = expectCode('TERMS_MISMATCH', () => agreeTerms(terms, theirs));
    expect(error.message).toMatch(/makerAmount, deadline/);
    expect(error.message).not.toContain('21000000000');
    expect(error.explain()).toContain('makerAmount: ours 20000000000, theirs 21000000000');
    expect(error.explain()).not.toContain('salt');
  });
});

describe('a half as JSON', () => {
  it('parseHalf_readsWhatSerializeHalfWrote', () => {
    expect(parseHalf(serializeHalf(sampleHalf))).toEqual(sampleHalf);
  });

  it.each<[string, (raw: Record<string, unknown>) => unknown]>([
    ['is not JSON', () => undefined],
    ['is a list', () => 7],
    ['lacks its proof', (raw) => ({ ...raw, proof: undefined })],
    ['has seven words of proof', (raw) => ({ ...raw, proof: (raw.proof as unknown[]).slice(1) })],
    ['has a number where a string belongs', (raw) => ({ ...raw, h: 5 })],
    ['has a negative word', (raw) => ({ ...raw, account: '-1' })],
    ['has a word at the field order', (raw) => ({ ...raw, nullifier: FIELD_ORDER.toString() })],
    ['names a third side', (raw) => ({ ...raw, side: 2 })],
    ['has a fractional day', (raw) => ({ ...raw, day: 1.5 })],
    ['has a short record', (raw) => ({ ...raw, record: { tag: '1', siv: '2', ciphertext: ['3'] } })],
    ['has no record', (raw) => ({ ...raw, record: null })],
    ['has no beneficiary', (raw) => ({ ...raw, beneficiary: 1 })],
  ])('parseHalf_throwsHalfInvalid_whenIt %s', (_, change) => {
    const changed = change(JSON.parse(serializeHalf(sampleHalf)) as Record<string, unknown>);
    expectCode('HALF_INVALID', () => parseHalf(changed === undefined ? '{' : JSON.stringify(changed)));
  });

  it('toSubmission_isWhatTheContractTakes', () => {
    expect(() => VENUE.encodeFunctionData('settle', [[toSubmission(sampleHalf)]])).not.toThrow();
  });

  it('skipReasons_areTheContracts_inItsOrder', async () => {
    const { readFile } = await import('node:fs/promises');
    const source = await readFile(new URL('../../contracts/interfaces/IVenue.sol', import.meta.url), 'utf8');
    const body = /enum SkipReason \{([^}]*)\}/.exec(source)?.[1] ?? '';
    expect(SKIP_REASONS.map(([name]) => name)).toEqual(body.split(',').map((name) => name.trim()));
  });
});
