// SPDX-License-Identifier: Apache-2.0
import { createDecipheriv, createHmac, createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto';
import { inspect } from 'node:util';
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { x25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Credential } from '../../protocol/credential.ts';
import {
  completeLei,
  credentialHash,
  leiHashOf,
  openCredential,
  SEALED_CREDENTIAL_BYTES,
  sealCredential,
} from '../../protocol/credential.ts';
import { bigintToBytes, bytesToBigint, FIELD_ORDER } from '../../protocol/field.ts';
import { TAGS } from '../../protocol/generated/circuits.ts';
import { poseidon } from '../../protocol/hash.ts';
import { credential as anyCredential, SLOW_PROPERTY } from '../support/arbitraries.ts';
import { expectCode, expectCodeAsync } from '../support/expectCode.ts';

const credential: Credential = {
  ...{ member: 21n, viewCommit: 22n, jurisdiction: 7, maxTradeValue: 10n ** 33n },
  ...{ maxDeskDayVolume: 10n ** 34n, expiry: 19_800, leiHash: 23n, salt: 24n },
};
const KEY = new Uint8Array(32).fill(7);
const PUBLIC_KEY = x25519.getPublicKey(KEY);
const PLACE = { chainId: 31337n, registry: '0x5FbDB2315678afecb367f032d93F642f64180aa3', slot: 12 };

describe('credential leaf', () => {
  test('credentialHash_followsTheProtocol', () => {
    fc.assert(
      fc.property(anyCredential, (c) => {
        const words = [c.member, c.viewCommit, BigInt(c.jurisdiction), c.maxTradeValue, c.maxDeskDayVolume];
        const expected = poseidon([TAGS.CREDENTIAL, ...words, BigInt(c.expiry), c.leiHash, c.salt]);
        expect(credentialHash(c)).toBe(expected);
      }),
      SLOW_PROPERTY,
    );
  });

  test.each([
    ['jurisdiction', 64],
    ['jurisdiction', -1],
    ['maxTradeValue', 2n ** 128n],
    ['maxDeskDayVolume', -1n],
    ['expiry', 2 ** 32],
    ['member', FIELD_ORDER],
    ['viewCommit', FIELD_ORDER],
    ['leiHash', FIELD_ORDER],
    ['salt', FIELD_ORDER],
  ])('credentialHash_refuses_%s_%s', (name, value) => {
    const error = expectCode('CREDENTIAL_INVALID', () => credentialHash({ ...credential, [name]: value }));
    expect(error.message).toContain(name);
  });
});

describe('LEI', () => {
  test('leiHashOf_acceptsRealIdentifiers', () => {
    // Of GLEIF itself, and Apple Inc.
    for (const lei of ['506700GE1G29325QX363', 'HWUPKR0MPOU8FGXBT394']) {
      expect(leiHashOf(lei) < 2n ** 248n).toBe(true);
      expect(completeLei(lei.slice(0, 18))).toBe(lei);
    }
    expect(leiHashOf('506700GE1G29325QX363')).not.toBe(leiHashOf('HWUPKR0MPOU8FGXBT394'));
  });

  test('leiHashOf_refusesTypingErrors', () => {
    const bad = [
      '506700GE1G29325QX364',
      '506700GE1G29352QX363',
      '506700ge1g29325qx363',
      '506700GE1G29325QX36',
      '',
    ];
    for (const lei of bad) expectCode('LEI_INVALID', () => leiHashOf(lei));
    expectCode('LEI_INVALID', () => completeLei('short'));
  });
});

describe('sealed credential', () => {
  const leaf = credentialHash(credential);

  test('openCredential_invertsSeal_andTheLengthIsFixed', async () => {
    const property = fc.asyncProperty(anyCredential, async (c) => {
      const sealed = await sealCredential(c, PUBLIC_KEY, PLACE);
      expect(sealed).toHaveLength(SEALED_CREDENTIAL_BYTES);
      expect(await openCredential(sealed, KEY, PLACE, credentialHash(c))).toEqual(c);
    });
    await fc.assert(property, SLOW_PROPERTY);
  });

  test('sealCredential_isRandomised', async () => {
    const seal = () => sealCredential(credential, PUBLIC_KEY, PLACE);
    expect(await seal()).not.toEqual(await seal());
  });

  test('sealCredential_followsRfc9180', async () => {
    const sealed = await sealCredential(credential, PUBLIC_KEY, PLACE);
    const info = `sotto/credential/31337/${PLACE.registry.toLowerCase()}/12`;
    const words = [21n, 22n, 7n, 10n ** 33n, 10n ** 34n, 19_800n, 23n, 24n];
    expect(openByHand(Buffer.from(sealed), info)).toEqual(
      Buffer.concat(words.map((word) => bigintToBytes(word))),
    );
  });

  test.each([
    ['anotherKey', { key: new Uint8Array(32).fill(8) }],
    ['anotherSlot', { place: { ...PLACE, slot: 13 } }],
    ['anotherChain', { place: { ...PLACE, chainId: 1n } }],
    ['anotherRegistry', { place: { ...PLACE, registry: `0x${'22'.repeat(20)}` } }],
    ['damage', { flip: 100 }],
    ['damagedKey', { flip: 3 }],
    ['truncation', { length: 303 }],
    ['empty', { length: 0 }],
  ] as [string, { key?: Uint8Array; place?: typeof PLACE; flip?: number; length?: number }][])(
    'openCredential_failsFor_%s',
    async (_name, { key = KEY, place = PLACE, flip, length }) => {
      const sealed = await sealCredential(credential, PUBLIC_KEY, PLACE);
      if (flip !== undefined) sealed[flip] ^= 1;
      const given = sealed.subarray(0, length ?? sealed.length);
      const error = await expectCodeAsync('CREDENTIAL_UNREADABLE', () =>
        openCredential(given, key, place, leaf),
      );
      expect(error.cause).toBeDefined();
      expect(inspect(error)).not.toContain((10n ** 33n).toString());
    },
  );

  test('openCredential_refusesALongerOpening', async () => {
    const suite = new CipherSuite({
      ...{ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() },
    });
    const recipientPublicKey = await suite.kem.importKey('raw', new Uint8Array(PUBLIC_KEY).buffer, true);
    const info = new TextEncoder().encode(`sotto/credential/31337/${PLACE.registry.toLowerCase()}/12`).buffer;
    const sender = await suite.createSenderContext({ recipientPublicKey, info });
    const words = [21n, 22n, 7n, 10n ** 33n, 10n ** 34n, 19_800n, 23n, 24n, 1n].map((word) =>
      bigintToBytes(word),
    );
    const ciphertext = await sender.seal(new Uint8Array(Buffer.concat(words)).buffer);
    const sealed = new Uint8Array(Buffer.concat([new Uint8Array(sender.enc), new Uint8Array(ciphertext)]));
    await expectCodeAsync('CREDENTIAL_UNREADABLE', () => openCredential(sealed, KEY, PLACE, leaf));
  });

  test('sealCredential_refusesUnknownSlots', async () => {
    for (const slot of [-1, 32_768]) {
      await expectCodeAsync('DESK_OUT_OF_RANGE', () =>
        sealCredential(credential, PUBLIC_KEY, { ...PLACE, slot }),
      );
    }
  });

  test('openCredential_refusesAnOpeningOfAnotherLeaf', async () => {
    const sealed = await sealCredential({ ...credential, maxTradeValue: 1n }, PUBLIC_KEY, PLACE);
    await expectCodeAsync('CREDENTIAL_MISMATCH', () => openCredential(sealed, KEY, PLACE, leaf));
  });
});

/** RFC 9180, base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, with Node's own primitives. */
function openByHand(sealed: Buffer, info: string): Buffer {
  const enc = sealed.subarray(0, 32);
  const kemSuite = Buffer.from('KEM\x00\x20', 'latin1');
  const hpkeSuite = Buffer.from('HPKE\x00\x20\x00\x01\x00\x02', 'latin1');
  const eaePrk = extract(kemSuite, '', 'eae_prk', sharedPoint(enc));
  const shared = expand(kemSuite, eaePrk, 'shared_secret', Buffer.concat([enc, PUBLIC_KEY]), 32);
  const pskIdHash = extract(hpkeSuite, '', 'psk_id_hash', Buffer.alloc(0));
  const infoHash = extract(hpkeSuite, '', 'info_hash', Buffer.from(info));
  const context = Buffer.concat([Buffer.from([0]), pskIdHash, infoHash]);
  const secret = extract(hpkeSuite, shared, 'secret', Buffer.alloc(0));
  const key = expand(hpkeSuite, secret, 'key', context, 32);
  const nonce = expand(hpkeSuite, secret, 'base_nonce', context, 12);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(32, -16)), decipher.final()]);
}

