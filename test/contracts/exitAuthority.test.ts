// SPDX-License-Identifier: Apache-2.0
import { type Contract, Wallet } from 'ethers';
import { describe, expect, it } from 'vitest';
import {
  CHAIN_ID,
  deploy,
  ethers,
  expectRevert,
  isolateTests,
  mined,
  moveTo,
  nextBlockAt,
  now,
  START,
} from './support/chain.ts';
import type { Withdraw } from './support/statements.ts';
import * as statements from './support/statements.ts';
import { expectClaims } from './support/statements.ts';
import { deployKit } from './support/venueKit.ts';

const kit = await deployKit();
const member = kit.venue.connect(kit.member) as Contract;
const token = kit.tokens[1] as Contract;
const [operatorAddress, otherAddress] = (await Promise.all(
  [kit.operator, kit.other].map((signer) => signer.getAddress()),
)) as [string, string];
const ZERO = `0x${'0'.repeat(40)}`;
isolateTests();

async function deposit(change: object): Promise<void> {
  const s = await statements.depositOf(kit, change);
  await expectClaims(kit, await statements.depositClaim(kit, s));
  await mined(member.deposit(s));
}

async function withdrawal(change: object = {}): Promise<Withdraw> {
  const s = await statements.withdrawOf(kit, change);
  await expectClaims(kit, statements.withdrawClaim(kit, s));
  return s;
}

const EXIT_TYPES = {
  ExitAuthorization: [
    ...['exitAuthority:address', 'asset:uint8', 'token:address', 'amount:uint256', 'recipient:address'],
    ...[
      'relayer:address',
      'relayerFee:uint256',
      'newExitAuthority:address',
      'nonce:uint256',
      'expiry:uint40',
    ],
  ].map((field) => ({ name: field.split(':')[0]!, type: field.split(':')[1]! })),
};

