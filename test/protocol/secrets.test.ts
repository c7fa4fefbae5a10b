// SPDX-License-Identifier: Apache-2.0
import { createPrivateKey, createPublicKey, hkdfSync, pbkdf2Sync } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { SottoError } from '../../protocol/errors.ts';
import { bytesToBigint, FIELD_ORDER } from '../../protocol/field.ts';
import { TAGS } from '../../protocol/generated/circuits.ts';
import { poseidon } from '../../protocol/hash.ts';
import { generatePhrase, normalizePhrase, Secrets } from '../../protocol/secrets.ts';
import { expectCode } from '../support/expectCode.ts';

const PHRASE = 'legal winner thank year wave sausage worth useful legal winner thank yellow';
const VENUE = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
const HERE = { chainId: 31337n, venue: VENUE };
/** X25519 private keys start with these bytes in PKCS #8. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex');

/** PROTOCOL §2 with Node's own primitives. */
function derive(label: string, length: number): Buffer {
  const seed = pbkdf2Sync(PHRASE, 'mnemonic', 2048, 64, 'sha512');
  return Buffer.from(hkdfSync('sha256', seed, 'sotto/v1', `31337/${VENUE.toLowerCase()}/${label}`, length));
}

describe('phrase', () => {
  test('generatePhrase_makesValidPhrases', () => {
    expect(normalizePhrase(generatePhrase()).split(' ')).toHaveLength(24);
    expect(normalizePhrase(generatePhrase(12)).split(' ')).toHaveLength(12);
    expect(generatePhrase()).not.toBe(generatePhrase());
  });

  test('normalizePhrase_forgivesSpacingAndCase', () => {
    expect(normalizePhrase(`  ${PHRASE.toUpperCase().replaceAll(' ', '\n ')} `)).toBe(PHRASE);
  });

  test('normalizePhrase_refusesWrongChecksum_withoutEchoingWords', () => {
    const swapped = PHRASE.replace('thank yellow', 'thank year');
    for (const phrase of [swapped, PHRASE.replace('sausage', 'sausagge'), PHRASE.slice(0, -7), '']) {
      const error = expectCode('PHRASE_INVALID', () => normalizePhrase(phrase));
      const printed = `${inspect(error)} ${error.explain()}`;
      for (const word of ['sausage', 'winner', 'yellow']) expect(printed).not.toContain(word);
    }
  });
});

describe('secrets', () => {
  const secrets = Secrets.fromPhrase(PHRASE, HERE);

  test('spendAndViewSecrets_followTheProtocol', () => {
    expect(secrets.spendSecret).toBe(bytesToBigint(derive('spend', 48)) % FIELD_ORDER);
    for (const rotation of [0, 1, 17]) {
      const expected = bytesToBigint(derive(`view/${rotation}`, 48)) % FIELD_ORDER;
      expect(secrets.viewSecret(rotation)).toBe(expected);
      expect(secrets.viewCommit(rotation)).toBe(poseidon([TAGS.VIEW, expected]));
    }
  });

  test('identifiers_followTheProtocol', () => {
    const spend = secrets.spendSecret;
    const nullifierSecret = poseidon([TAGS.NULLIFIER_SECRET, spend]);
    expect(secrets.member).toBe(poseidon([TAGS.MEMBER, spend]));
    expect(secrets.nullifier(130, 7)).toBe(poseidon([TAGS.NULLIFIER, nullifierSecret, 130n, 7n]));
    expect(secrets.blinding(130, 7)).toBe(poseidon([TAGS.BLINDING, spend, 130n, 7n]));
  });

  test('sealingKey_isX25519', () => {
    expect(Buffer.from(secrets.sealingKey)).toEqual(derive('seal', 32));
    const der = Buffer.concat([PKCS8_PREFIX, derive('seal', 32)]);
    const publicKey = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
    const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    expect(Buffer.from(secrets.sealingPublicKey)).toEqual(raw);
  });

  test('secrets_ofTwoDeploymentsAreUnrelated', () => {
    const otherChain = Secrets.fromPhrase(PHRASE, { ...HERE, chainId: 1n });
    const otherVenue = Secrets.fromPhrase(PHRASE, { ...HERE, venue: `0x${'11'.repeat(20)}` });
    const all = [secrets, otherChain, otherVenue];
    for (const read of [
      (s: Secrets) => s.spendSecret,
      (s: Secrets) => s.member,
      (s: Secrets) => s.viewSecret(0),
      (s: Secrets) => s.nullifier(0, 0),
      (s: Secrets) => bytesToBigint(s.sealingPublicKey),
    ]) {
      expect(new Set(all.map(read)).size).toBe(3);
    }
  });

  test('fromPhrase_ignoresCaseOfTheVenue', () => {
    const lower = Secrets.fromPhrase(PHRASE, { ...HERE, venue: VENUE.toLowerCase() });
    expect(lower.member).toBe(secrets.member);
  });

  test('secrets_printNothingSecret', () => {
    const printed = inspect(secrets, { depth: 9, showHidden: true });
    for (const secret of [secrets.spendSecret, secrets.viewSecret(0), bytesToBigint(secrets.sealingKey)]) {
      expect(printed).not.toContain(secret.toString());
      expect(printed).not.toContain(secret.toString(16));
    }
    expect(Object.keys(secrets)).toEqual(['member']);
  });

  test('viewSecret_refusesWhatIsNoRotation', () => {
    for (const rotation of [-1, 0.5, Number.NaN]) {
      expect(() => secrets.viewSecret(rotation)).toThrow(SottoError);
    }
  });
});
