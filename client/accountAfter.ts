// SPDX-License-Identifier: Apache-2.0
import type { Account } from '../protocol/account.ts';
import type { RecordMessage } from '../protocol/record.ts';
import { balancesAfter, nextAccount } from '../protocol/transition.ts';

export interface AccountAfterParameters {
  /** UTC day number of the action. */
  day: number;
  viewCommit: bigint;
  blinding: bigint;
  /** Value traded by the action. */
  addedVolume?: bigint;
}

/**
 * The state after the action that a record tells of: the one rule by which clients prove, and rebuild from the chain.
 *
 * @throws SottoError BALANCE_INSUFFICIENT, FEE_UNCOVERED, AMOUNT_TOO_LARGE, DAY_IN_THE_PAST, VIEW_KEY_CHANGED
 */
export function accountAfter(
  account: Account,
  message: RecordMessage,
  parameters: AccountAfterParameters,
): Account {
  const { next } = nextAccount(account, {
    ...parameters,
    balances: balancesAfter(account.balances, message),
    exitAuthority: message.kind === 'withdraw' ? message.exitAuthority : account.exitAuthority,
  });
  return next;
}
