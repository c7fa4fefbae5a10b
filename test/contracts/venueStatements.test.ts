// SPDX-License-Identifier: Apache-2.0
import type { Contract } from 'ethers';
import { keccak256, toBeHex } from 'ethers';
import { describe, expect, it } from 'vitest';
import { FIELD_ORDER } from '../../protocol/field.ts';
import {
  DAY,
  eventsOf,
  expectRevert,
  isolateTests,
  mined,
  moveTo,
  nextBlockAt,
  START,
} from './support/chain.ts';
import * as statements from './support/statements.ts';
import { type Common, expectClaims } from './support/statements.ts';
import { deployKit, POLICY, postUpdate } from './support/venueKit.ts';

const kit = await deployKit();
const venue = kit.venue.connect(kit.member) as Contract;
const NOTHING = { nonce: 0n, expiry: 0n, signature: '0x' };
const TODAY = BigInt(Math.floor(START / DAY));
isolateTests();

const open = async (change: object = {}) => {
  const s = await statements.openOf(kit, change);
  await expectClaims(kit, statements.openClaim(kit, s));
  return s;
};
const deposit = async (change: object = {}) => {
  const s = await statements.depositOf(kit, change);
  await expectClaims(kit, await statements.depositClaim(kit, s));
  return s;
};
const withdraw = async (change: object = {}) => {
  const s = await statements.withdrawOf(kit, change);
  await expectClaims(kit, statements.withdrawClaim(kit, s));
  return s;
};
const refresh = async (change: object = {}) => {
  const s = await statements.refreshOf(kit, change);
  await expectClaims(kit, statements.refreshClaim(kit, s));
  return s;
};

/** The four statements, each good and ready to send, and how to send them. */
const ACTIONS = {
  open: { make: open, send: (s: object) => venue.open(s) },
  deposit: { make: deposit, send: (s: object) => venue.deposit(s) },
  withdraw: { make: withdraw, send: (s: object) => venue.withdraw(s, NOTHING) },
  refresh: { make: refresh, send: (s: object) => venue.refresh(s) },
} as const;
const names = Object.keys(ACTIONS) as (keyof typeof ACTIONS)[];

function queued(s: Common, position: bigint) {
  const { nullifier, account, record } = s;
  return { name: 'AccountQueued', args: { position, nullifier, account, record } };
}

function plain(events: ReturnType<typeof eventsOf>) {
  return JSON.parse(JSON.stringify(events, (_, value) => (typeof value === 'bigint' ? `${value}` : value)));
}

describe.each(names)('%s', (name) => {
  const { make, send } = ACTIONS[name];

  it('spendsTheStateAndQueuesTheNextWithItsRecord', async () => {
    if (name === 'withdraw') await mined(venue.deposit(await deposit({ amount: 1000n })));
    const position = name === 'withdraw' ? 1n : 0n;
    const s = await make();
    const receipt = await mined(send(s));
    expect(plain(eventsOf(receipt, kit.venue, 'AccountQueued'))).toEqual(plain([queued(s, position)]));
    expect(await kit.venue.isSpent(s.nullifier)).toBe(true);
    const batch = await kit.venue.batch(0);
    expect([batch.count, batch.closed]).toEqual([position + 1n, false]);
  });

  it('revertsWhenTheStateIsSpent', async () => {
    const s = await make();
    await mined(ACTIONS.refresh.send(await refresh({ nullifier: s.nullifier })));
    await expectRevert(send(s), kit.venue, 'NullifierSpent', [s.nullifier]);
  });

  it('revertsWhenTheProofIsForAnotherVector', async () => {
    const s = await make();
    await expectRevert(send({ ...s, account: s.account + 1n }), kit.venue, 'InvalidProof');
    await expectRevert(send({ ...s, record: [...s.record.slice(0, 7), 5n] }), kit.venue, 'InvalidProof');
    await expectRevert(send({ ...s, h: s.h ^ 1n }), kit.venue, 'InvalidProof');
    await expectRevert(send({ ...s, proof: [...s.proof.slice(0, 7), 5n] }), kit.venue, 'InvalidProof');
  });

  it('revertsOnAliasedFieldElements', async () => {
    const s = await make();
    const alias = s.nullifier + FIELD_ORDER;
    await expectRevert(send({ ...s, nullifier: alias }), kit.venue, 'NotInField', [alias]);
    await expectRevert(send({ ...s, h: s.h + FIELD_ORDER }), kit.venue, 'NotInField', [s.h + FIELD_ORDER]);
    await expectRevert(send({ ...s, account: FIELD_ORDER }), kit.venue, 'NotInField', [FIELD_ORDER]);
    const record = [...s.record.slice(0, 7), 2n ** 256n - 1n];
    await expectRevert(send({ ...s, record }), kit.venue, 'NotInField', [2n ** 256n - 1n]);
  });

  it('acceptsYesterdayUntilTenMinutesAfterMidnight', async () => {
    const midnight = Number(TODAY + 1n) * DAY;
    const nothing = name === 'withdraw' ? { amount: 0n } : {};
    const [tomorrows, early, late] = [await make(nothing), await make(nothing), await make(nothing)];
    await nextBlockAt(midnight - 1);
    const tomorrow = TODAY + 1n;
    await expectRevert(send({ ...tomorrows, day: tomorrow }), kit.venue, 'DayNotCurrent', [tomorrow, TODAY]);
    await nextBlockAt(midnight + 599);
    await mined(send(early));
    await nextBlockAt(midnight + 600);
    await expectRevert(send(late), kit.venue, 'DayNotCurrent', [TODAY, tomorrow]);
    const older = TODAY - 1n;
    await expectRevert(send({ ...late, day: older }), kit.venue, 'DayNotCurrent', [older, tomorrow]);
  });

  it('countsForTheDayTheProofNames', async () => {
    await moveTo(Number(TODAY + 1n) * DAY + 300);
    for (const day of [TODAY, TODAY + 1n]) {
      const s = await make({ day, ...(name === 'withdraw' ? { amount: 0n } : {}) });
      await mined(send(s));
      expect(await kit.venue.isSpent(s.nullifier)).toBe(true);
    }
  });
});

