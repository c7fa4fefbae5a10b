// SPDX-License-Identifier: Apache-2.0
import { SottoError } from '../../protocol/errors.ts';
import { randomField } from '../../protocol/field.ts';
import type { Terms } from '../../protocol/terms.ts';
import { assertSameTerms, assertTerms, tradeHash } from '../../protocol/terms.ts';
import type { VenueView } from '../chain/venueView.ts';
import type { AmountInput, AssetName } from '../inputs/amounts.ts';
import { toBaseUnits } from '../inputs/amounts.ts';

/** Terms as people say them. */
export interface TermsDraft {
  /** Member identifiers. */
  maker: bigint;
  taker: bigint;
  makerGives: AssetName;
  makerAmount: AmountInput;
  takerGives: AssetName;
  takerAmount: AmountInput;
  /** Last minute in which the trade may settle: whole minutes since 1970. Public. */
  deadline: number;
  /** Names the parties' paper. Default 0: none. */
  agreementHash?: bigint;
  /** Default: random, for whoever drafts first; the other side takes it over. */
  salt?: bigint;
}

/** Terms that both sides hold. */
export interface AgreedTerms {
  terms: Terms;
  /** The public name of the trade. */
  tradeHash: bigint;
}

/**
 * Exact terms of a draft.
 *
 * @throws SottoError ASSET_UNKNOWN, AMOUNT_…, COUNTERPARTY_SELF, TERMS_INVALID
 */
export function draftTerms(view: VenueView, draft: TermsDraft): Terms {
  const makerAsset = view.assets.get(draft.makerGives);
  const takerAsset = view.assets.get(draft.takerGives);
  return assertTerms({
    makerGives: makerAsset.slot,
    makerAmount: toBaseUnits(draft.makerAmount, makerAsset, 'what the maker gives'),
    takerGives: takerAsset.slot,
    takerAmount: toBaseUnits(draft.takerAmount, takerAsset, 'what the taker gives'),
    ...{ maker: draft.maker, taker: draft.taker, deadline: draft.deadline },
    ...{ agreementHash: draft.agreementHash ?? 0n, salt: draft.salt ?? randomField() },
  });
}

/**
 * Compares our terms with the counterparty's copy, which may come from anywhere.
 *
 * @throws SottoError TERMS_MISMATCH naming each field that differs, with both values in explain(); TERMS_INVALID,
 * ASSET_UNKNOWN, AMOUNT_…, COUNTERPARTY_SELF when they agree on something impossible
 */
export function agreeTerms(ours: Terms, theirs: Terms): AgreedTerms {
  try {
    assertSameTerms(ours, theirs);
  } catch (cause) {
    const fields = (Object.keys(ours) as (keyof Terms)[]).filter((name) => ours[name] !== theirs[name]);
    const lines = fields.map((name) => `${name}: ours ${ours[name]}, theirs ${theirs[name]}`);
    throw new SottoError('TERMS_MISMATCH', (cause as Error).message, {
      cause,
      explanation: lines.join('\n'),
    });
  }
  return { terms: assertTerms(ours), tradeHash: tradeHash(ours) };
}
