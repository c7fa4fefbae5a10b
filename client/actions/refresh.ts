// SPDX-License-Identifier: Apache-2.0
import { fieldToAddress } from '../../protocol/address.ts';
import type { Desk } from '../desk.ts';
import { recordWords } from '../half.ts';
import { buildRefresh } from '../inputs/refresh.ts';
import { proveStatement } from '../inputs/statement.ts';
import type { Member } from '../member.ts';
import type { Sending } from './submit.ts';
import { submitToVenue } from './submit.ts';

export interface RefreshParameters {
  desk: Desk;
  /** Pays the policy's flat fee out of the desk, so that somebody else sends it. Default false. */
  payFee?: boolean;
  /** To whom the fee is owed. Default: whoever submits. */
  beneficiary?: string;
}

/** What the venue's `refresh` takes; anybody may send it. */
export type RefreshSubmission = Record<string, unknown>;

/**
 * Proves that a desk moves on to a fresh state, and notes it in the journal: what a restored desk waits for.
 *
 * @throws SottoError JOURNAL_CORRUPT, JOURNAL_UNAVAILABLE, and as buildRefresh and proveStatement do
 */
export async function proveRefresh(
  member: Member,
  parameters: RefreshParameters,
): Promise<RefreshSubmission> {
  const { view, secrets, engine } = member;
  const state = await parameters.desk.requireState(view);
  const statement = buildRefresh({ ...parameters, view, secrets, state });
  const proof = await proveStatement(engine, statement);
  const { day, nullifier, account, accountRoot, fee, beneficiary } = statement.vector;
  const { desk, seq } = state.account;
  await member.journal.append({ type: 'refreshed', at: view.now, desk, seq, account });
  return {
    ...{ proof: [...proof], h: statement.folding.h, day, nullifier, account, accountRoot, fee },
    ...{ beneficiary: fieldToAddress(beneficiary), record: recordWords(statement.record) },
  };
}

/**
 * Moves a desk to a fresh state: no half released before can settle any more once this is on the chain. Returns the
 * transaction's hash. Throws as proveRefresh and submitToVenue do.
 */
export async function refresh(member: Member, parameters: RefreshParameters & Sending): Promise<string> {
  const submission = await proveRefresh(member, parameters);
  return (await submitToVenue(member, parameters, 'refresh', [submission])).transactionHash;
}
