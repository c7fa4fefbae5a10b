// SPDX-License-Identifier: Apache-2.0
import type { Contract } from 'ethers';
import { describe, expect, it } from 'vitest';
import {
  deploy,
  ethers,
  eventsOf,
  expectRevert,
  isolateTests,
  mined,
  moveTo,
  nextBlockAt,
  now,
  type Receipt,
} from './support/chain.ts';
import type { Withdraw } from './support/statements.ts';
import * as statements from './support/statements.ts';
import { expectClaims } from './support/statements.ts';
import { deployKit, POLICY, SETTINGS } from './support/venueKit.ts';

const kit = await deployKit();
const member = kit.venue.connect(kit.member) as Contract;
const operator = kit.venue.connect(kit.operator) as Contract;
const [memberAddress, operatorAddress, otherAddress] = await Promise.all(
  [kit.member, kit.operator, kit.other].map((signer) => signer.getAddress()),
);
const token = kit.tokens[1] as Contract;
const ZERO = `0x${'0'.repeat(40)}`;
const NOTHING = { nonce: 0n, expiry: 0n, signature: '0x' };
isolateTests();

async function deposit(change: object = {}): Promise<Receipt> {
  const s = await statements.depositOf(kit, change);
  await expectClaims(kit, await statements.depositClaim(kit, s));
  return mined(member.deposit(s));
}

async function withdrawal(change: object = {}): Promise<Withdraw> {
  const s = await statements.withdrawOf(kit, change);
  await expectClaims(kit, statements.withdrawClaim(kit, s));
  return s;
}

async function withdraw(change: object = {}): Promise<Receipt> {
  return mined(operator.withdraw(await withdrawal(change), NOTHING));
}

const custodyOf = async (asset: number): Promise<bigint> => (await kit.venue.book(asset)).custody;
const EXIT_DELAY = Number(SETTINGS.exitDelay);

describe('deposit', () => {
  it('takesExactlyTheProvenAmountOntoTheBooks', async () => {
    const receipt = await deposit({ amount: 1_000n });
    expect(eventsOf(receipt, kit.venue).at(-1)).toMatchObject({
      name: 'Deposited',
      args: { asset: 1n, amount: 1_000n, from: memberAddress },
    });
    expect(await custodyOf(1)).toBe(1_000n);
    expect(await token.balanceOf(kit.venue)).toBe(1_000n);
  });

  it('isThePayersAloneToSend', async () => {
    const s = await statements.depositOf(kit);
    await expectClaims(kit, await statements.depositClaim(kit, s));
    await mined(token.mint(otherAddress, 1_000n));
    await mined((token.connect(kit.other) as Contract).approve(kit.venueAddress, 1_000n));
    const other = kit.venue.connect(kit.other) as Contract;
    await expectRevert(other.deposit(s), kit.venue, 'InvalidProof');
    await mined(member.deposit(s));
    expect(await custodyOf(1)).toBe(1_000n);
  });

  it('bindsAssetAndAmount', async () => {
    const s = await statements.depositOf(kit);
    await expectClaims(kit, await statements.depositClaim(kit, s));
    for (const change of [{ asset: 2n }, { amount: 999n }, { amount: 1_001n }]) {
      await expectRevert(member.deposit({ ...s, ...change }), kit.venue, 'InvalidProof');
    }
    await mined(member.deposit(s));
    expect(await custodyOf(1)).toBe(1_000n);
  });

  it('ignoresDonatedTokens', async () => {
    await mined(token.mint(kit.venue, 500n));
    await deposit({ amount: 7n });
    expect(await custodyOf(1)).toBe(7n);
    // Nobody can take the gift out: a payout is limited by the books.
    expect(await kit.venue.outflow(1)).toEqual([0n, 0n]);
  });

  it('revertsWhenTheTokenMovesAnotherAmount', async () => {
    await mined(token.setVice(3));
    await expectRevert(deposit({ amount: 10n }), kit.venue, 'DepositMismatch', [10n, 9n]);
    expect(await custodyOf(1)).toBe(0n);
  });

  it('revertsWhenTheTokenReturnsFalse', async () => {
    await mined(token.setVice(2));
    const safeErc20 = new ethers.Interface(['error SafeERC20FailedOperation(address token)']);
    await expectRevert(deposit(), { interface: safeErc20 }, 'SafeERC20FailedOperation', [
      await token.getAddress(),
    ]);
  });

  it('acceptsTokensThatReturnNothing', async () => {
    await mined(token.setVice(1));
    await deposit({ amount: 10n });
    expect(await custodyOf(1)).toBe(10n);
  });

  it('revertsOnAmountsAndAssetsThatCannotBe', async () => {
    const s = await statements.depositOf(kit);
    for (const amount of [0n, 2n ** 120n, 2n ** 256n - 1n]) {
      await expectRevert(member.deposit({ ...s, amount }), kit.venue, 'BadAmount', [amount]);
    }
    for (const asset of [3n, 255n]) {
      await expectRevert(member.deposit({ ...s, asset }), kit.venue, 'UnknownAsset', [asset]);
    }
  });

  it('keepsCustodyBelowTheCap', async () => {
    const most = 2n ** 120n - 1n;
    await mined(token.mint(memberAddress, most));
    await deposit({ amount: most });
    expect(await custodyOf(1)).toBe(most);
    await expectRevert(deposit({ amount: 1n }), kit.venue, 'CustodyCap', [1n, most, 1n]);
  });

  it('letsNoTokenReenter', async () => {
    const s = await statements.refreshOf(kit);
    await expectClaims(kit, statements.refreshClaim(kit, s));
    const data = kit.venue.interface.encodeFunctionData('refresh', [s]);
    await mined(token.reenter(kit.venueAddress, data));
    await deposit({ amount: 10n });
    expect(await token.reentered()).toBe(false);
    const guard = new ethers.Interface(['error ReentrancyGuardReentrantCall()']);
    expect(guard.parseError(await token.answer())?.name).toBe('ReentrancyGuardReentrantCall');
    expect(await custodyOf(1)).toBe(10n);
  });
});

