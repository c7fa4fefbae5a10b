// SPDX-License-Identifier: Apache-2.0
import { accountHash } from '../../protocol/account.ts';
import { addressToField } from '../../protocol/address.ts';
import { SottoError } from '../../protocol/errors.ts';
import { dayKeyOf, recordKey, sealRecord } from '../../protocol/record.ts';
import { openAccount } from '../../protocol/transition.ts';
import type { OwnCredential } from '../credentials.ts';
import { assertNotPaused, buildCredentialed } from './credentialed.ts';
import type { AccountStatement } from './statement.ts';
import { placeValues, recordValues, stateStatement } from './statement.ts';
import type { BuildContext } from './step.ts';
import { dayValues } from './step.ts';

export interface BuildOpenParameters extends BuildContext {
  desk: number;
  credential: OwnCredential;
  /** Whose signature withdrawals need: a wallet or an ERC-1271 contract. Undefined: none. */
  exitAuthority?: string;
}

/**
 * Inputs of `open`: the first state of a desk.
 *
 * @throws SottoError VENUE_PAUSED, DESK_ALREADY_OPEN, ADDRESS_INVALID and those of buildCredentialed
 */
export function buildOpen({
  view,
  secrets,
  desk,
  credential,
  exitAuthority,
}: BuildOpenParameters): AccountStatement<'open'> {
  assertNotPaused(view);
  const nullifier = secrets.nullifier(desk, 0);
  if (view.isSpent(nullifier)) throw new SottoError('DESK_ALREADY_OPEN', `Desk ${desk} is open already`);
  const authority = exitAuthority === undefined ? 0n : addressToField(exitAuthority, 'exit authority');
  const day = view.today;
  const credentialed = buildCredentialed(view, credential, { desk, day });
  const viewSecret = secrets.viewSecret(credential.rotation);
  const blinding = secrets.blinding(desk, 1);
  const { member } = secrets;
  const viewCommit = secrets.viewCommit(credential.rotation);
  const next = openAccount({
    member,
    viewCommit,
    exitAuthority: authority,
    desk,
    day,
    blinding,
  });
  const key = recordKey(dayKeyOf(viewSecret, member, desk, day), 0);
  const record = sealRecord(key, { kind: 'open', member, desk, exitAuthority: authority });
  const place = { ...placeValues(view.connection), ...dayValues(day) };
  const vector = {
    ...place,
    nullifier,
    account: accountHash(next),
    ...credentialed.values,
    ...recordValues(record),
  };
  const own = {
    spendSecret: secrets.spendSecret,
    viewSecret,
    desk: BigInt(desk),
    exitAuthority: authority,
  };
  return { ...stateStatement('open', vector, { ...place, ...own, ...credentialed.inputs }), next, record };
}
