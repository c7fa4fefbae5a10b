// SPDX-License-Identifier: Apache-2.0
import { assertDesk, toCount } from './account.ts';
import { calendarOf } from './calendar.ts';
import { SottoError } from './errors.ts';
import type { Field } from './field.ts';
import { FIELD_ORDER, isField } from './field.ts';
import { RECORD_MESSAGE_LENGTH } from './generated/circuits.ts';
import { hash, recordKeystream } from './hash.ts';
import type { RecordMessage } from './recordMessage.ts';
import { decodeMessage, encodeMessage } from './recordMessage.ts';

export type { RecordKind, RecordMessage } from './recordMessage.ts';
export { decodeMessage, encodeMessage } from './recordMessage.ts';

/** The eight words that every action leaves on the chain. */
export interface SottoRecord {
  tag: bigint;
  siv: bigint;
  /** Six words. */
  ciphertext: readonly bigint[];
}

/** Opens the records of one desk in one month, given as year·100 + month. */
export function monthKey(viewSecret: bigint, member: bigint, desk: number, yearMonth: number): Field {
  return hash('VIEW_MONTH', viewSecret, member, BigInt(assertDesk(desk)), toCount(yearMonth, 'yearMonth'));
}

/** Opens the records of one desk on one day of the month (1 to 31). */
export function dayKey(month: bigint, dayOfMonth: number): Field {
  return hash('VIEW_DAY', month, toCount(dayOfMonth, 'dayOfMonth'));
}

/** Opens one record. */
export function recordKey(day: bigint, recordIndex: number): Field {
  return hash('RECORD_KEY', day, toCount(recordIndex, 'recordIndex'));
}

/** The day key from the view secret, for a UTC day number. */
export function dayKeyOf(viewSecret: bigint, member: bigint, desk: number, day: number): Field {
  const { yearMonth, dayOfMonth } = calendarOf(day);
  return dayKey(monthKey(viewSecret, member, desk, yearMonth), dayOfMonth);
}

/** What a record is found by; says nothing to those without the key. */
export function recordTag(key: bigint): Field {
  return hash('RECORD_TAG', key);
}

/** Encrypts and authenticates a message under a record key: the same message gives the same record. */
export function sealRecord(key: bigint, message: RecordMessage): SottoRecord {
  const words = encodeMessage(message);
  const siv = recordSiv(key, words);
  const mask = recordKeystream(key, siv);
  return { tag: recordTag(key), siv, ciphertext: words.map((word, i) => (word + mask[i]) % FIELD_ORDER) };
}

/** Decrypts a record; RECORD_FORGED if it does not authenticate, RECORD_MALFORMED if it encodes no action. */
export function openRecord(key: bigint, record: SottoRecord): RecordMessage {
  const { tag, siv, ciphertext } = record;
  const isShaped = ciphertext.length === RECORD_MESSAGE_LENGTH && [tag, siv, ...ciphertext].every(isField);
  if (!isShaped)
    throw new SottoError('RECORD_MALFORMED', 'A record has eight words, each below the field order');
  const mask = recordKeystream(key, siv);
  const words = ciphertext.map((word, i) => (word - mask[i] + FIELD_ORDER) % FIELD_ORDER);
  if (tag !== recordTag(key) || siv !== recordSiv(key, words)) throw new SottoError('RECORD_FORGED');
  return decodeMessage(words);
}

function recordSiv(key: bigint, words: readonly bigint[]): Field {
  return hash('RECORD_SIV', key, BigInt(RECORD_MESSAGE_LENGTH), ...words);
}