describe('withdraw', () => {
  it('paysRecipientAndRelayerAtOnceBelowTheLimit', async () => {
    await deposit({ amount: 1_000n });
    const change = { amount: 100n, relayerFee: 30n, relayer: operatorAddress };
    const receipt = await withdraw(change);
    expect(eventsOf(receipt, kit.venue).at(-1)).toMatchObject({
      name: 'Withdrawn',
      args: {
        asset: 1n,
        amount: 100n,
        recipient: otherAddress,
        relayer: operatorAddress,
        relayerFee: 30n,
        exitAuthority: ZERO,
        newExitAuthority: ZERO,
        exitId: 0n,
      },
    });
    expect(await token.balanceOf(otherAddress)).toBe(70n);
    expect(await token.balanceOf(operatorAddress)).toBe(30n);
    expect(await custodyOf(1)).toBe(900n);
    expect(await kit.venue.outflow(1)).toEqual([100n, 90n]);
  });

  it('paysTheSenderWhenNoRelayerIsNamed', async () => {
    await deposit({ amount: 1_000n });
    await withdraw({ amount: 10n, relayerFee: 10n, recipient: ZERO });
    expect(await token.balanceOf(operatorAddress)).toBe(10n);
  });

  it('movesNothingForAmountZero', async () => {
    const receipt = await withdraw({ amount: 0n, recipient: ZERO, newExitAuthority: otherAddress });
    expect(receipt.logs.length).toBe(2);
    expect(await kit.venue.nextExitId()).toBe(1n);
  });

  it('revertsOnWhatCannotBePaid', async () => {
    const s = await statements.withdrawOf(kit);
    const send = (change: object) => member.withdraw({ ...s, ...change }, NOTHING);
    await expectRevert(send({ amount: 2n ** 120n }), kit.venue, 'BadAmount', [2n ** 120n]);
    await expectRevert(send({ relayerFee: 11n }), kit.venue, 'RelayerFeeTooHigh', [11n, 10n]);
    await expectRevert(send({ recipient: ZERO }), kit.venue, 'BadRecipient', [ZERO]);
    const own = kit.venueAddress;
    await expectRevert(send({ recipient: own }), kit.venue, 'BadRecipient', [own]);
    await expectRevert(send({ relayer: own }), kit.venue, 'BadRecipient', [own]);
    await expectRevert(send({ asset: 3n }), kit.venue, 'UnknownAsset', [3n]);
  });

  it('bindsEveryValue', async () => {
    await deposit({ amount: 1_000n });
    const s = await withdrawal();
    const named = await withdrawal({
      relayer: operatorAddress,
      relayerFee: 2n,
      newExitAuthority: operatorAddress,
    });
    const changes: Partial<Withdraw>[] = [
      { amount: 11n },
      { amount: 9n },
      { asset: 0n },
      { recipient: memberAddress },
      { relayer: memberAddress },
      { relayerFee: 1n },
      { newExitAuthority: memberAddress },
    ];
    // What is named cannot be left out either.
    const without: Partial<Withdraw>[] = [{ relayer: ZERO }, { relayerFee: 0n }, { newExitAuthority: ZERO }];
    for (const change of changes) {
      await expectRevert(member.withdraw({ ...s, ...change }, NOTHING), kit.venue, 'InvalidProof');
    }
    for (const change of [...changes, ...without]) {
      await expectRevert(member.withdraw({ ...named, ...change }, NOTHING), kit.venue, 'InvalidProof');
    }
    await mined(member.withdraw(named, NOTHING));
    expect(await token.balanceOf(operatorAddress)).toBe(2n);
  });

  it('failsAloneWhenTheTokenRefusesTheRecipient', async () => {
    await deposit({ amount: 1_000n });
    await mined(token.setBlocked(otherAddress, true));
    const refused = await withdrawal();
    await expectRevert(member.withdraw(refused, NOTHING), token, 'Blocked', [otherAddress]);
    expect(await kit.venue.isSpent(refused.nullifier)).toBe(false);
    await withdraw({ recipient: memberAddress });
    expect(await custodyOf(1)).toBe(990n);
  });

  it('goesOnWhilePaused', async () => {
    await deposit({ amount: 1_000n });
    await mined((kit.venue.connect(kit.guardian) as Contract).pause());
    await withdraw({ amount: 10n });
    expect(await token.balanceOf(otherAddress)).toBe(10n);
  });
});