describe('exit authority', () => {
  const key = new Wallet(`0x${'77'.repeat(32)}`);
  const EXPIRY = BigInt(START + 100_000);

  async function authorize(
    s: Withdraw,
    { signer = key, nonce = 5n, expiry = EXPIRY, venue = kit.venueAddress, chainId = CHAIN_ID } = {},
  ) {
    const domain = { name: 'Sotto Venue', version: '1', chainId, verifyingContract: venue };
    const values = { ...s, token: await kit.tokens[Number(s.asset)]!.getAddress(), nonce, expiry };
    const names = EXIT_TYPES.ExitAuthorization.map(({ name }) => name);
    const message = Object.fromEntries(names.map((name) => [name, values[name as keyof typeof values]]));
    return { nonce, expiry, signature: await signer.signTypedData(domain, EXIT_TYPES, message) };
  }

  it('signsTheDigestTheVenueShows', async () => {
    const s = await statements.withdrawOf(kit, { exitAuthority: key.address });
    const { nonce, expiry, signature } = await authorize(s);
    const digest = await kit.venue.exitAuthorizationDigest(s, nonce, expiry);
    expect(ethers.recoverAddress(digest, signature)).toBe(key.address);
  });

  it('mustSignTheWithdrawal', async () => {
    await deposit({ amount: 1_000n });
    const s = await withdrawal({ exitAuthority: key.address });
    const authorization = await authorize(s);
    await expectRevert(
      member.withdraw(s, { ...authorization, signature: '0x' }),
      kit.venue,
      'BadExitSignature',
      [key.address],
    );
    const thief = new Wallet(`0x${'66'.repeat(32)}`);
    for (const forged of [
      await authorize(s, { signer: thief }),
      await authorize(s, { venue: otherAddress }),
      await authorize(s, { chainId: 1n }),
      { ...authorization, nonce: 6n },
      { ...authorization, expiry: EXPIRY + 1n },
    ]) {
      await expectRevert(member.withdraw(s, forged), kit.venue, 'BadExitSignature', [key.address]);
    }
    await mined(member.withdraw(s, authorization));
    expect(await kit.venue.isNonceUsed(key.address, 5n)).toBe(true);
    expect(await token.balanceOf(otherAddress)).toBe(10n);
  });

  it.each<[string, Partial<Withdraw>]>([
    ['amount', { amount: 11n }],
    ['asset', { asset: 2n }],
    ['recipient', { recipient: operatorAddress }],
    ['relayer', { relayer: operatorAddress }],
    ['relayerFee', { relayerFee: 1n }],
    ['newExitAuthority', { newExitAuthority: operatorAddress }],
  ])('coversThe %s', async (_, change) => {
    const s = await withdrawal({ exitAuthority: key.address });
    const authorization = await authorize(s);
    const other = await withdrawal({ ...s, ...change });
    await expectRevert(member.withdraw(other, authorization), kit.venue, 'BadExitSignature', [key.address]);
  });

  it('canNeitherBeLeftOutNorReplaced', async () => {
    await deposit({ amount: 1_000n });
    const s = await withdrawal({ exitAuthority: key.address });
    const authorization = await authorize(s);
    // Without an authority no signature is asked for; another one may well sign. The leaf names neither.
    await expectRevert(
      member.withdraw({ ...s, exitAuthority: ZERO }, authorization),
      kit.venue,
      'InvalidProof',
    );
    const thief = new Wallet(`0x${'66'.repeat(32)}`);
    const replaced = { ...s, exitAuthority: thief.address };
    const stolen = await authorize(replaced, { signer: thief });
    await expectRevert(member.withdraw(replaced, stolen), kit.venue, 'InvalidProof');
    expect(await kit.venue.isNonceUsed(thief.address, 5n)).toBe(false);
    await mined(member.withdraw(s, authorization));
    expect(await token.balanceOf(otherAddress)).toBe(10n);
  });

  it('isNotPutOnALeafThatHasNone', async () => {
    await deposit({ amount: 1_000n });
    const s = { ...(await withdrawal()), exitAuthority: key.address };
    await expectRevert(member.withdraw(s, await authorize(s)), kit.venue, 'InvalidProof');
    expect(await kit.venue.isNonceUsed(key.address, 5n)).toBe(false);
  });

  it('isGoodForAnyStateAndDayOnce', async () => {
    await deposit({ amount: 1_000n });
    const authorization = await authorize(await withdrawal({ exitAuthority: key.address }));
    await moveTo(START + 90_000);
    // The same terms on a later state of the account, the next day.
    const later = await withdrawal({ exitAuthority: key.address });
    await mined(member.withdraw(later, authorization));
    const again = await withdrawal({ exitAuthority: key.address });
    await expectRevert(member.withdraw(again, authorization), kit.venue, 'NonceUsed', [key.address, 5n]);
    // Nonces need no order.
    await mined(member.withdraw(again, await authorize(again, { nonce: 1n })));
  });

  it('expires', async () => {
    await deposit({ amount: 1_000n });
    const s = await withdrawal({ exitAuthority: key.address });
    const expiry = BigInt(await now()) + 50n;
    const authorization = await authorize(s, { expiry });
    await nextBlockAt(Number(expiry) + 1);
    await expectRevert(member.withdraw(s, authorization), kit.venue, 'AuthorizationExpired', [expiry]);
    await nextBlockAt(Number(expiry));
    await mined(member.withdraw(s, authorization));
  });

  it('mayBeAContractWallet', async () => {
    await deposit({ amount: 1_000n });
    const wallet = await (await deploy('TestWallet', key.address)).getAddress();
    const s = await withdrawal({ exitAuthority: wallet });
    const thief = new Wallet(`0x${'66'.repeat(32)}`);
    const stolen = await authorize(s, { signer: thief });
    await expectRevert(member.withdraw(s, stolen), kit.venue, 'BadExitSignature', [wallet]);
    await mined(member.withdraw(s, await authorize(s)));
    expect(await token.balanceOf(otherAddress)).toBe(10n);
  });

  it('doesNotShareSignaturesBetweenWalletsOfOneOwner', async () => {
    const wallets = [await deploy('TestWallet', key.address), await deploy('TestWallet', key.address)];
    const [first, second] = (await Promise.all(wallets.map((wallet) => wallet.getAddress()))) as [
      string,
      string,
    ];
    const authorization = await authorize(await withdrawal({ exitAuthority: first }));
    const s = await withdrawal({ exitAuthority: second });
    await expectRevert(member.withdraw(s, authorization), kit.venue, 'BadExitSignature', [second]);
  });

  it('cannotReenterWhileItJudges', async () => {
    await deposit({ amount: 1_000n });
    const wallet = await deploy('TestWallet', key.address);
    const refresh = await statements.refreshOf(kit);
    await expectClaims(kit, statements.refreshClaim(kit, refresh));
    const s = await withdrawal({ exitAuthority: await wallet.getAddress() });
    await mined(
      wallet.reenter(kit.venueAddress, kit.venue.interface.encodeFunctionData('refresh', [refresh])),
    );
    await expectRevert(member.withdraw(s, await authorize(s)), kit.venue, 'BadExitSignature', [
      await wallet.getAddress(),
    ]);
    expect(await kit.venue.isSpent(refresh.nullifier)).toBe(false);
  });

  it('isNotAskedWhenThereIsNone', async () => {
    await deposit({ amount: 1_000n });
    const s = await withdrawal({ amount: 10n });
    await mined(member.withdraw(s, { nonce: 0n, expiry: 0n, signature: '0x' }));
    expect(await kit.venue.isNonceUsed(ZERO, 0n)).toBe(false);
  });
});
