// SPDX-License-Identifier: Apache-2.0
import { x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { generateMnemonic, mnemonicToSeedSync, validateMnemonic } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { blindingOf, memberOf, nullifierOf, nullifierSecretOf, viewCommitOf } from './account.ts';
import { normalizeAddress } from './address.ts';
import { SottoError } from './errors.ts';
import type { Field } from './field.ts';
import { reduceBytes } from './field.ts';

const SALT = new TextEncoder().encode('sotto/v1');
const FIELD_BYTES = 48;

/** What sets the secrets of one deployment apart from those of another. */
export interface Deployment {
  chainId: bigint;
  /** Address of the venue. */
  venue: string;
}

/** A fresh BIP-39 phrase of 24 English words, or of 12. */
export function generatePhrase(words: 12 | 24 = 24): string {
  return generateMnemonic(wordlist, words === 12 ? 128 : 256);
}

/** The phrase in canonical spacing and case, or PHRASE_INVALID; the error says nothing about the words. */
export function normalizePhrase(phrase: string): string {
  const canonical = phrase.normalize('NFKD').trim().toLowerCase().split(/\s+/).join(' ');
  if (validateMnemonic(canonical, wordlist)) return canonical;
  throw new SottoError('PHRASE_INVALID', 'The recovery phrase has an unknown word or a wrong checksum');
}

/**
 * All secrets of one member on one deployment (PROTOCOL §2). They sit in private fields, so that printing or
 * serialising the object shows none of them.
 */
export class Secrets {
  readonly #seed: Uint8Array;
  readonly #context: string;
  readonly #spendSecret: Field;
  readonly #nullifierSecret: Field;
  /** The public identifier of the member: what counterparties and the registrar know it by. */
  readonly member: Field;

  private constructor(seed: Uint8Array, { chainId, venue }: Deployment) {
    this.#seed = seed;
    this.#context = `${chainId}/${normalizeAddress(venue, 'venue')}`;
    this.#spendSecret = this.#deriveField('spend');
    this.#nullifierSecret = nullifierSecretOf(this.#spendSecret);
    this.member = memberOf(this.#spendSecret);
  }

  /** Throws PHRASE_INVALID, ADDRESS_INVALID. Takes some milliseconds: keep the object. */
  static fromPhrase(phrase: string, deployment: Deployment): Secrets {
    return new Secrets(mnemonicToSeedSync(normalizePhrase(phrase)), deployment);
  }

  get spendSecret(): Field {
    return this.#spendSecret;
  }

  /** View secret of a rotation, counted from 0. */
  viewSecret(rotation: number): Field {
    if (!Number.isSafeInteger(rotation) || rotation < 0) {
      throw new SottoError('VALUE_OUT_OF_RANGE', 'A rotation number is an integer from 0');
    }
    return this.#deriveField(`view/${rotation}`);
  }

  viewCommit(rotation: number): Field {
    return viewCommitOf(this.viewSecret(rotation));
  }

  /** X25519 private key that credentials are sealed to. */
  get sealingKey(): Uint8Array {
    return this.#derive('seal', 32);
  }

  /** X25519 public key to hand to the registrar. */
  get sealingPublicKey(): Uint8Array {
    return x25519.getPublicKey(this.sealingKey);
  }

  /** Nullifier of the desk's state number `seq`. */
  nullifier(desk: number, seq: number): Field {
    return nullifierOf(this.#nullifierSecret, desk, seq);
  }

  /** Blinding of the desk's state number `seq`, by the convention that lets a client restore it. */
  blinding(desk: number, seq: number): Field {
    return blindingOf(this.#spendSecret, desk, seq);
  }

  #deriveField(label: string): Field {
    return reduceBytes(this.#derive(label, FIELD_BYTES));
  }

  #derive(label: string, length: number): Uint8Array {
    return hkdf(sha256, this.#seed, SALT, new TextEncoder().encode(`${this.#context}/${label}`), length);
  }
}