function sharedPoint(enc: Buffer): Buffer {
  const privateDer = Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), KEY]);
  const publicDer = Buffer.concat([Buffer.from('302a300506032b656e032100', 'hex'), enc]);
  return diffieHellman({
    privateKey: createPrivateKey({ key: privateDer, format: 'der', type: 'pkcs8' }),
    publicKey: createPublicKey({ key: publicDer, format: 'der', type: 'spki' }),
  });
}

function extract(suite: Buffer, salt: Buffer | string, label: string, ikm: Buffer): Buffer {
  return createHmac('sha256', salt)
    .update(Buffer.concat([Buffer.from('HPKE-v1'), suite, Buffer.from(label), ikm]))
    .digest();
}

function expand(suite: Buffer, prk: Buffer, label: string, info: Buffer, length: number): Buffer {
  const prefix = Buffer.concat([
    Buffer.from([0, length]),
    Buffer.from('HPKE-v1'),
    suite,
    Buffer.from(label),
    info,
  ]);
  return createHmac('sha256', prk)
    .update(prefix)
    .update(Buffer.from([1]))
    .digest()
    .subarray(0, length);
}

test('openByHand_wouldNoticeAnotherPlaintext', async () => {
  const sealed = await sealCredential({ ...credential, salt: 99n }, PUBLIC_KEY, PLACE);
  const info = `sotto/credential/31337/${PLACE.registry.toLowerCase()}/12`;
  expect(bytesToBigint(openByHand(Buffer.from(sealed), info).subarray(-32))).toBe(99n);
});
