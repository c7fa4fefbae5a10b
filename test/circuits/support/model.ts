// SPDX-License-Identifier: GPL-3.0-or-later
import type { TAGS } from '../../../protocol/generated/circuits.ts';
import { hash, poseidon, recordKeystream } from '../../../protocol/hash.ts';
import { mod } from './constraintSystem.ts';

export function accountLeaf(leaf: LeafValues): bigint {
  const { member, viewCommit, exitAuthority, desk, day, seq, recordIndex, volume, balances, blinding } = leaf;
  const before = [member, viewCommit, exitAuthority, desk, day, seq, recordIndex, volume];
  return tagged('ACCOUNT', ...before, poseidon(balances.map(mod)), blinding);
}

export interface LeafValues {
  member: bigint;
  viewCommit: bigint;
  exitAuthority: bigint;
  desk: bigint;
  day: bigint;
  seq: bigint;
  recordIndex: bigint;
  volume: bigint;
  balances: bigint[];
  blinding: bigint;
}

export function tagged(tag: keyof typeof TAGS, ...values: bigint[]): bigint {
  return hash(tag, ...values.map(mod));
}

export function nullifier(spendSecret: bigint, desk: bigint, seq: bigint): bigint {
  return tagged('NULLIFIER', tagged('NULLIFIER_SECRET', spendSecret), desk, seq);
}

/** What hides state number `seq`. */
export function blindingOf(spendSecret: bigint, desk: bigint, seq: bigint): bigint {
  return tagged('BLINDING', spendSecret, desk, seq);
}

/** tag, siv and ciphertext of a message; `place` is view secret, desk, yearMonth and dayOfMonth. */
export function recordWords(
  place: bigint[],
  member: bigint,
  recordIndex: bigint,
  message: bigint[],
): bigint[] {
  const [viewSecret, desk, yearMonth, dayOfMonth] = place;
  const dayKey = tagged('VIEW_DAY', tagged('VIEW_MONTH', viewSecret, member, desk, yearMonth), dayOfMonth);
  const key = tagged('RECORD_KEY', dayKey, recordIndex);
  const siv = tagged('RECORD_SIV', key, 6n, ...message);
  const mask = recordKeystream(key, siv);
  return [tagged('RECORD_TAG', key), siv, ...message.map((word, i) => word + mask[i])];
}
