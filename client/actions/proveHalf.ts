// SPDX-License-Identifier: Apache-2.0
import { fieldToAddress } from '../../protocol/address.ts';
import type { Terms } from '../../protocol/terms.ts';
import { tradeHash } from '../../protocol/terms.ts';
import type { Desk, DeskState } from '../desk.ts';
import type { Half } from '../half.ts';
import { proveStatement } from '../inputs/statement.ts';
import type { TradeStatement } from '../inputs/trade.ts';
import { buildTrade } from '../inputs/trade.ts';
import type { HalfEntry } from '../journal/journal.ts';
import { assertReleasable } from '../journal/promises.ts';
import type { Member } from '../member.ts';

export interface ProveHalfParameters {
  desk: Desk;
  terms: Terms;
  /** To whom this half's fee is owed. Default: whoever submits. */
  beneficiary?: string;
  /** Prices to prove at; both halves need the same. Default: the newest snapshot. */
  snapshotId?: number;
}

/**
 * Proves this member's side of agreed terms. The promise is in the journal before the half is returned: whoever gets
 * the half can settle it with the other side's, until the desk's state is spent (trade, refresh, …).
 *
 * @throws SottoError HALF_ALREADY_RELEASED, REFRESH_REQUIRED, JOURNAL_CORRUPT, JOURNAL_UNAVAILABLE, and as buildTrade,
 * CredentialReader.inSlot and proveStatement do
 */
export function proveHalf(member: Member, parameters: ProveHalfParameters): Promise<Half> {
  return member.inTurn(async () => {
    const { view, secrets } = member;
    const { desk, terms } = parameters;
    const state = await desk.requireState(view);
    const credential = await member.credentials.inSlot(view, desk.slot);
    const nullifier = secrets.nullifier(desk.number, state.account.seq);
    await assertReleasable(member, tradeHash(terms), nullifier);
    const statement = buildTrade({ ...parameters, view, secrets, state, credential });
    const half = toHalf(statement, await proveStatement(member.engine, statement));
    // Proving takes seconds, in which the terms may have been settled or promised by another process.
    await assertReleasable(member, half.tradeHash, nullifier);
    await member.journal.append(toEntry(terms, state, half, view.now));
    return half;
  });
}

function toHalf(
  { vector, folding, record, side, snapshotId, policyId }: TradeStatement,
  proof: Half['proof'],
): Half {
  const { nullifier, account, accountRoot, credentialRoot } = vector;
  return {
    ...{ proof, h: folding.h, day: Number(vector.day), policyId, snapshotId, side },
    ...{ deadline: Number(vector.deadline), beneficiary: fieldToAddress(vector.beneficiary) },
    ...{ nullifier, account, accountRoot, credentialRoot, tradeHash: vector.tradeHash, record },
  };
}

function toEntry(terms: Terms, { account, rotation }: DeskState, half: Half, at: number): HalfEntry {
  const { exitAuthority, desk, day, seq, recordIndex, volume, balances } = account;
  return {
    ...{ type: 'half', at, terms, tradeHash: half.tradeHash, desk, seq, nullifier: half.nullifier },
    state: { exitAuthority, desk, day, seq, recordIndex, volume, balances, rotation },
    half,
  };
}