describe('outflow limit', () => {
  it('delaysThePayoutThatWouldExceedIt', async () => {
    await deposit({ amount: 1_000n });
    await withdraw({ amount: 60n });
    const receipt = await withdraw({ amount: 40n, relayerFee: 5n, relayer: operatorAddress });
    // Capacity is now half of 20 % of 940: 94; 60 count already.
    expect(eventsOf(receipt, kit.venue, 'ExitDelayed')[0]?.args).toEqual({
      id: 1n,
      asset: 1n,
      recipient: otherAddress,
      toRecipient: 35n,
      relayer: operatorAddress,
      toRelayer: 5n,
    });
    expect(eventsOf(receipt, kit.venue, 'Withdrawn')[0]?.args.exitId).toBe(1n);
    expect(await custodyOf(1)).toBe(940n);
    await withdraw({ amount: 34n });
    expect(await custodyOf(1)).toBe(906n);
  });

  it('leaksOverTheWindowAndFallsWithDeposits', async () => {
    await deposit({ amount: 1_000n });
    await withdraw({ amount: 100n });
    const start = await now();
    await moveTo(start + 43_200);
    expect(await kit.venue.outflow(1)).toEqual([55n, 90n]);
    await moveTo(start + 200_000);
    expect(await kit.venue.outflow(1)).toEqual([0n, 90n]);
    await withdraw({ amount: 90n });
    await deposit({ amount: 80n });
    expect((await kit.venue.outflow(1))[0]).toBe(10n);
    await deposit({ amount: 80n });
    expect((await kit.venue.outflow(1))[0]).toBe(0n);
  });

  it('isSeparateForEachAsset', async () => {
    await deposit({ amount: 1_000n });
    await deposit({ asset: 2n, amount: 1_000n });
    await withdraw({ amount: 100n });
    await withdraw({ asset: 2n, amount: 100n });
    expect([await custodyOf(1), await custodyOf(2)]).toEqual([900n, 900n]);
  });
});

