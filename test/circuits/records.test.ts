// SPDX-License-Identifier: GPL-3.0-or-later
import { poseidon6 } from 'poseidon-lite';
import { beforeAll, describe, expect, test } from 'vitest';
import { calendarOf } from '../../protocol/calendar.ts';
import { TAGS } from '../../protocol/generated/circuits.ts';
import { openRecord } from '../../protocol/record.ts';
import { mod } from './support/constraintSystem.ts';
import { invertPermutation } from './support/inversePermutation.ts';
import { tagged } from './support/model.ts';
import type { Inputs } from './support/reference.ts';
import { vectorOf } from './support/reference.ts';
import { inputsOf, TODAY } from './support/scenario.ts';
import { Statement } from './support/statement.ts';

/** Where the record's eight words begin in the vector of trade. */
const RECORD_AT = 16;

let trade: Statement;
beforeAll(async () => {
  trade = await Statement.load('trade');
});

describe('the keystream of a record', () => {
  // A firm quote nobody took, and the trade that was made instead: both spend the same state at the same index.
  const quote = inputsOf('trade');
  const other = inputsOf('trade', { takerAmount: 20_010_000_000_000n, counterparty: 4242n, salt: 4n });

  test('record_keepsItsSecretFromWhoeverKnowsAnotherSuccessorOfTheState', () => {
    expect([trade.accepts(quote), trade.accepts(other)]).toEqual([true, true]);
    const [seen, hidden] = [recordIn(quote), recordIn(other)];
    expect(hidden.tag).toBe(seen.tag);
    expect(hidden.siv).not.toBe(seen.siv);
    const guessed = crack(seen.ciphertext, messageOf(quote), hidden.ciphertext);
    for (const [i, word] of messageOf(other).entries()) expect(guessed[i]).not.toBe(word);
  });

  test('record_wouldBeOpenIfItsKeystreamCameFromTheKeyAlone', () => {
    const sealed = [quote, other].map((inputs) => {
      const mask = lanes(keyOf(inputs), 0n).slice(1);
      return messageOf(inputs).map((word, i) => mod(word + mask[i]));
    });
    expect(crack(sealed[0], messageOf(quote), sealed[1])).toEqual(messageOf(other));
    expect(trade.acceptsVector(other, withCiphertext(other, sealed[1]))).toBe(false);
  });

  test('record_isMaskedByLanesOneToSixAndNeverByTheCapacity', () => {
    const { siv, ciphertext } = recordIn(quote);
    const permuted = lanes(keyOf(quote), siv);
    const mask = ciphertext.map((word, i) => mod(word - messageOf(quote)[i]));
    expect(mask).toEqual(permuted.slice(1));
    const fromCapacity = messageOf(quote).map((word, i) => mod(word + permuted[i]));
    expect(trade.acceptsVector(quote, withCiphertext(quote, fromCapacity))).toBe(false);
  });

  test('permutation_givesAwayTheKeyToWhoeverSeesAllSevenLanes', () => {
    const { siv } = recordIn(quote);
    const before = invertPermutation(lanes(keyOf(quote), siv));
    expect(before).toEqual([0n, TAGS.RECORD_KEYSTREAM, keyOf(quote), siv, 0n, 0n, 0n]);
  });

  function crack(known: readonly bigint[], message: readonly bigint[], target: readonly bigint[]): bigint[] {
    return target.map((word, i) => mod(word - mod(known[i] - message[i])));
  }
});

