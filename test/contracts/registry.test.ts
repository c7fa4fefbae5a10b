// SPDX-License-Identifier: Apache-2.0
import type { Contract, Wallet } from 'ethers';
import { describe, expect, it } from 'vitest';
import { FIELD_ORDER } from '../../protocol/field.ts';
import { EMPTY_CREDENTIAL_ROOT } from '../../protocol/generated/circuits.ts';
import { deploy, ethers, eventsOf, expectRevert, isolateTests, mined, type Sent } from './support/chain.ts';
import {
  type LeafChange,
  nextUpdate,
  postUpdate,
  signUpdate,
  sortedWallets,
  type Update,
} from './support/venueKit.ts';

const [owner, stranger] = await ethers.getSigners();
const registrars = sortedWallets(1);
const [first, second, third] = registrars as [Wallet, Wallet, Wallet];
const registry = await deploy('Registry', owner, registrars, 2);
const SEALED = `0x${'ab'.repeat(304)}`;
isolateTests();

const leaf = (slot: number, value = 5n): LeafChange => ({ slot, leaf: value, sealedOpening: SEALED });
const post = (change: Partial<Update>) => postUpdate({ registry, registrars }, change);

async function send(change: Partial<Update>, signers: Wallet[] = [first, second]): Promise<unknown> {
  const update = await nextUpdate(registry, change);
  const signatures = await Promise.all(signers.map((signer) => signUpdate(registry, update, signer)));
  return mined(registry.update(update, signatures) as Sent);
}

describe('update', () => {
  it('postsTheRootAndEachChangedLeaf', async () => {
    const revoked = { slot: 9, leaf: 0n, sealedOpening: '0x' };
    const receipt = await post({ newRoot: 11n, admitsOnly: false, changes: [leaf(3), revoked] });
    expect(eventsOf(receipt, registry)).toEqual([
      { name: 'CredentialChanged', args: { slot: 3n, leaf: 5n, sealedOpening: SEALED, version: 1n } },
      { name: 'CredentialChanged', args: { slot: 9n, leaf: 0n, sealedOpening: '0x', version: 1n } },
      { name: 'RootPosted', args: { root: 11n, version: 1n, tightens: true } },
    ]);
    expect(await registry.version()).toBe(1n);
    expect(await registry.latestRoot()).toBe(11n);
  });

  it('takesAnyQuorumOfRegistrarsFromAnybody', async () => {
    for (const signers of [
      [first, third],
      [second, third],
      [first, second, third],
    ]) {
      const update = await nextUpdate(registry, { newRoot: 11n });
      const signatures = await Promise.all(signers.map((signer) => signUpdate(registry, update, signer)));
      await mined((registry.connect(stranger!) as Contract).update(update, signatures));
    }
    expect(await registry.version()).toBe(3n);
  });

  it('revertsWithoutAQuorum', async () => {
    await expectRevert(send({}, []), registry, 'TooFewSignatures', [2n, 0n]);
    await expectRevert(send({}, [first]), registry, 'TooFewSignatures', [2n, 1n]);
    await expectRevert(send({}, [first, first]), registry, 'SignersNotAscending', [
      first.address,
      first.address,
    ]);
    await expectRevert(send({}, [second, first]), registry, 'SignersNotAscending', [
      second.address,
      first.address,
    ]);
    const [outsider] = sortedWallets(31) as [Wallet];
    const mixed = [first, outsider].sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));
    await expectRevert(send({}, mixed), registry, 'NotRegistrar', [outsider.address]);
  });

  it('revertsWhenASignatureIsForAnythingElse', async () => {
    const update = await nextUpdate(registry, { newRoot: 11n, changes: [leaf(3)] });
    const good = await signUpdate(registry, update, second);
    const elsewhere = await deploy('Registry', owner, registrars, 2);
    const other: Update[] = [
      { ...update, admitsOnly: false },
      { ...update, newRoot: 12n },
      { ...update, version: 2n },
      { ...update, changes: [] },
      { ...update, changes: [leaf(4)] },
      { ...update, changes: [leaf(3, 6n)] },
      { ...update, changes: [{ ...leaf(3), sealedOpening: `0x${'ac'.repeat(304)}` }] },
    ];
    const signatures = [
      ...(await Promise.all(other.map((signed) => signUpdate(registry, signed, first)))),
      await signUpdate(elsewhere, update, first),
      await signUpdate(registry, update, first, 1n),
      { signer: first.address, signature: good.signature },
    ];
    for (const bad of signatures) {
      await expectRevert(registry.update(update, [bad, good]), registry, 'BadSignature', [first.address]);
    }
    await mined(registry.update(update, [await signUpdate(registry, update, first), good]));
  });

  it('revertsOnAReplayAndOnASkippedVersion', async () => {
    const update = await nextUpdate(registry, { newRoot: 11n });
    const signatures = await Promise.all([first, second].map((s) => signUpdate(registry, update, s)));
    await mined(registry.update(update, signatures));
    await expectRevert(registry.update(update, signatures), registry, 'WrongVersion', [2n, 1n]);
    await expectRevert(send({ version: 3n }), registry, 'WrongVersion', [2n, 3n]);
  });

  it('revertsOnMalformedChanges', async () => {
    await expectRevert(send({ changes: [leaf(32_768)] }), registry, 'SlotOutOfRange', [32_768n]);
    await expectRevert(send({ changes: [leaf(3), leaf(3)] }), registry, 'SlotsNotAscending', [3n, 3n]);
    await expectRevert(send({ changes: [leaf(3), leaf(2)] }), registry, 'SlotsNotAscending', [3n, 2n]);
    await expectRevert(send({ changes: [leaf(3, FIELD_ORDER)] }), registry, 'NotInField', [FIELD_ORDER]);
    await expectRevert(send({ newRoot: FIELD_ORDER }), registry, 'NotInField', [FIELD_ORDER]);
    const short = { ...leaf(3), sealedOpening: SEALED.slice(0, -2) };
    await expectRevert(send({ changes: [short] }), registry, 'BadSealedOpening', [3n, 303n]);
    await expectRevert(send({ changes: [leaf(3, 0n)] }), registry, 'BadSealedOpening', [3n, 304n]);
    await send({ changes: [leaf(32_767)] });
    expect(await registry.version()).toBe(1n);
  });

  it('acceptsAContractWalletAsRegistrar', async () => {
    const wallet = await deploy('TestWallet', first.address);
    const alone = await deploy('Registry', owner, [wallet], 1);
    const update = await nextUpdate(alone, { newRoot: 11n });
    const { signature } = await signUpdate(alone, update, first);
    await mined(alone.update(update, [{ signer: await wallet.getAddress(), signature }]));
    expect(await alone.isCurrent(11n)).toBe(true);
  });
});

