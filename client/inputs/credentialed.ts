// SPDX-License-Identifier: Apache-2.0
import { slotOf } from '../../protocol/account.ts';
import { SottoError } from '../../protocol/errors.ts';
import { assertCredentialValid } from '../../protocol/policy.ts';
import type { CircuitInputs } from '../../protocol/provingEngine.ts';
import type { VenueView } from '../chain/venueView.ts';
import type { OwnCredential } from '../credentials.ts';
import type { DeskState } from '../desk.ts';

/** Values and inputs of an action that needs a valid credential. */
export interface Credentialed {
  values: { credentialRoot: bigint; jurisdictions: bigint };
  inputs: CircuitInputs;
}

/** Throws VENUE_PAUSED: opening, depositing and trading need a venue that is not paused. */
export function assertNotPaused(view: VenueView): void {
  if (view.paused) throw new SottoError('VENUE_PAUSED');
}

/**
 * Checks a credential for an action of a desk on a day.
 *
 * @throws SottoError CREDENTIAL_MISSING when it stands in another slot than the desk's, CREDENTIAL_EXPIRED,
 * JURISDICTION_NOT_ALLOWED, VIEW_KEY_CHANGED
 */
export function buildCredentialed(
  view: VenueView,
  own: OwnCredential,
  action: { desk: number; day: number; state?: DeskState },
): Credentialed {
  const { slot, credential } = own;
  if (slotOf(action.desk) !== slot) {
    throw new SottoError(
      'CREDENTIAL_MISSING',
      `Desk ${action.desk} belongs to slot ${slotOf(action.desk)}, not ${slot}`,
    );
  }
  const { jurisdictions } = view.policy;
  assertCredentialValid(credential, jurisdictions, action.day);
  assertSameViewKey(own, action);
  const tree = view.log.registry.tree();
  const credentialRoot = tree.root();
  return {
    values: { credentialRoot, jurisdictions },
    inputs: {
      ...{ credentialRoot, jurisdictions, jurisdiction: BigInt(credential.jurisdiction) },
      ...{ maxTradeValue: credential.maxTradeValue, maxDeskDayVolume: credential.maxDeskDayVolume },
      ...{ credentialExpiry: BigInt(credential.expiry), leiHash: credential.leiHash },
      ...{ credentialSalt: credential.salt, credentialPath: tree.path(slot) },
    },
  };
}

/** One desk has one view key on each day: after a rotation it trades again the next day. */
function assertSameViewKey(
  own: OwnCredential,
  { desk, day, state }: { desk: number; day: number; state?: DeskState },
): void {
  if (state === undefined || state.account.day < day) return;
  if (state.account.viewCommit === own.credential.viewCommit) return;
  throw new SottoError(
    'VIEW_KEY_CHANGED',
    `Desk ${desk} acted today under view key ${state.rotation}, and the credential now names view key ${own.rotation}: ` +
      'deposit and trade again after midnight UTC; refresh and withdraw work today',
  );
}
