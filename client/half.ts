// SPDX-License-Identifier: Apache-2.0
import { fieldToAddress, normalizeAddress } from '../protocol/address.ts';
import { SottoError } from '../protocol/errors.ts';
import { isField } from '../protocol/field.ts';
import type { Proof } from '../protocol/provingEngine.ts';
import type { SottoRecord } from '../protocol/record.ts';
import type { Side } from '../protocol/terms.ts';

/**
 * One side of a trade, ready to be settled with the other: everything in it becomes public on the chain. Whoever holds
 * it can settle it together with the other side's half until its state is spent, and recognises the spending.
 */
export interface Half {
  proof: Proof;
  h: bigint;
  /** UTC day number it was proven for. */
  day: number;
  policyId: number;
  snapshotId: number;
  /** 0 the maker's, 1 the taker's. */
  side: Side;
  /** Minutes since 1970. */
  deadline: number;
  /** To whom its fee is owed, lower case; the zero address: whoever submits it. */
  beneficiary: string;
  nullifier: bigint;
  account: bigint;
  accountRoot: bigint;
  credentialRoot: bigint;
  tradeHash: bigint;
  record: SottoRecord;
}

const FIELDS = ['h', 'nullifier', 'account', 'accountRoot', 'credentialRoot', 'tradeHash'] as const;
const COUNTS = { day: 32, policyId: 32, snapshotId: 32, side: 1, deadline: 40 } as const;

/** A half as JSON, to be sent to the counterparty or whoever settles. Integers are decimal strings. */
export function serializeHalf(half: Half): string {
  return JSON.stringify(half, (_, value) => (typeof value === 'bigint' ? value.toString() : value));
}

/**
 * A half from JSON that may come from anywhere: shapes and ranges are checked, validity is not (see verifyHalf).
 * Throws HALF_INVALID.
 */
export function parseHalf(json: string): Half {
  const raw = parseObject(json);
  const record = raw.record as Record<string, unknown> | undefined;
  const half: Record<string, unknown> = {
    proof: toBigints(raw.proof, 8, 'proof'),
    beneficiary: toAddress(raw.beneficiary),
    record: {
      tag: toFieldElement(record?.tag, 'record tag'),
      siv: toFieldElement(record?.siv, 'record siv'),
      ciphertext: toBigints(record?.ciphertext, 6, 'ciphertext'),
    },
  };
  for (const name of FIELDS) half[name] = toFieldElement(raw[name], name);
  for (const [name, bits] of Object.entries(COUNTS)) half[name] = toCount(raw[name], bits, name);
  return half as unknown as Half;
}

/** The eight words of a record as contracts take them. */
export function recordWords({ tag, siv, ciphertext }: SottoRecord): bigint[] {
  return [tag, siv, ...ciphertext];
}

/** The half as the contract's struct. */
export function toSubmission(half: Half): Record<string, unknown> {
  return { ...half, proof: [...half.proof], record: recordWords(half.record) };
}

function parseObject(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    throw new SottoError('HALF_INVALID', 'A half is not JSON', { cause });
  }
  throw new SottoError('HALF_INVALID', 'A half is not a JSON object');
}

function toBigint(value: unknown, name: string): bigint {
  if (typeof value === 'string' && /^\d{1,78}$/.test(value)) return BigInt(value);
  throw new SottoError('HALF_INVALID', `${name} of a half must be a decimal string`);
}

function toBigints(value: unknown, length: number, name: string): bigint[] {
  if (Array.isArray(value) && value.length === length) return value.map((element) => toBigint(element, name));
  throw new SottoError('HALF_INVALID', `${name} of a half must have ${length} elements`);
}

function toFieldElement(value: unknown, name: string): bigint {
  const element = toBigint(value, name);
  if (isField(element)) return element;
  throw new SottoError('HALF_INVALID', `${name} of a half must be below the field order`);
}

function toCount(value: unknown, bits: number, name: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < 2 ** bits)
    return value as number;
  throw new SottoError('HALF_INVALID', `${name} of a half must be an integer below 2^${bits}`);
}

function toAddress(value: unknown): string {
  if (typeof value === 'string') return normalizeAddress(value, 'beneficiary of a half');
  throw new SottoError('HALF_INVALID', 'beneficiary of a half must be an address');
}

export const NOBODY = fieldToAddress(0n);
