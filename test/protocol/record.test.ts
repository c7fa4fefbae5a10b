// SPDX-License-Identifier: Apache-2.0
import { inspect } from 'node:util';
import fc from 'fast-check';
import { poseidon6 } from 'poseidon-lite';
import { describe, expect, test } from 'vitest';
import { FIELD_ORDER } from '../../protocol/field.ts';
import { TAGS } from '../../protocol/generated/circuits.ts';
import { poseidon, recordKeystream } from '../../protocol/hash.ts';
import type { RecordMessage } from '../../protocol/record.ts';
import {
  dayKey,
  dayKeyOf,
  decodeMessage,
  encodeMessage,
  monthKey,
  openRecord,
  recordKey,
  recordTag,
  sealRecord,
} from '../../protocol/record.ts';
import { field, PROPERTY, recordMessage, SLOW_PROPERTY } from '../support/arbitraries.ts';
import { expectCode } from '../support/expectCode.ts';

const trade = {
  ...({
    kind: 'trade',
    member: 41n,
    desk: 200,
    side: 1,
    giveAsset: 3,
    giveAmount: 5n,
    takeAsset: 9,
  } as const),
  ...{ takeAmount: 6n, counterparty: 42n, agreementHash: 43n, salt: 44n, deadline: 45, fee: 46n },
};

