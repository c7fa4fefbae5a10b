// SPDX-License-Identifier: Apache-2.0
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { assertSlot, toCount } from './account.ts';
import { normalizeAddress } from './address.ts';
import { SottoError } from './errors.ts';
import type { Field } from './field.ts';
import { assertBits, bigintToBytes, bytesToBigint, isField, toField } from './field.ts';
import { DAY_BITS, JURISDICTIONS, VALUE_BITS } from './generated/circuits.ts';
import { hash } from './hash.ts';

/** What the registrar admits a member with: the opening of a leaf of the credential tree. */
export interface Credential {
  member: bigint;
  viewCommit: bigint;
  /** 0 to 63, from the list the registrars publish. */
  jurisdiction: number;
  /** Units of value, below 2^128. */
  maxTradeValue: bigint;
  /** Units of value for each desk and day, below 2^128. */
  maxDeskDayVolume: bigint;
  /** Last valid day, as a UTC day number. */
  expiry: number;
  leiHash: bigint;
  /** Random: hides limits that could be guessed. */
  salt: bigint;
}

/** Where a credential is posted; bound into its encryption. */
export interface CredentialPlace {
  chainId: bigint;
  /** Address of the registry. */
  registry: string;
  slot: number;
}

/** Length of a sealed credential: X25519 key, eight words, AES-GCM tag. */
export const SEALED_CREDENTIAL_BYTES = 304;

const ENC_BYTES = 32;
const WORD_BYTES = 32;
const FIELDS = 8;

const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

/** The leaf of a credential (PROTOCOL §4); CREDENTIAL_INVALID names the field that is out of range. */
export function credentialHash(credential: Credential): Field {
  return hash('CREDENTIAL', ...credentialWords(credential));
}

/** keccak256 of the 20 characters of an LEI, shifted right by 8; LEI_INVALID if its check digits are wrong. */
export function leiHashOf(lei: string): Field {
  if (!/^[0-9A-Z]{18}[0-9]{2}$/.test(lei) || leiRemainder(lei) !== 1n) {
    throw new SottoError('LEI_INVALID', `${lei} is not an LEI: its form or its check digits are wrong`);
  }
  return (bytesToBigint(keccak_256(new TextEncoder().encode(lei))) >> 8n) as Field;
}

/** The LEI that starts with these 18 characters, for tests and examples. */
export function completeLei(first18: string): string {
  if (!/^[0-9A-Z]{18}$/.test(first18))
    throw new SottoError('LEI_INVALID', `${first18} is not 18 letters or digits`);
  return first18 + (98n - leiRemainder(`${first18}00`)).toString().padStart(2, '0');
}

function leiRemainder(lei: string): bigint {
  return BigInt([...lei].map((character) => Number.parseInt(character, 36)).join('')) % 97n;
}

/** The opening of a credential encrypted to a member's sealing key: always 304 bytes. */
export async function sealCredential(
  credential: Credential,
  sealingPublicKey: Uint8Array,
  place: CredentialPlace,
): Promise<Uint8Array> {
  const plaintext = new Uint8Array(FIELDS * WORD_BYTES);
  credentialWords(credential).forEach((word, i) => {
    plaintext.set(bigintToBytes(word, WORD_BYTES), i * WORD_BYTES);
  });
  const recipientPublicKey = await importKey(sealingPublicKey, true);
  const sender = await suite.createSenderContext({ recipientPublicKey, info: placeInfo(place) });
  const sealed = new Uint8Array(SEALED_CREDENTIAL_BYTES);
  sealed.set(new Uint8Array(sender.enc));
  sealed.set(new Uint8Array(await sender.seal(toBuffer(plaintext))), ENC_BYTES);
  return sealed;
}

/**
 * Decrypts a sealed credential and checks it against the leaf posted with it. Throws CREDENTIAL_UNREADABLE when it
 * was made for another key or place or is damaged, CREDENTIAL_MISMATCH when it does not hash to the leaf.
 */
export async function openCredential(
  sealed: Uint8Array,
  sealingKey: Uint8Array,
  place: CredentialPlace,
  leaf: bigint,
): Promise<Credential> {
  const credential = wordsToCredential(await decrypt(sealed, sealingKey, place));
  if (credentialHash(credential) === leaf) return credential;
  throw new SottoError(
    'CREDENTIAL_MISMATCH',
    `The opening posted for slot ${place.slot} is not that of its leaf`,
  );
}

async function decrypt(sealed: Uint8Array, key: Uint8Array, place: CredentialPlace): Promise<Uint8Array> {
  const info = placeInfo(place);
  try {
    if (sealed.length !== SEALED_CREDENTIAL_BYTES) throw new RangeError(`${sealed.length} bytes`);
    const recipientKey = await importKey(key, false);
    const enc = toBuffer(sealed.subarray(0, ENC_BYTES));
    const recipient = await suite.createRecipientContext({ recipientKey, enc, info });
    return new Uint8Array(await recipient.open(toBuffer(sealed.subarray(ENC_BYTES))));
  } catch (cause) {
    throw new SottoError(
      'CREDENTIAL_UNREADABLE',
      `The opening posted for slot ${place.slot} cannot be decrypted`,
      {
        cause,
      },
    );
  }
}

function credentialWords(credential: Credential): Field[] {
  try {
    if (credential.jurisdiction >= JURISDICTIONS) throw new RangeError('jurisdiction must be below 64');
    return [
      toField(credential.member, 'member'),
      toField(credential.viewCommit, 'viewCommit'),
      toCount(credential.jurisdiction, 'jurisdiction'),
      assertBits(credential.maxTradeValue, VALUE_BITS, 'maxTradeValue'),
      assertBits(credential.maxDeskDayVolume, VALUE_BITS, 'maxDeskDayVolume'),
      assertBits(toCount(credential.expiry, 'expiry'), DAY_BITS, 'expiry'),
      toField(credential.leiHash, 'leiHash'),
      toField(credential.salt, 'salt'),
    ] as Field[];
  } catch (cause) {
    throw new SottoError('CREDENTIAL_INVALID', `Credential: ${(cause as Error).message}`, { cause });
  }
}

function wordsToCredential(plaintext: Uint8Array): Credential {
  const words = Array.from({ length: FIELDS }, (_, i) =>
    bytesToBigint(plaintext.subarray(i * WORD_BYTES, (i + 1) * WORD_BYTES)),
  );
  if (!words.every(isField))
    throw new SottoError('CREDENTIAL_INVALID', 'A word of the opening is not a field element');
  const [member, viewCommit, jurisdiction, maxTradeValue, maxDeskDayVolume, expiry, leiHash, salt] = words;
  return {
    ...{ member, viewCommit, jurisdiction: Number(jurisdiction), maxTradeValue },
    ...{ maxDeskDayVolume, expiry: Number(expiry), leiHash, salt },
  };
}

function placeInfo({ chainId, registry, slot }: CredentialPlace): ArrayBuffer {
  const address = normalizeAddress(registry, 'registry');
  return toBuffer(new TextEncoder().encode(`sotto/credential/${chainId}/${address}/${assertSlot(slot)}`));
}

function importKey(key: Uint8Array, isPublic: boolean): Promise<CryptoKey> {
  return suite.kem.importKey('raw', toBuffer(key), isPublic);
}

function toBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