describe('claimExit', () => {
  async function delayed(change: object = {}): Promise<number> {
    await deposit({ amount: 1_000n });
    await withdraw({ amount: 500n, relayerFee: 50n, relayer: operatorAddress, ...change });
    return Number((await kit.venue.delayedExit(1)).createdAt);
  }

  it('paysBothPartsAfterTheDelayWhoeverAsks', async () => {
    const createdAt = await delayed();
    const due = createdAt + EXIT_DELAY;
    await nextBlockAt(due - 1);
    await expectRevert(member.claimExit(1), kit.venue, 'ExitNotDue', [1n, BigInt(due)]);
    await nextBlockAt(due);
    const receipt = await mined((kit.venue.connect(kit.guardian) as Contract).claimExit(1));
    expect(eventsOf(receipt, kit.venue)).toEqual([
      { name: 'ExitPaid', args: { id: 1n, toRecipient: 450n, toRelayer: 50n } },
    ]);
    expect(await token.balanceOf(otherAddress)).toBe(450n);
    expect(await token.balanceOf(operatorAddress)).toBe(50n);
    expect(await custodyOf(1)).toBe(500n);
    // What waited does not count as outflow at once.
    expect((await kit.venue.outflow(1))[0]).toBe(0n);
    await expectRevert(member.claimExit(1), kit.venue, 'UnknownExit', [1n]);
    await expectRevert(member.claimExit(2), kit.venue, 'UnknownExit', [2n]);
  });

  it('changesWhatMayLeaveOnlyFromThenOn', async () => {
    await deposit({ amount: 1_000n });
    await withdraw({ amount: 100n });
    await withdraw({ amount: 500n });
    await moveTo((await now()) + EXIT_DELAY);
    await mined(member.claimExit(1));
    // Two windows at 90 leaked all of it; at the 40 of the custody that is left, 20 would still count.
    expect(await kit.venue.outflow(1)).toEqual([0n, 40n]);
  });

  it('waitsLongerWhilePausedAndIsPaidAllTheSame', async () => {
    const createdAt = await delayed();
    await mined((kit.venue.connect(kit.guardian) as Contract).pause());
    const due = createdAt + Number(SETTINGS.pausedExitDelay);
    await nextBlockAt(due - 1);
    await expectRevert(member.claimExit(1), kit.venue, 'ExitNotDue', [1n, BigInt(due)]);
    await nextBlockAt(due);
    await mined(member.claimExit(1));
    expect(await custodyOf(1)).toBe(500n);
  });

  it('keepsAPartThatTheTokenRefuses', async () => {
    const createdAt = await delayed();
    await moveTo(createdAt + EXIT_DELAY);
    await mined(token.setBlocked(otherAddress, true));
    const receipt = await mined(member.claimExit(1));
    expect(eventsOf(receipt, kit.venue)[0]?.args).toEqual({ id: 1n, toRecipient: 0n, toRelayer: 50n });
    expect((await kit.venue.delayedExit(1)).toRecipient).toBe(450n);
    expect(await custodyOf(1)).toBe(950n);
    await expectRevert(member.claimExit(1), kit.venue, 'PayoutFailed', [1n]);
    await mined(token.setBlocked(otherAddress, false));
    await mined(member.claimExit(1));
    expect(await token.balanceOf(otherAddress)).toBe(450n);
    expect(await custodyOf(1)).toBe(500n);
  });

  it('failsWhenTheTokenReturnsFalseAndLosesNothing', async () => {
    const createdAt = await delayed();
    await moveTo(createdAt + EXIT_DELAY);
    await mined(token.setVice(2));
    await expectRevert(member.claimExit(1), kit.venue, 'PayoutFailed', [1n]);
    await mined(token.setVice(0));
    await mined(member.claimExit(1));
    expect(await custodyOf(1)).toBe(500n);
  });

  describe.each([
    ['theSameExit', 1],
    ['anotherExit', 2],
  ])('whileTheTokenClaims %s', (_, id) => {
    it('paysOnce', async () => {
      await delayed();
      await withdraw({ amount: 400n });
      await moveTo((await now()) + EXIT_DELAY);
      await mined(token.reenter(kit.venueAddress, kit.venue.interface.encodeFunctionData('claimExit', [id])));
      await mined(member.claimExit(1));
      expect(await token.reentered()).toBe(false);
      expect(await token.balanceOf(otherAddress)).toBe(450n);
      expect(await custodyOf(1)).toBe(500n);
      await mined(member.claimExit(2));
      expect(await custodyOf(1)).toBe(100n);
    });
  });
});

