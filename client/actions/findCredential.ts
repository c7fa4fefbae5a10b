// SPDX-License-Identifier: Apache-2.0
import { isSottoError, SottoError } from '../../protocol/errors.ts';
import type { OwnCredential } from '../credentials.ts';
import type { Member } from '../member.ts';

/**
 * The member's credentials that are in force, found by trying to open every credential the registry posted: nobody
 * learns that this member was looking.
 *
 * @throws SottoError CREDENTIAL_MISSING when there is none, CREDENTIAL_MISMATCH when one is not what its leaf says
 */
export async function findCredential(member: Member): Promise<OwnCredential[]> {
  const { view, credentials } = member;
  const found: OwnCredential[] = [];
  for (const slot of await credentials.slots(view)) {
    try {
      found.push(await credentials.inSlot(view, slot));
    } catch (error) {
      if (!isSottoError(error, 'CREDENTIAL_MISSING')) throw error;
    }
  }
  if (found.length > 0) return found;
  throw new SottoError('CREDENTIAL_MISSING', 'The registry holds no credential that this phrase can open');
}
