// SPDX-License-Identifier: Apache-2.0
import { assertDesk } from './account.ts';
import { SottoError } from './errors.ts';
import type { Field } from './field.ts';
import { assertBits, toField } from './field.ts';
import {
  AMOUNT_BITS,
  KIND_DEPOSIT,
  KIND_OPEN,
  KIND_REFRESH,
  KIND_TRADE,
  KIND_WITHDRAW,
  MINUTE_BITS,
  RECORD_MESSAGE_LENGTH,
} from './generated/circuits.ts';
import type { Side } from './terms.ts';

/** The number of each kind of record. */
export const RECORD_KINDS = {
  open: KIND_OPEN,
  deposit: KIND_DEPOSIT,
  withdraw: KIND_WITHDRAW,
  refresh: KIND_REFRESH,
  trade: KIND_TRADE,
} as const;

export type RecordKind = keyof typeof RECORD_KINDS;

/** What one action did: amounts in base units, deadline in minutes since 1970, addresses as numbers. */
export type RecordMessage = { member: bigint; desk: number } & (
  | { kind: 'open'; exitAuthority: bigint }
  | { kind: 'deposit'; takeAsset: number; takeAmount: bigint }
  | { kind: 'withdraw'; giveAsset: number; giveAmount: bigint; exitAuthority: bigint }
  | { kind: 'refresh'; fee: bigint }
  | {
      kind: 'trade';
      side: Side;
      giveAsset: number;
      giveAmount: bigint;
      takeAsset: number;
      takeAmount: bigint;
      counterparty: bigint;
      agreementHash: bigint;
      salt: bigint;
      deadline: number;
      fee: bigint;
    }
);

/** Every field of every kind; those that do not apply are 0. */
interface Parts {
  kind: bigint;
  side: bigint;
  giveAsset: bigint;
  takeAsset: bigint;
  giveAmount: bigint;
  takeAmount: bigint;
  member: bigint;
  /** Counterparty, or the exit authority from now on. */
  other: bigint;
  agreementHash: bigint;
  salt: bigint;
  deadline: bigint;
  fee: bigint;
  desk: bigint;
}

const ASSET_BITS = 4;
const FIRST_WORD = [
  ['kind', 3],
  ['side', 1],
  ['giveAsset', ASSET_BITS],
  ['takeAsset', ASSET_BITS],
  ['giveAmount', AMOUNT_BITS],
  ['takeAmount', AMOUNT_BITS],
] as const;
const DESK_BITS = 21;
const LAST_WORD = [
  ['deadline', MINUTE_BITS],
  ['fee', AMOUNT_BITS],
  ['desk', DESK_BITS],
] as const;

/** The six words of a message (PROTOCOL §6). */
export function encodeMessage(message: RecordMessage): Field[] {
  const parts = toParts(message);
  return [
    pack(parts, FIRST_WORD),
    toField(parts.member, 'member'),
    toField(parts.other, 'counterparty'),
    toField(parts.agreementHash, 'agreementHash'),
    toField(parts.salt, 'salt'),
    pack(parts, LAST_WORD),
  ];
}

/** The message of six words; RECORD_MALFORMED unless they are exactly what `encodeMessage` makes of it. */
export function decodeMessage(words: readonly bigint[]): RecordMessage {
  if (words.length !== RECORD_MESSAGE_LENGTH) throw new SottoError('RECORD_MALFORMED');
  const [first, member, other, agreementHash, salt, last] = words;
  const parts = {
    member,
    other,
    agreementHash,
    salt,
    ...unpack(first, FIRST_WORD),
    ...unpack(last, LAST_WORD),
  };
  const message = fromParts(parts as Parts);
  const isCanonical = message !== undefined && encodeMessage(message).every((word, i) => word === words[i]);
  if (!isCanonical) throw new SottoError('RECORD_MALFORMED');
  return message;
}

function toParts(message: RecordMessage): Parts {
  const trade = message.kind === 'trade' ? message : undefined;
  const gives = message.kind === 'withdraw' ? message : trade;
  const takes = message.kind === 'deposit' ? message : trade;
  return {
    kind: BigInt(RECORD_KINDS[message.kind]),
    side: BigInt(trade?.side ?? 0),
    giveAsset: BigInt(gives?.giveAsset ?? 0),
    takeAsset: BigInt(takes?.takeAsset ?? 0),
    giveAmount: gives?.giveAmount ?? 0n,
    takeAmount: takes?.takeAmount ?? 0n,
    member: message.member,
    other:
      'exitAuthority' in message
        ? assertBits(message.exitAuthority, 160, 'exitAuthority')
        : (trade?.counterparty ?? 0n),
    agreementHash: trade?.agreementHash ?? 0n,
    salt: trade?.salt ?? 0n,
    deadline: BigInt(trade?.deadline ?? 0),
    fee: 'fee' in message ? message.fee : 0n,
    desk: BigInt(assertDesk(message.desk)),
  };
}

function fromParts(parts: Parts): RecordMessage | undefined {
  const { giveAmount, takeAmount, member, agreementHash, salt, fee } = parts;
  const common = { member, desk: Number(parts.desk) };
  const give = { giveAsset: Number(parts.giveAsset), giveAmount };
  const take = { takeAsset: Number(parts.takeAsset), takeAmount };
  switch (Number(parts.kind)) {
    case KIND_OPEN:
      return parts.other >> 160n === 0n ? { ...common, kind: 'open', exitAuthority: parts.other } : undefined;
    case KIND_DEPOSIT:
      return { ...common, kind: 'deposit', ...take };
    case KIND_WITHDRAW:
      return parts.other >> 160n === 0n
        ? { ...common, kind: 'withdraw', ...give, exitAuthority: parts.other }
        : undefined;
    case KIND_REFRESH:
      return { ...common, kind: 'refresh', fee };
    case KIND_TRADE: {
      const deal = {
        side: Number(parts.side) as Side,
        counterparty: parts.other,
        deadline: Number(parts.deadline),
      };
      return { ...common, kind: 'trade', ...deal, ...give, ...take, agreementHash, salt, fee };
    }
    default:
      return undefined;
  }
}

type Layout = readonly (readonly [name: keyof Parts, bits: number])[];

function pack(parts: Parts, layout: Layout): Field {
  let word = 0n;
  let shift = 0;
  for (const [name, bits] of layout) {
    word += assertBits(parts[name], bits, name) << BigInt(shift);
    shift += bits;
  }
  return word as Field;
}

function unpack(word: bigint, layout: Layout): Partial<Parts> {
  let rest = word;
  const parts: Partial<Parts> = {};
  for (const [name, bits] of layout) {
    parts[name] = rest & ((1n << BigInt(bits)) - 1n);
    rest >>= BigInt(bits);
  }
  return parts;
}
