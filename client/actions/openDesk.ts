// SPDX-License-Identifier: Apache-2.0
import type { Desk } from '../desk.ts';
import { recordWords } from '../half.ts';
import { buildOpen } from '../inputs/open.ts';
import { proveStatement } from '../inputs/statement.ts';
import type { Member } from '../member.ts';
import type { Sending } from './submit.ts';
import { submitToVenue } from './submit.ts';

export interface OpenDeskParameters {
  desk: Desk;
  /** Whose signature withdrawals will need: a wallet or an ERC-1271 contract. Undefined: none. */
  exitAuthority?: string;
}

/** What the venue's `open` takes. */
export type OpenSubmission = Record<string, unknown>;

/**
 * Proves the first state of a desk, and notes in the journal that the desk is this journal's.
 *
 * @throws SottoError JOURNAL_CORRUPT, JOURNAL_UNAVAILABLE, and as buildOpen, CredentialReader.inSlot and proveStatement do
 */
export async function proveOpen(
  member: Member,
  { desk, exitAuthority }: OpenDeskParameters,
): Promise<OpenSubmission> {
  const { view, secrets } = member;
  const credential = await member.credentials.inSlot(view, desk.slot);
  const statement = buildOpen({ view, secrets, desk: desk.number, credential, exitAuthority });
  // The view may move on while the proof is made; the proof is for the policy of now.
  const policyId = view.policy.id;
  const proof = await proveStatement(member.engine, statement);
  await member.journal.append({ type: 'opened', at: view.now, desk: desk.number });
  const { nullifier, account, credentialRoot, day } = statement.vector;
  return {
    ...{ proof: [...proof], h: statement.folding.h, day, policyId },
    ...{ nullifier, account, credentialRoot, record: recordWords(statement.record) },
  };
}

/** Opens a desk's account: proves, sends, waits. Returns the transaction's hash. Throws as proveOpen and submitToVenue do. */
export async function openDesk(member: Member, parameters: OpenDeskParameters & Sending): Promise<string> {
  const submission = await proveOpen(member, parameters);
  return (await submitToVenue(member, parameters, 'open', [submission])).transactionHash;
}
