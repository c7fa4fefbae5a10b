// SPDX-License-Identifier: GPL-3.0-or-later
import { FIELD_ORDER } from '../../../protocol/field.ts';
import type { Shape } from './scenario.ts';
import { TODAY, VALUE_LIMIT } from './scenario.ts';

/** What any statement with a valid credential accepts and refuses about it. */
export const CREDENTIAL_EDGES: [name: string, accepted: boolean, shape: Shape][] = [
  ['the day of expiry', true, { credentialExpiry: TODAY }],
  ['the day after expiry', false, { credentialExpiry: TODAY - 1n }],
  ['an expiry 2^32 − 1 days off', true, { credentialExpiry: TODAY + 2n ** 32n - 1n }],
  ['an expiry of r − 1', false, { credentialExpiry: FIELD_ORDER - 1n }],
  ['jurisdiction 63', true, { jurisdiction: 63n, jurisdictions: 1n << 63n }],
  ['jurisdiction 64', false, { jurisdiction: 64n, jurisdictions: 2n ** 64n - 1n }],
  ['jurisdiction r − 1', false, { jurisdiction: FIELD_ORDER - 1n, jurisdictions: 2n ** 64n - 1n }],
  ['jurisdiction 0', true, { jurisdiction: 0n, jurisdictions: 1n }],
  ['a jurisdiction that is not allowed', false, { jurisdictions: 2n ** 64n - 1n - (1n << 17n) }],
  ['no allowed jurisdiction', false, { jurisdictions: 0n }],
  ['every jurisdiction allowed', true, { jurisdictions: 2n ** 64n - 1n }],
  ['a bitmap of 65 bits', false, { jurisdictions: (1n << 64n) | (1n << 17n) }],
  ['a trade limit of 2^128 − 1', true, { maxTradeValue: VALUE_LIMIT - 1n }],
  ['a trade limit of 2^128', false, { maxTradeValue: VALUE_LIMIT }],
  ['a trade limit of r − 1', false, { maxTradeValue: FIELD_ORDER - 1n }],
  ['a day limit of 2^128 − 1', true, { maxDeskDayVolume: VALUE_LIMIT - 1n }],
  ['a day limit of 2^128', false, { maxDeskDayVolume: VALUE_LIMIT }],
  ['a day limit of r − 1', false, { maxDeskDayVolume: FIELD_ORDER - 1n }],
  ['desk 0 of the slot', true, { k: 0n }],
  ['desk 63 of the slot', true, { k: 63n }],
  ['desk 64 of the slot', false, { k: 64n }],
  ['desk −1 of the slot', false, { k: -1n }],
  ['a desk of r − 1', false, { desk: FIELD_ORDER - 1n }],
  ['the first slot', true, { slot: 0n }],
  ['the last slot', true, { slot: 32_767n }],
  ['the slot after the last', false, { slot: 32_768n, credentialPosition: 0n }],
  ['a credential at another position', false, { credentialPosition: 1235n }],
  ['the credential of another member', false, { credentialMember: 12n }],
  ['a credential with another view key', false, { credentialViewCommit: 12n }],
];
