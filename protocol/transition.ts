// SPDX-License-Identifier: Apache-2.0
import type { Account } from './account.ts';
import { credit, debit, noBalances } from './account.ts';
import { FEE_ASSET } from './asset.ts';
import { SottoError } from './errors.ts';
import type { RecordMessage } from './recordMessage.ts';

/** What an action changes; what is left out stays. */
export interface AccountUpdate {
  /** UTC day of the action, at or after the account's. */
  day: number;
  blinding: bigint;
  balances?: readonly bigint[];
  exitAuthority?: bigint;
  /** Units of value, for a trade. */
  addedVolume?: bigint;
  /** The credential's, for actions that need a credential; without it the account keeps its own. */
  viewCommit?: bigint;
}

/** The first state of a desk, after `open`. */
export function openAccount(
  opening: Pick<Account, 'member' | 'viewCommit' | 'exitAuthority' | 'desk' | 'day' | 'blinding'>,
): Account {
  return { ...opening, seq: 1, recordIndex: 1, volume: 0n, balances: noBalances() };
}

/** Record index and volume that an action on `day` starts from; DAY_IN_THE_PAST if the account is further. */
export function rollDay(account: Account, day: number): Pick<Account, 'recordIndex' | 'volume'> {
  if (day === account.day) return { recordIndex: account.recordIndex, volume: account.volume };
  if (day > account.day) return { recordIndex: 0, volume: 0n };
  throw new SottoError('DAY_IN_THE_PAST', 'The action is for an earlier day than the account has seen');
}

/**
 * The state after an action, and the index its record takes. Throws DAY_IN_THE_PAST; VIEW_KEY_CHANGED when the desk
 * already acted that day under another view key.
 */
export function nextAccount(account: Account, update: AccountUpdate): { next: Account; recordIndex: number } {
  const { recordIndex, volume } = rollDay(account, update.day);
  const viewCommit = update.viewCommit ?? account.viewCommit;
  if (update.day === account.day && viewCommit !== account.viewCommit)
    throw new SottoError('VIEW_KEY_CHANGED');
  const next = {
    member: account.member,
    viewCommit,
    exitAuthority: update.exitAuthority ?? account.exitAuthority,
    desk: account.desk,
    day: update.day,
    seq: account.seq + 1,
    recordIndex: recordIndex + 1,
    volume: volume + (update.addedVolume ?? 0n),
    balances: update.balances ?? account.balances,
    blinding: update.blinding,
  };
  return { next, recordIndex };
}

/**
 * Balances after the action a record tells of. Throws BALANCE_INSUFFICIENT, FEE_UNCOVERED, AMOUNT_TOO_LARGE in the
 * cases in which the circuit has no proof.
 */
export function balancesAfter(balances: readonly bigint[], message: RecordMessage): bigint[] {
  switch (message.kind) {
    case 'open':
      return noBalances();
    case 'deposit':
      return credit(balances, message.takeAsset, message.takeAmount);
    case 'withdraw':
      return debit(balances, message.giveAsset, message.giveAmount);
    case 'refresh':
      return payFee(balances, message.fee);
    case 'trade': {
      const given = debit(payFee(balances, message.fee), message.giveAsset, message.giveAmount);
      return credit(given, message.takeAsset, message.takeAmount);
    }
  }
}

function payFee(balances: readonly bigint[], fee: bigint): bigint[] {
  if (balances[FEE_ASSET] >= fee) return debit(balances, FEE_ASSET, fee);
  throw new SottoError('FEE_UNCOVERED', undefined, {
    explanation: `The flat fee is ${fee} base units of asset ${FEE_ASSET}; the desk holds ${balances[FEE_ASSET]}.`,
  });
}