describe.each(['deposit', 'withdraw', 'refresh'] as const)('%s', (name) => {
  it('revertsOnARootThatNeverWas', async () => {
    const { make, send } = ACTIONS[name];
    for (const accountRoot of [5n, 0n]) {
      await expectRevert(send(await make({ accountRoot })), kit.venue, 'UnknownAccountRoot', [accountRoot]);
    }
  });
});

describe.each(['open', 'deposit'] as const)('%s', (name) => {
  const { make, send } = ACTIONS[name];

  it('revertsOnACredentialRootOlderThanTheLastTightening', async () => {
    const s = await make();
    await postUpdate(kit, { newRoot: 778n, admitsOnly: false });
    await expectRevert(send(s), kit.venue, 'CredentialRootNotCurrent', [kit.credentialRoot]);
    await mined(send(await make({ credentialRoot: 778n })));
  });

  it('acceptsAnOlderRootWhileOnlyMembersWereAdmitted', async () => {
    const s = await make();
    await postUpdate(kit, { newRoot: 778n, admitsOnly: true });
    await mined(send(s));
  });

  it('revertsUnderAnotherPolicy', async () => {
    const s = await make();
    await expectRevert(send({ ...s, policyId: 2n }), kit.venue, 'PolicyNotCurrent', [2n, 1n]);
    await mined(kit.venue.setPolicy({ ...POLICY, jurisdictions: 1n }));
    await expectRevert(send(s), kit.venue, 'PolicyNotCurrent', [1n, 2n]);
    await expectRevert(send({ ...s, policyId: 2n }), kit.venue, 'InvalidProof');
  });

  it('isPausedByTheGuardian', async () => {
    const s = await make();
    await mined((kit.venue.connect(kit.guardian) as Contract).pause());
    await expectRevert(send(s), kit.venue, 'VenuePaused');
    await mined((kit.venue.connect(kit.guardian) as Contract).unpause());
    await mined(send(s));
  });
});

describe('open', () => {
  it('emitsOpened', async () => {
    const s = await open();
    const [, opened] = eventsOf(await mined(venue.open(s)), kit.venue);
    expect(opened).toEqual({ name: 'Opened', args: { nullifier: s.nullifier } });
  });

  it('revertsWhenTheProofIsAnotherStatements', async () => {
    const s = await open();
    const claim = statements.openClaim(kit, s);
    await expectRevert(venue.open({ ...s, h: claim.rho }), kit.venue, 'InvalidProof');
    const r = await refresh();
    await expectRevert(
      venue.open({ ...s, ...r, credentialRoot: s.credentialRoot }),
      kit.venue,
      'InvalidProof',
    );
  });
});

describe('queue', () => {
  it('chainsLeavesAndRecordHashes', async () => {
    let acc = toBeHex(0, 32);
    for (let i = 0; i < 3; i++) {
      const s = await open();
      await mined(venue.open(s));
      const recordHash = keccak256(`0x${s.record.map((word) => toBeHex(word, 32).slice(2)).join('')}`);
      acc = keccak256(`${acc}${toBeHex(s.account, 32).slice(2)}${recordHash.slice(2)}`);
    }
    expect((await kit.venue.batch(0)).acc).toBe(acc);
  });
});

describe('refresh', () => {
  it('takesNoFeeOrThePolicysFee', async () => {
    await expectRevert(venue.refresh(await refresh({ fee: 1n })), kit.venue, 'WrongFee', [1n, POLICY.fee]);
    const s = await refresh({ fee: POLICY.fee, beneficiary: kit.venueAddress });
    const receipt = await mined(venue.refresh(s));
    expect(eventsOf(receipt, kit.venue).slice(1)).toEqual([
      { name: 'FeesOwed', args: { beneficiary: kit.venueAddress, amount: 4_000_000n } },
      { name: 'Refreshed', args: { nullifier: s.nullifier, fee: POLICY.fee, beneficiary: kit.venueAddress } },
    ]);
    expect(await kit.venue.feesOwed(kit.venueAddress)).toBe(4_000_000n);
    expect((await kit.venue.batch(0)).reward).toBe(1_000_000n);
  });

  it('owesTheFeeToTheSenderWhenNobodyIsNamed', async () => {
    const operator = kit.venue.connect(kit.operator) as Contract;
    await mined(operator.refresh(await refresh({ fee: POLICY.fee })));
    expect(await kit.venue.feesOwed(kit.operator)).toBe(4_000_000n);
  });

  it('revertsWhenTheBeneficiaryIsReplaced', async () => {
    const s = await refresh({ fee: POLICY.fee, beneficiary: kit.venueAddress });
    const thief = await kit.other.getAddress();
    await expectRevert(venue.refresh({ ...s, beneficiary: thief }), kit.venue, 'InvalidProof');
  });

  it('goesOnWhilePaused', async () => {
    await mined((kit.venue.connect(kit.guardian) as Contract).pause());
    await mined(venue.refresh(await refresh()));
  });
});
