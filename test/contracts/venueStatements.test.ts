// SPDX-License-Identifier: Apache-2.0
import type { Contract } from 'ethers';
import { describe, expect, it } from 'vitest';
import { FIELD_ORDER } from '../../protocol/field.ts';
import { EMPTY_ACCOUNT_ROOT } from '../../protocol/generated/circuits.ts';
import {
  DAY,
  eventsOf,
  expectRevert,
  isolateTests,
  mined,
  moveTo,
  nextBlockAt,
  now,
  START,
} from './support/chain.ts';
import * as statements from './support/statements.ts';
import { type Common, expectClaims } from './support/statements.ts';
import { deployKit, POLICY, postUpdate, SETTINGS } from './support/venueKit.ts';

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

/** Puts one batch into the tree; returns the root with it. */
async function insertOne(): Promise<bigint> {
  const leaf = await open();
  await mined(venue.open(leaf));
  await moveTo((await now()) + Number(SETTINGS.minBatchAge));
  await mined(venue.closeBatch());
  const { proof, h, account: newRoot } = await statements.refreshOf(kit);
  const queued = { leaves: [leaf.account], recordHashes: [statements.recordHash(leaf)] };
  const insert = { proof, h, batch: 0n, newRoot, ...queued };
  await expectClaims(kit, statements.insertClaim(kit, insert, EMPTY_ACCOUNT_ROOT));
  await mined(venue.insert(insert));
  return newRoot;
}

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

  it('isNotGoodForAnotherDayThatIsCurrentToo', async () => {
    await moveTo(Number(TODAY + 1n) * DAY + 300);
    const s = await make({ ...(name === 'withdraw' ? { amount: 0n } : {}) });
    await expectRevert(send({ ...s, day: TODAY }), kit.venue, 'InvalidProof');
    await mined(send(s));
    expect(await kit.venue.isSpent(s.nullifier)).toBe(true);
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

  it('bindsTheAccountRootAndTakesOlderOnes', async () => {
    const { make, send } = ACTIONS[name];
    const s = await make(name === 'withdraw' ? { amount: 0n } : {});
    const accountRoot = await insertOne();
    await expectRevert(send({ ...s, accountRoot }), kit.venue, 'InvalidProof');
    await mined(send(s));
    expect(await kit.venue.isSpent(s.nullifier)).toBe(true);
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
    await expectRevert(send({ ...s, credentialRoot: 778n }), kit.venue, 'InvalidProof');
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
    const opens = [await open(), await open(), await open()];
    for (const s of opens) await mined(venue.open(s));
    expect((await kit.venue.batch(0)).acc).toBe(statements.chained(opens));
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

  it('revertsWhenTheFeeIsLeftOutOrPutIn', async () => {
    const paying = await refresh({ fee: POLICY.fee });
    await expectRevert(venue.refresh({ ...paying, fee: 0n }), kit.venue, 'InvalidProof');
    const free = await refresh();
    await expectRevert(venue.refresh({ ...free, fee: POLICY.fee }), kit.venue, 'InvalidProof');
    expect(await kit.venue.feesOwed(kit.member)).toBe(0n);
  });

  it('goesOnWhilePaused', async () => {
    await mined((kit.venue.connect(kit.guardian) as Contract).pause());
    await mined(venue.refresh(await refresh()));
  });
});
