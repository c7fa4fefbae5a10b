// SPDX-License-Identifier: Apache-2.0
import { toAmount } from './amount.ts';
import { assertAssetSlot } from './asset.ts';
import { SottoError } from './errors.ts';
import type { Field } from './field.ts';
import { assertBits, toField } from './field.ts';
import {
  ASSET_SLOTS,
  CREDENTIAL_TREE_DEPTH,
  DAY_BITS,
  DESKS_PER_SLOT,
  TREE_ARITY,
  VALUE_BITS,
} from './generated/circuits.ts';
import { hash, hashBalances } from './hash.ts';

export const CREDENTIAL_SLOTS = TREE_ARITY ** CREDENTIAL_TREE_DEPTH;

/** One state of a desk: the opening of a leaf of the account tree. */
export interface Account {
  member: bigint;
  viewCommit: bigint;
  /** Address as a number; 0 for none. */
  exitAuthority: bigint;
  desk: number;
  /** UTC day number of the last action. */
  day: number;
  /** Counts states from 1. */
  seq: number;
  /** Index the next record of that day will take. */
  recordIndex: number;
  /** Units of value traded on that day, below 2^128. */
  volume: bigint;
  /** Base units of each of the 16 assets. */
  balances: readonly bigint[];
  blinding: bigint;
}

export function memberOf(spendSecret: bigint): Field {
  return hash('MEMBER', spendSecret);
}

export function viewCommitOf(viewSecret: bigint): Field {
  return hash('VIEW', viewSecret);
}

export function nullifierSecretOf(spendSecret: bigint): Field {
  return hash('NULLIFIER_SECRET', spendSecret);
}

/** Nullifier that spends state `seq` of a desk; `open` spends that of seq 0. */
export function nullifierOf(nullifierSecret: bigint, desk: number, seq: number): Field {
  return hash('NULLIFIER', nullifierSecret, BigInt(assertDesk(desk)), toCount(seq, 'seq'));
}

export function blindingOf(spendSecret: bigint, desk: number, seq: number): Field {
  return hash('BLINDING', spendSecret, BigInt(assertDesk(desk)), toCount(seq, 'seq'));
}

/** Desk `k` (0 to 63) of the credential in `slot`. */
export function deskOf(slot: number, k: number): number {
  assertSlot(slot);
  if (Number.isInteger(k) && k >= 0 && k < DESKS_PER_SLOT) return slot * DESKS_PER_SLOT + k;
  throw new SottoError('DESK_OUT_OF_RANGE', `A member's desks are numbered 0 to ${DESKS_PER_SLOT - 1}`);
}

export function slotOf(desk: number): number {
  return Math.floor(assertDesk(desk) / DESKS_PER_SLOT);
}

export function assertSlot(slot: number): number {
  if (Number.isInteger(slot) && slot >= 0 && slot < CREDENTIAL_SLOTS) return slot;
  throw new SottoError('DESK_OUT_OF_RANGE', `Credential slots are numbered 0 to ${CREDENTIAL_SLOTS - 1}`);
}

export function assertDesk(desk: number): number {
  if (Number.isInteger(desk) && desk >= 0 && desk < CREDENTIAL_SLOTS * DESKS_PER_SLOT) return desk;
  throw new SottoError('DESK_OUT_OF_RANGE', 'A desk number is slot · 64 + k with k from 0 to 63');
}

/** The leaf of an account (PROTOCOL §3). Errors name the field, never its value. */
export function accountHash(account: Account): Field {
  return hash(
    'ACCOUNT',
    toField(account.member, 'member'),
    toField(account.viewCommit, 'viewCommit'),
    assertBits(account.exitAuthority, 160, 'exitAuthority'),
    BigInt(assertDesk(account.desk)),
    assertBits(toCount(account.day, 'day'), DAY_BITS, 'day'),
    toCount(account.seq, 'seq'),
    toCount(account.recordIndex, 'recordIndex'),
    assertBits(account.volume, VALUE_BITS, 'volume'),
    hashBalances(account.balances.map((balance, slot) => toAmount(balance, `balance of asset ${slot}`))),
    toField(account.blinding, 'blinding'),
  );
}

/** Sixteen zero balances. */
export function noBalances(): bigint[] {
  return Array<bigint>(ASSET_SLOTS).fill(0n);
}

/** Balances with `amount` more of `asset`; AMOUNT_TOO_LARGE if the slot would reach 2^120. */
export function credit(balances: readonly bigint[], asset: number, amount: bigint): bigint[] {
  assertAssetSlot(asset);
  const sum = balances[asset] + toAmount(amount);
  return balances.with(asset, toAmount(sum, `balance of asset ${asset} after this`));
}

/** Balances with `amount` less of `asset`; BALANCE_INSUFFICIENT if there is not as much. */
export function debit(balances: readonly bigint[], asset: number, amount: bigint): bigint[] {
  assertAssetSlot(asset);
  if (balances[asset] < toAmount(amount)) {
    throw new SottoError('BALANCE_INSUFFICIENT', `The desk does not hold enough of asset ${asset}`, {
      explanation: `The desk holds ${balances[asset]} base units of asset ${asset}; ${amount} are needed.`,
    });
  }
  return balances.with(asset, balances[asset] - amount);
}

/** A count such as seq or a record index, as circuits take it. */
export function toCount(value: number, name: string): bigint {
  if (Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  throw new SottoError('VALUE_OUT_OF_RANGE', `${name} must be an integer from 0`);
}