describe('isCurrent', () => {
  it('holdsForRootsSinceTheLastTightening', async () => {
    expect(await registry.latestRoot()).toBe(EMPTY_CREDENTIAL_ROOT);
    expect(await registry.isCurrent(EMPTY_CREDENTIAL_ROOT)).toBe(false);
    expect(await registry.isCurrent(0n)).toBe(false);
    const current = async () => Promise.all([11n, 12n, 13n, 14n].map((root) => registry.isCurrent(root)));
    await post({ newRoot: 11n, admitsOnly: true });
    await post({ newRoot: 12n, admitsOnly: true });
    expect(await current()).toEqual([true, true, false, false]);
    await post({ newRoot: 13n, admitsOnly: false });
    expect(await current()).toEqual([false, false, true, false]);
    expect(await registry.lastTightening()).toBe(3n);
    await post({ newRoot: 14n, admitsOnly: true });
    expect(await current()).toEqual([false, false, true, true]);
    // A tree that returns to an earlier state is current again because it was posted again.
    await post({ newRoot: 11n, admitsOnly: false });
    expect(await current()).toEqual([true, false, false, false]);
  });
});

describe('registrars', () => {
  it('areReplacedByTheOwner', async () => {
    const next = sortedWallets(21);
    const receipt = await mined(registry.setRegistrars(next, 1));
    expect(eventsOf(receipt, registry)[0]?.name).toBe('RegistrarsSet');
    expect(await registry.registrars()).toEqual([next.map(({ address }) => address), 1n]);
    await expectRevert(send({}, [first]), registry, 'NotRegistrar', [first.address]);
    await send({}, [next[0] as Wallet]);
    const refused = (registry.connect(stranger!) as Contract).setRegistrars(next, 1);
    const ownable = {
      interface: new ethers.Interface(['error OwnableUnauthorizedAccount(address account)']),
    };
    await expectRevert(refused, ownable, 'OwnableUnauthorizedAccount', [stranger!.address]);
  });

  it('mustBeDistinctAndEnough', async () => {
    const zero = `0x${'0'.repeat(40)}`;
    await expectRevert(registry.setRegistrars([first], 0), registry, 'BadThreshold', [0n, 1n]);
    await expectRevert(registry.setRegistrars([first], 2), registry, 'BadThreshold', [2n, 1n]);
    await expectRevert(registry.setRegistrars([], 0), registry, 'BadThreshold', [0n, 0n]);
    await expectRevert(registry.setRegistrars([first, first], 1), registry, 'BadRegistrar', [first.address]);
    await expectRevert(registry.setRegistrars([first, zero], 1), registry, 'BadRegistrar', [zero]);
    await expectRevert(deploy('Registry', owner, [first], 2), registry, 'BadThreshold', [2n, 1n]);
  });
});