describe('record keys', () => {
  test('keys_followTheProtocol', () => {
    const month = monthKey(1n, 2n, 3, 202303);
    expect(month).toBe(poseidon([TAGS.VIEW_MONTH, 1n, 2n, 3n, 202303n]));
    expect(dayKey(month, 11)).toBe(poseidon([TAGS.VIEW_DAY, month, 11n]));
    expect(dayKeyOf(1n, 2n, 3, 19_427)).toBe(dayKey(month, 11));
    expect(recordKey(dayKey(month, 11), 4)).toBe(poseidon([TAGS.RECORD_KEY, dayKey(month, 11), 4n]));
    expect(recordTag(9n)).toBe(poseidon([TAGS.RECORD_TAG, 9n]));
  });

  test('keys_refuseWhatIsNoDeskDayOrIndex', () => {
    expectCode('DESK_OUT_OF_RANGE', () => monthKey(1n, 2n, 2 ** 21, 202303));
    expectCode('VALUE_OUT_OF_RANGE', () => monthKey(1n, 2n, 3, 2023.5));
    expectCode('VALUE_OUT_OF_RANGE', () => dayKey(1n, -1));
    expectCode('VALUE_OUT_OF_RANGE', () => recordKey(1n, -1));
    expectCode('FIELD_OUT_OF_RANGE', () => recordTag(FIELD_ORDER));
  });

  test('keys_differByMemberDeskDayAndIndex', () => {
    const keys = [
      recordKey(dayKeyOf(1n, 2n, 3, 19_427), 0),
      recordKey(dayKeyOf(1n, 9n, 3, 19_427), 0),
      recordKey(dayKeyOf(1n, 2n, 4, 19_427), 0),
      recordKey(dayKeyOf(1n, 2n, 3, 19_428), 0),
      recordKey(dayKeyOf(1n, 2n, 3, 19_427 + 365), 0),
      recordKey(dayKeyOf(1n, 2n, 3, 19_427), 1),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('record message', () => {
  test('encodeMessage_packsAsTheProtocolSays', () => {
    const first = 5n + 8n + 3n * 2n ** 4n + 9n * 2n ** 8n + 5n * 2n ** 12n + 6n * 2n ** 132n;
    const last = 45n + 46n * 2n ** 40n + 200n * 2n ** 160n;
    expect(encodeMessage(trade)).toEqual([first, 41n, 42n, 43n, 44n, last]);
    const common = { member: 41n, desk: 1 };
    expect(encodeMessage({ ...common, kind: 'open', exitAuthority: 7n })).toEqual([
      1n,
      41n,
      7n,
      0n,
      0n,
      2n ** 160n,
    ]);
    const deposit = encodeMessage({ ...common, kind: 'deposit', takeAsset: 2, takeAmount: 3n });
    expect(deposit).toEqual([2n + 2n * 2n ** 8n + 3n * 2n ** 132n, 41n, 0n, 0n, 0n, 2n ** 160n]);
    const withdrawal = {
      ...common,
      kind: 'withdraw',
      giveAsset: 2,
      giveAmount: 3n,
      exitAuthority: 7n,
    } as const;
    expect(encodeMessage(withdrawal)).toEqual([
      3n + 2n * 2n ** 4n + 3n * 2n ** 12n,
      41n,
      7n,
      0n,
      0n,
      2n ** 160n,
    ]);
    const refresh = encodeMessage({ ...common, kind: 'refresh', fee: 6n });
    expect(refresh).toEqual([4n, 41n, 0n, 0n, 0n, 6n * 2n ** 40n + 2n ** 160n]);
  });

  test('decodeMessage_invertsEncode_andWordsAreFieldElements', () => {
    fc.assert(
      fc.property(recordMessage, (message) => {
        const words = encodeMessage(message);
        expect(words.every((word) => word < FIELD_ORDER)).toBe(true);
        expect(decodeMessage(words)).toEqual(message);
      }),
      { ...PROPERTY, numRuns: 500 },
    );
  });

  test('encodeMessage_refusesOversizedFields', () => {
    for (const change of [
      { giveAmount: 2n ** 120n },
      { fee: 2n ** 120n },
      { deadline: 2 ** 40 },
      { giveAsset: 16 },
      { side: 2 },
    ]) {
      expectCode('VALUE_OUT_OF_RANGE', () => encodeMessage({ ...trade, ...change } as RecordMessage));
    }
    expectCode('DESK_OUT_OF_RANGE', () => encodeMessage({ ...trade, desk: 2 ** 21 }));
    for (const name of ['member', 'counterparty', 'agreementHash', 'salt']) {
      const error = expectCode('FIELD_OUT_OF_RANGE', () => encodeMessage({ ...trade, [name]: FIELD_ORDER }));
      expect(error.message).toContain(name);
    }
    expectCode('VALUE_OUT_OF_RANGE', () => {
      encodeMessage({ kind: 'open', member: 1n, desk: 0, exitAuthority: 2n ** 160n });
    });
  });

  test('decodeMessage_refusesWordsThatEncodeNothing', () => {
    const words = encodeMessage(trade);
    const deposit = encodeMessage({ kind: 'deposit', member: 1n, desk: 0, takeAsset: 1, takeAmount: 2n });
    const opening = encodeMessage({ kind: 'open', member: 1n, desk: 0, exitAuthority: 3n });
    const malformed = [
      words.slice(1),
      words.with(0, 0n as never),
      words.with(0, (words[0] + 2n) as never),
      words.with(0, (words[0] + 2n ** 252n) as never),
      words.with(5, (words[5] + 2n ** 181n) as never),
      deposit.with(0, (deposit[0] + 8n) as never),
      deposit.with(2, 1n as never),
      deposit.with(3, 1n as never),
      deposit.with(4, 1n as never),
      deposit.with(5, 1n as never),
      opening.with(2, (2n ** 160n) as never),
    ];
    for (const bad of malformed) expectCode('RECORD_MALFORMED', () => decodeMessage(bad));
  });
});

describe('record', () => {
  test('openRecord_invertsSeal', () => {
    fc.assert(
      fc.property(field, recordMessage, (key, message) => {
        const record = sealRecord(key, message);
        expect(record.ciphertext).toHaveLength(6);
        expect(openRecord(key, record)).toEqual(message);
      }),
      SLOW_PROPERTY,
    );
  });

  test('sealRecord_followsTheProtocol', () => {
    const words = encodeMessage(trade);
    const siv = poseidon([TAGS.RECORD_SIV, 77n, 6n, ...words]);
    const lanes = poseidon6([TAGS.RECORD_KEYSTREAM, 77n, siv, 0n, 0n, 0n], 7) as unknown as bigint[];
    const ciphertext = words.map((word, i) => (word + lanes[i + 1]) % FIELD_ORDER);
    expect(sealRecord(77n, trade)).toEqual({ tag: recordTag(77n), siv, ciphertext });
  });

  test('recordKeystream_neverShowsTheCapacityLane', () => {
    const lanes = poseidon6([TAGS.RECORD_KEYSTREAM, 77n, 78n, 0n, 0n, 0n], 7) as unknown as bigint[];
    expect(recordKeystream(77n, 78n)).toEqual(lanes.slice(1));
    expect(recordKeystream(77n, 78n)).not.toContain(lanes[0]);
    expectCode('FIELD_OUT_OF_RANGE', () => recordKeystream(FIELD_ORDER, 78n));
  });

  test('sealRecord_givesTwoMessagesOfOneKeyUnrelatedKeystreams', () => {
    const [first, second] = [trade, { ...trade, salt: 99n }].map((message) => ({
      ...{ words: encodeMessage(message), record: sealRecord(77n, message) },
    }));
    expect(first.record.siv).not.toBe(second.record.siv);
    const mask = (entry: typeof first, i: number): bigint =>
      (entry.record.ciphertext[i] - entry.words[i] + FIELD_ORDER) % FIELD_ORDER;
    for (let i = 0; i < 6; i++) expect(mask(first, i)).not.toBe(mask(second, i));
  });

  test('openRecord_noticesEveryAlteredWord', () => {
    const record = sealRecord(77n, trade);
    const altered = [
      { ...record, tag: record.tag + 1n },
      { ...record, siv: record.siv + 1n },
      ...record.ciphertext.map((word, i) => ({
        ...record,
        ciphertext: record.ciphertext.with(i, (word + 1n) % FIELD_ORDER),
      })),
    ];
    for (const bad of altered) expectCode('RECORD_FORGED', () => openRecord(77n, bad));
    const error = expectCode('RECORD_FORGED', () => openRecord(78n, record));
    expect(inspect(error)).not.toContain('77');
  });

  test('openRecord_refusesMisshapenRecords', () => {
    const record = sealRecord(77n, trade);
    expectCode('RECORD_MALFORMED', () =>
      openRecord(77n, { ...record, ciphertext: record.ciphertext.slice(1) }),
    );
    expectCode('RECORD_MALFORMED', () => openRecord(77n, { ...record, siv: FIELD_ORDER }));
  });
});