describe('claimFees', () => {
  async function earn(): Promise<void> {
    const s = await statements.refreshOf(kit, { fee: POLICY.fee, beneficiary: operatorAddress });
    await expectClaims(kit, statements.refreshClaim(kit, s));
    await mined(member.refresh(s));
  }

  it('paysThroughTheOutflowLimit', async () => {
    await deposit({ asset: 0n, amount: 60_000_000n });
    await earn();
    const receipt = await mined(member.claimFees(operatorAddress));
    const paid = { beneficiary: operatorAddress, amount: 4_000_000n, exitId: 0n };
    expect(eventsOf(receipt, kit.venue)).toEqual([{ name: 'FeesClaimed', args: paid }]);
    expect(await (kit.tokens[0] as Contract).balanceOf(operatorAddress)).toBe(4_000_000n);
    expect(await custodyOf(0)).toBe(56_000_000n);
    await expectRevert(member.claimFees(operatorAddress), kit.venue, 'NothingOwed', [operatorAddress]);
    await earn();
    const second = eventsOf(await mined(member.claimFees(operatorAddress)), kit.venue, 'FeesClaimed');
    expect(second[0]?.args.exitId).toBe(1n);
    expect(await kit.venue.feesOwed(operatorAddress)).toBe(0n);
    await moveTo((await now()) + EXIT_DELAY);
    await mined(member.claimExit(1));
    expect(await custodyOf(0)).toBe(52_000_000n);
  });
});

describe('reentrancy', () => {
  const GUARD = new ethers.Interface(['error ReentrancyGuardReentrantCall()']);
  const answerOf = async (asset: number) => {
    const called = kit.tokens[asset] as Contract;
    expect(await called.reentered()).toBe(false);
    return GUARD.parseError(await called.answer())?.name;
  };

  it('isRefusedByEveryFunctionThatMovesAnything', async () => {
    const open = await statements.openOf(kit);
    const refresh = await statements.refreshOf(kit);
    const withdraw = await statements.withdrawOf(kit);
    const { proof, h } = open;
    const insert = { proof, h, batch: 0n, newRoot: 1n, leaves: [], recordHashes: [] };
    const calls: [string, unknown[]][] = [
      ['open', [open]],
      ['deposit', [await statements.depositOf(kit)]],
      ['withdraw', [withdraw, NOTHING]],
      ['refresh', [refresh]],
      ['settle', [[]]],
      ['insert', [insert]],
      ['claimExit', [1]],
      ['claimFees', [otherAddress]],
    ];
    for (const [name, args] of calls) {
      await mined(token.reenter(kit.venueAddress, kit.venue.interface.encodeFunctionData(name, args)));
      await deposit({ amount: 10n });
      expect(await answerOf(1), name).toBe('ReentrancyGuardReentrantCall');
    }
  });

  it('isRefusedWhileAWithdrawalOrFeesArePaid', async () => {
    await deposit({ amount: 1_000n });
    await deposit({ asset: 0n, amount: 60_000_000n });
    const refresh = await statements.refreshOf(kit, { fee: POLICY.fee, beneficiary: operatorAddress });
    await expectClaims(kit, statements.refreshClaim(kit, refresh));
    await mined(member.refresh(refresh));
    const settle = kit.venue.interface.encodeFunctionData('settle', [[]]);
    for (const asset of [0, 1]) await mined(kit.tokens[asset]!.reenter(kit.venueAddress, settle));
    await withdraw({ amount: 10n });
    expect(await answerOf(1)).toBe('ReentrancyGuardReentrantCall');
    await mined(member.claimFees(operatorAddress));
    expect(await answerOf(0)).toBe('ReentrancyGuardReentrantCall');
  });
});

