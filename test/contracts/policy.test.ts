// SPDX-License-Identifier: Apache-2.0
import type { Contract } from 'ethers';
import { describe, expect, it } from 'vitest';
import { deploy, ethers, eventsOf, expectRevert, isolateTests, mined } from './support/chain.ts';
import { deployKit, POLICY, type Policy, SETTINGS } from './support/venueKit.ts';

const kit = await deployKit();
const guardian = kit.venue.connect(kit.guardian) as Contract;
const other = kit.venue.connect(kit.other) as Contract;
const [ownerAddress, guardianAddress, otherAddress] = (await Promise.all(
  [kit.owner, kit.guardian, kit.other].map((signer) => signer.getAddress()),
)) as [string, string, string];
const ZERO = `0x${'0'.repeat(40)}`;
const OWNABLE = { interface: new ethers.Interface(['error OwnableUnauthorizedAccount(address account)']) };
isolateTests();

describe('policies', () => {
  it('areAppendedWithRisingIdsAndStayReadable', async () => {
    const next = { ...POLICY, fee: 0n, collarBps: 10n };
    const receipt = await mined(kit.venue.setPolicy(next));
    const [set] = eventsOf(receipt, kit.venue);
    expect(set?.name).toBe('PolicySet');
    expect(set?.args.id).toBe(2n);
    expect((set!.args.policy as { toObject(): Policy }).toObject()).toEqual(next);
    expect(await kit.venue.currentPolicyId()).toBe(2n);
    expect((await kit.venue.policy(1)).toObject()).toEqual(POLICY);
    expect((await kit.venue.policy(2)).toObject()).toEqual(next);
    expect((await kit.venue.policy(3)).collarBps).toBe(0n);
  });

  it.each<[keyof Policy, bigint, bigint]>([
    ['fee', SETTINGS.maxFee, SETTINGS.maxFee + 1n],
    ['collarBps', 10n, 9n],
    ['collarBps', 2_000n, 2_001n],
    ['maxPriceAge', 60n, 59n],
    ['maxPriceAge', 21_600n, 21_601n],
    ['inserterShareBps', 5_000n, 5_001n],
  ])('keep %s within its bounds', async (name, inside, outside) => {
    await mined(kit.venue.setPolicy({ ...POLICY, [name]: inside }));
    const refused = kit.venue.setPolicy({ ...POLICY, [name]: outside });
    await expectRevert(refused, kit.venue, 'PolicyOutOfBounds', [name, outside]);
  });

  it('boundTheFeeOfADeployment', async () => {
    const bound = 2n ** 112n;
    await expectRevert(deployKit({ settings: { maxFee: bound } }), kit.venue, 'PolicyOutOfBounds', [
      'maxFee',
      bound,
    ]);
    const settings = { maxFee: POLICY.fee - 1n };
    await expectRevert(deployKit({ settings }), kit.venue, 'PolicyOutOfBounds', ['fee', POLICY.fee]);
  });

  it('areTheOwnersAlone', async () => {
    const refused = [other.setPolicy(POLICY), other.setGuardian(otherAddress)];
    for (const act of refused) {
      await expectRevert(act, OWNABLE, 'OwnableUnauthorizedAccount', [otherAddress]);
    }
    await expectRevert(guardian.setPolicy(POLICY), OWNABLE, 'OwnableUnauthorizedAccount', [guardianAddress]);
  });
});

describe('guardian', () => {
  it('pausesAndUnpauses', async () => {
    const paused = eventsOf(await mined(guardian.pause()), kit.venue);
    expect(paused).toEqual([{ name: 'Paused', args: { by: guardianAddress } }]);
    expect(await kit.venue.paused()).toBe(true);
    const unpaused = eventsOf(await mined(guardian.unpause()), kit.venue);
    expect(unpaused).toEqual([{ name: 'Unpaused', args: { by: guardianAddress } }]);
    expect(await kit.venue.paused()).toBe(false);
  });

  it('isNobodyElse', async () => {
    await expectRevert(other.pause(), kit.venue, 'NotGuardian', [otherAddress]);
    await expectRevert(kit.venue.pause(), kit.venue, 'NotGuardian', [ownerAddress]);
    await mined(guardian.pause());
    await expectRevert(other.unpause(), kit.venue, 'NotGuardian', [otherAddress]);
    await mined(kit.venue.unpause());
    expect(await kit.venue.paused()).toBe(false);
  });

  it('isReplacedByTheOwner', async () => {
    const [set] = eventsOf(await mined(kit.venue.setGuardian(otherAddress)), kit.venue);
    expect(set).toEqual({ name: 'GuardianSet', args: { guardian: otherAddress } });
    await expectRevert(guardian.pause(), kit.venue, 'NotGuardian', [guardianAddress]);
    await mined(other.pause());
    expect(await kit.venue.paused()).toBe(true);
    await mined(kit.venue.setGuardian(ZERO));
    await expectRevert(other.pause(), kit.venue, 'NotGuardian', [otherAddress]);
  });
});

describe('governance', () => {
  it('isHandedOverInTwoSteps', async () => {
    await mined(kit.venue.transferOwnership(otherAddress));
    expect(await kit.venue.owner()).toBe(ownerAddress);
    await mined(other.acceptOwnership());
    expect(await kit.venue.owner()).toBe(otherAddress);
  });

  it('canBeGivenUpForEver', async () => {
    await mined(kit.venue.renounceOwnership());
    expect(await kit.venue.owner()).toBe(ZERO);
    await expectRevert(kit.venue.setPolicy(POLICY), OWNABLE, 'OwnableUnauthorizedAccount', [ownerAddress]);
  });

  it('mayBeATimelock', async () => {
    const timelock = await deploy('Timelock', 3600, [ownerAddress], [ownerAddress]);
    const address = await timelock.getAddress();
    await mined(kit.venue.transferOwnership(address));
    const zero = `0x${'0'.repeat(64)}`;
    const run = async (data: string) => {
      await mined(timelock.schedule(kit.venue, 0, data, zero, zero, 3600));
      await ethers.provider.send('evm_increaseTime', [3600]);
      await mined(timelock.execute(kit.venue, 0, data, zero, zero));
    };
    await run(kit.venue.interface.encodeFunctionData('acceptOwnership'));
    expect(await kit.venue.owner()).toBe(address);
    await run(kit.venue.interface.encodeFunctionData('setPolicy', [{ ...POLICY, fee: 1n }]));
    expect((await kit.venue.policy(2)).fee).toBe(1n);
  });

  it('hasNoFunctionThatMovesFunds', () => {
    const names = kit.venue.interface.fragments.flatMap((fragment) =>
      fragment.type === 'function' && !('stateMutability' in fragment && fragment.stateMutability === 'view')
        ? [(fragment as unknown as { name: string }).name]
        : [],
    );
    // Whoever adds a function that changes state must come here and say who may call it.
    expect(names.sort()).toEqual([
      'acceptOwnership',
      'addAsset',
      'claimExit',
      'claimFees',
      'closeBatch',
      'deposit',
      'insert',
      'open',
      'pause',
      'refresh',
      'renounceOwnership',
      'setGuardian',
      'setPolicy',
      'settle',
      'transferOwnership',
      'unpause',
      'withdraw',
    ]);
  });
});