describe('the key of a record', () => {
  const shared = { viewSecret: 99n };
  const ours = inputsOf('trade', { ...shared, spendSecret: 5n });
  const theirs = inputsOf('trade', { ...shared, spendSecret: 6n });

  test('record_hasAnotherKeyForAnotherMemberWithTheSameViewSecret', () => {
    expect([trade.accepts(ours), trade.accepts(theirs)]).toEqual([true, true]);
    expect(ours.desk).toBe(theirs.desk);
    expect(recordIn(ours).tag).not.toBe(recordIn(theirs).tag);
  });

  test('record_isRefusedUnderAKeyThatLeavesTheMemberOut', () => {
    const anonymous = (inputs: Inputs): bigint => tagged('RECORD_TAG', keyOf(inputs, 0n));
    // Two colluding members would write the same tag: a reader could not tell whose record is missing.
    expect(anonymous(ours)).toBe(anonymous(theirs));
    expect(trade.acceptsVector(ours, vectorOf('trade', ours).with(RECORD_AT, anonymous(ours)))).toBe(false);
  });

  test.each<[string, Partial<Inputs>]>([
    ['another month', { yearMonth: 202_304n }],
    ['another day of the month', { dayOfMonth: 15n }],
    ['another desk', { desk: (ours.desk as bigint) + 1n }],
    ['another index', { oldRecordIndex: 4n }],
    ['another view secret', { viewSecret: 98n }],
  ])('record_isRefusedUnderTheKeyOf %s', (_, change) => {
    const strange = recordIn({ ...ours, ...change } as Inputs);
    const x = vectorOf('trade', ours);
    x.splice(RECORD_AT, 8, strange.tag, strange.siv, ...strange.ciphertext);
    expect(trade.acceptsVector(ours, x)).toBe(false);
  });

  test('record_isOpenedByTheClientOfTheProtocol', () => {
    const message = openRecord(keyOf(ours), recordIn(ours));
    expect(message).toMatchObject({
      ...{ kind: 'trade', side: 0, giveAsset: 3, takeAsset: 2, fee: 400n, agreementHash: 77n },
      ...{ giveAmount: ours.makerAmount, takeAmount: ours.takerAmount, counterparty: ours.taker },
      ...{ member: ours.maker, desk: Number(ours.desk), salt: ours.salt, deadline: Number(ours.deadline) },
    });
  });
});

describe('the index of a record', () => {
  test.each([
    ['continues on the same day', TODAY, 3n],
    ['starts from 0 on a new day', TODAY - 1n, 0n],
  ])('record_index %s', (_, oldDay, index) => {
    const inputs = inputsOf('trade', { oldDay });
    expect(trade.accepts(inputs)).toBe(true);
    expect(recordIn(inputs).tag).toBe(tagged('RECORD_TAG', keyAt(inputs, index)));
    for (const wrong of [0n, 1n, 2n, 3n, 4n].filter((candidate) => candidate !== index)) {
      const x = vectorOf('trade', inputs).with(RECORD_AT, tagged('RECORD_TAG', keyAt(inputs, wrong)));
      expect(trade.acceptsVector(inputs, x)).toBe(false);
    }
  });
});

function recordIn(inputs: Inputs): { tag: bigint; siv: bigint; ciphertext: bigint[] } {
  const [tag, siv, ...ciphertext] = vectorOf('trade', inputs).slice(RECORD_AT, RECORD_AT + 8);
  return { tag, siv, ciphertext };
}

function withCiphertext(inputs: Inputs, ciphertext: bigint[]): bigint[] {
  const x = vectorOf('trade', inputs);
  x.splice(RECORD_AT + 2, 6, ...ciphertext);
  return x;
}

function memberIn(inputs: Inputs): bigint {
  return tagged('MEMBER', inputs.spendSecret as bigint);
}

/** The record key, by default of the inputs' own member, at the index the update takes. */
function keyOf(inputs: Inputs, member = memberIn(inputs)): bigint {
  return keyAt(inputs, inputs.day === inputs.oldDay ? (inputs.oldRecordIndex as bigint) : 0n, member);
}

function keyAt(inputs: Inputs, index: bigint, member = memberIn(inputs)): bigint {
  const { yearMonth, dayOfMonth } = calendarOf(Number(inputs.day));
  const monthKey = tagged(
    'VIEW_MONTH',
    inputs.viewSecret as bigint,
    member,
    inputs.desk as bigint,
    BigInt(yearMonth),
  );
  return tagged('RECORD_KEY', tagged('VIEW_DAY', monthKey, BigInt(dayOfMonth)), index);
}

/** What the maker's record says. */
function messageOf(inputs: Inputs): bigint[] {
  const value = (name: string): bigint => inputs[name] as bigint;
  return [
    5n +
      value('makerGives') * 16n +
      value('takerGives') * 256n +
      (value('makerAmount') << 12n) +
      (value('takerAmount') << 132n),
    ...[memberIn(inputs), value('taker'), value('agreementHash'), value('salt')],
    value('deadline') + (value('fee') << 40n) + (value('desk') << 160n),
  ];
}

/** All seven lanes of the permutation that masks a record. */
function lanes(key: bigint, siv: bigint): bigint[] {
  return poseidon6([TAGS.RECORD_KEYSTREAM, key, siv, 0n, 0n, 0n], 7) as unknown as bigint[];
}