/** Sums over events what is hidden, owed and waiting: P1 as an observer computes it. */
describe('books', () => {
  it('alwaysEqualWhatIsHiddenOwedAndWaiting', async () => {
    const fee = { asset: 0n };
    await deposit({ ...fee, amount: 50_000_000n });
    let hidden = 50_000_000n;
    const expectSolvent = async () => {
      const count = Number(await kit.venue.nextExitId());
      let waiting = 0n;
      for (let id = 1; id < count; id++) {
        const exit = await kit.venue.delayedExit(id);
        waiting += exit.toRecipient + exit.toRelayer;
      }
      const owed = (await kit.venue.feesOwed(operatorAddress)) + (await kit.venue.feesOwed(memberAddress));
      const reward = (await kit.venue.batch(0)).inserted ? 0n : (await kit.venue.batch(0)).reward;
      expect(await custodyOf(0)).toBe(hidden + waiting + owed + reward);
      expect(await kit.tokens[0]!.balanceOf(kit.venue)).toBeGreaterThanOrEqual(await custodyOf(0));
    };
    await expectSolvent();
    const trade = await statements.tradeOf(kit);
    await expectClaims(kit, ...trade.map((half) => statements.halfClaim(kit, half)));
    await mined(operator.settle(trade));
    hidden -= 2n * POLICY.fee;
    await expectSolvent();
    await withdraw({ ...fee, amount: 1_000_000n });
    hidden -= 1_000_000n;
    await expectSolvent();
    await withdraw({ ...fee, amount: 30_000_000n });
    hidden -= 30_000_000n;
    await expectSolvent();
    await mined(member.claimFees(operatorAddress));
    await expectSolvent();
    await moveTo((await now()) + EXIT_DELAY);
    for (const id of [1, 2]) {
      await mined(member.claimExit(id));
      await expectSolvent();
    }
    expect(await kit.venue.nextExitId()).toBe(3n);
  });
});

describe('assets', () => {
  it('areAppendedByTheOwnerUpToSixteen', async () => {
    const next = await deploy('TestToken');
    await expectRevert(
      member.addAsset(next),
      { interface: new ethers.Interface(['error OwnableUnauthorizedAccount(address account)']) },
      'OwnableUnauthorizedAccount',
      [memberAddress],
    );
    const receipt = await mined(kit.venue.addAsset(next));
    expect(eventsOf(receipt, kit.venue)[0]?.args).toEqual({ asset: 3n, token: await next.getAddress() });
    for (const bad of [await next.getAddress(), await token.getAddress(), ZERO, memberAddress!]) {
      await expectRevert(kit.venue.addAsset(bad), kit.venue, 'BadAsset', [bad]);
    }
    for (let slot = 4; slot < 16; slot++) await mined(kit.venue.addAsset(await deploy('TestToken')));
    expect(await kit.venue.assetCount()).toBe(16n);
    await expectRevert(kit.venue.addAsset(await deploy('TestToken')), kit.venue, 'TooManyAssets');
  });

  it.each<[string, object]>([
    ['window too short', { outflowWindow: 3_599n }],
    ['window too long', { outflowWindow: 2_592_001n }],
    ['share of nothing', { outflowShareBps: 0n }],
    ['share above all', { outflowShareBps: 10_001n }],
    ['exits that hardly wait', { exitDelay: 3_599n }],
    ['shorter delay while paused', { exitDelay: 3_601n, pausedExitDelay: 3_600n }],
    ['delay without end', { pausedExitDelay: 2_592_001n }],
    ['batches that stay open', { minBatchAge: 86_401n }],
    ['batches that are closed at will', { minBatchAge: 0n }],
  ])('deploymentRevertsOn %s', async (_, settings) => {
    await expectRevert(deployKit({ settings }), kit.venue, 'BadConfig');
  });
});
