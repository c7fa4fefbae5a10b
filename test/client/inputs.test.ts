// SPDX-License-Identifier: Apache-2.0
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { draftTerms } from '../../client/actions/agreeTerms.ts';
import { syncVenue } from '../../client/chain/syncVenue.ts';
import type { Desk } from '../../client/desk.ts';
import type { AmountInput } from '../../client/inputs/amounts.ts';
import { buildDeposit } from '../../client/inputs/deposit.ts';
import { buildInsert } from '../../client/inputs/insert.ts';
import { buildOpen } from '../../client/inputs/open.ts';
import { buildRefresh } from '../../client/inputs/refresh.ts';
import { type BuildTradeParameters, buildTrade } from '../../client/inputs/trade.ts';
import { buildWithdraw } from '../../client/inputs/withdraw.ts';
import type { Member } from '../../client/member.ts';
import { changeCredential, revoke } from '../../client/registrar/buildUpdate.ts';
import { MAX_AMOUNT } from '../../protocol/amount.ts';
import type { Credential } from '../../protocol/credential.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import { fastHashNode } from '../../protocol/poseidonNode.ts';
import type { Terms } from '../../protocol/terms.ts';
import { rootOfPath } from '../../protocol/tree.ts';
import { encodeVector, foldVector } from '../../protocol/vector.ts';
import { expectCodeAsync } from '../support/expectCode.ts';
import {
  act,
  admitMember,
  createStage,
  DAY,
  insertAll,
  mined,
  newMember,
  PHRASES,
  POLICY,
  postPrices,
  register,
  START,
  type Stage,
} from './support/stage.ts';

const PAYER = '0x00000000000000000000000000000000000a11ce';
const USDC = 0;
const WBTC = 1;
const SLOT = 3;
const TODAY = Math.floor(START / DAY);

let stage: Stage;
let alice: Member;
let bob: Member;
let credential: Credential;
let desk: Desk;
let before: unknown;

beforeAll(async () => {
  stage = await createStage();
  alice = newMember(await syncVenue(stage.connection), PHRASES.alice);
  bob = newMember(await syncVenue(stage.connection), PHRASES.bob);
  credential = await admitMember(stage, SLOT, alice);
  desk = alice.desk(SLOT, 2);
  const own = { member: alice.identifier, desk: desk.number };
  await act(stage, alice, desk, { ...own, kind: 'open', exitAuthority: 0n });
  await act(stage, alice, desk, { ...own, kind: 'deposit', takeAsset: USDC, takeAmount: 30_000_000_000000n });
  await act(stage, alice, desk, { ...own, kind: 'deposit', takeAsset: WBTC, takeAmount: 1_000_00000000n });
  await insertAll(stage);
  await postPrices(stage);
  await alice.sync();
});

afterAll(() => stage?.stop());

beforeEach(async () => {
  before = await stage.chain.request('evm_snapshot');
});

afterEach(async () => {
  await stage.chain.request('evm_revert', [before]);
  await alice.sync();
});

async function context() {
  const { view, secrets } = alice;
  const state = await desk.requireState(view);
  return { view, secrets, state, credential: await alice.credentials.inSlot(view, SLOT) };
}

async function termsWith(changes: Partial<Parameters<typeof draftTerms>[1]> = {}): Promise<Terms> {
  return draftTerms(alice.view, {
    ...{ maker: alice.identifier, taker: bob.identifier, makerGives: 'USDC', makerAmount: '20000000' },
    ...{ takerGives: 'WBTC', takerAmount: '800', deadline: Math.floor(alice.view.now / 60) + 10, ...changes },
  });
}

async function trade(
  changes: Partial<Parameters<typeof draftTerms>[1]> = {},
  more: Partial<BuildTradeParameters> = {},
) {
  return buildTrade({ ...(await context()), terms: await termsWith(changes), ...more });
}

/** Expects the error, and that its message holds none of the figures its owner alone may see. */
async function expectRefusal(
  code: ErrorCode,
  action: () => Promise<unknown>,
  explanation?: RegExp,
): Promise<void> {
  const error = await expectCodeAsync(code, action);
  if (explanation === undefined) return;
  expect(error.explain()).toMatch(explanation);
  expect(error.message).not.toMatch(explanation);
}

describe('deposit', () => {
  const deposit = async (amount: AmountInput, asset: number | string = 'USDC') =>
    buildDeposit({ ...(await context()), asset, amount, payer: PAYER });

  it('buildDeposit_provesTheNewestRootAndTheNextState', async () => {
    const { vector, folding, inputs, next } = await deposit('12.5');
    expect(folding).toEqual(foldVector('deposit', encodeVector('deposit', vector)));
    expect(vector.amount).toBe(12_500000n);
    expect(vector.accountRoot).toBe(alice.view.accountTree.root());
    expect(next.balances[USDC]).toBe(30_000_012_500000n);
    expect(next).toMatchObject({ seq: 4, recordIndex: 4, day: TODAY });
    const { position } = await desk.requireState(alice.view);
    const path = inputs.accountPath as Parameters<typeof rootOfPath>[2];
    expect(rootOfPath(alice.view.accountTree.leaf(position), position, path, fastHashNode)).toBe(
      vector.accountRoot,
    );
  });

  it.each<[ErrorCode, AmountInput, (number | string)?]>([
    ['ASSET_UNKNOWN', '1', 'DOGE'],
    ['ASSET_UNKNOWN', '1', 2],
    ['AMOUNT_ZERO', 0n],
    ['AMOUNT_ZERO', '0.00'],
    ['AMOUNT_NEGATIVE', -1n],
    ['AMOUNT_NEGATIVE', '-5'],
    ['AMOUNT_TOO_PRECISE', '0.0000001'],
    ['AMOUNT_TOO_LARGE', 2n ** 120n],
    ['AMOUNT_TOO_LARGE', MAX_AMOUNT],
    ['AMOUNT_MALFORMED', '1,000'],
    ['AMOUNT_MALFORMED', 1.5 as unknown as bigint],
  ])('buildDeposit_throws %s for %s %s', async (code, amount, asset) => {
    await expectCodeAsync(code, () => deposit(amount, asset));
  });

  it('buildDeposit_throwsVenuePaused_whenTheGuardianPaused', async () => {
    await mined(stage.venue.setPaused!(true));
    await alice.sync();
    await expectCodeAsync('VENUE_PAUSED', () => deposit('1'));
  });

  it('buildDeposit_throwsStatePending_untilTheLeafIsInTheTree', async () => {
    const message = { kind: 'refresh', member: alice.identifier, desk: desk.number, fee: 0n } as const;
    await act(stage, alice, desk, message);
    const open = await expectCodeAsync('STATE_PENDING', () => deposit('1'));
    expect(open.message).toMatch(/batch 1 is still open with 1 of 64 leaves/);
    await mined(stage.venue.closeBatch!());
    await alice.sync();
    const closed = await expectCodeAsync('STATE_PENDING', () => deposit('1'));
    expect(closed.message).toMatch(/batch 1 is closed/);
  });

  it('buildDeposit_throwsStateSpent_whenGivenAnOldState', async () => {
    const old = await context();
    const message = { kind: 'refresh', member: alice.identifier, desk: desk.number, fee: 0n } as const;
    await act(stage, alice, desk, message);
    await expectCodeAsync('STATE_SPENT', async () =>
      buildDeposit({ ...old, asset: USDC, amount: '1', payer: PAYER }),
    );
  });

  it('buildDeposit_throwsDayInThePast_whenTheChainsClockIsBehindTheDesk', async () => {
    const given = await context();
    const account = { ...given.state.account, day: TODAY + 1 };
    const later = { ...given, state: { ...given.state, account } };
    await expectCodeAsync('DAY_IN_THE_PAST', async () =>
      buildDeposit({ ...later, asset: USDC, amount: '1', payer: PAYER }),
    );
  });
});

describe('credentials', () => {
  const change = async (changes: Partial<Credential>) => {
    await register(stage, [changeCredential(SLOT, credential, changes, alice.secrets.sealingPublicKey)]);
    await alice.sync();
  };

  it('buildTrade_throwsCredentialExpired_afterItsLastDay', async () => {
    await change({ expiry: TODAY });
    await trade();
    await stage.chain.moveTo(START + DAY);
    await alice.sync();
    await expectRefusal('CREDENTIAL_EXPIRED', () => trade(), /2023-03-14/);
  });

  it('buildTrade_throwsJurisdictionNotAllowed_whenThePolicyLeavesItOut', async () => {
    await mined(stage.venue.setPolicy!({ ...POLICY, jurisdictions: 0b10000n }));
    await alice.sync();
    await expectCodeAsync('JURISDICTION_NOT_ALLOWED', () => trade());
  });

  it('inSlot_throwsCredentialMissing_whenItWasRevoked_isAnothers_orNeverWas', async () => {
    const slotOf = (member: Member, slot: number) => member.credentials.inSlot(member.view, slot);
    await bob.sync();
    expect((await expectCodeAsync('CREDENTIAL_MISSING', () => slotOf(bob, SLOT))).message).toMatch(
      /not this member/,
    );
    expect((await expectCodeAsync('CREDENTIAL_MISSING', () => slotOf(alice, 9))).message).toMatch(/Nobody/);
    await register(stage, [revoke(SLOT)]);
    await alice.sync();
    expect((await expectCodeAsync('CREDENTIAL_MISSING', () => slotOf(alice, SLOT))).message).toMatch(
      /revoked/,
    );
  });

  it('buildOpen_throwsCredentialMissing_forADeskOfAnotherSlot', async () => {
    const given = await context();
    const other = alice.desk(SLOT + 1, 0).number;
    await expectCodeAsync('CREDENTIAL_MISSING', async () => buildOpen({ ...given, desk: other }));
  });

  it('buildTrade_throwsViewKeyChanged_onTheDayOfARotation_andWorksTheNextDay', async () => {
    await change({ viewCommit: alice.secrets.viewCommit(1) });
    const error = await expectCodeAsync('VIEW_KEY_CHANGED', () => trade());
    expect(error.message).toMatch(/under view key 0.*names view key 1.*after midnight/);
    const { view, secrets, state } = await context();
    expect(buildRefresh({ view, secrets, state }).next.viewCommit).toBe(secrets.viewCommit(0));
    await stage.chain.moveTo(START + DAY);
    await postPrices(stage);
    await alice.sync();
    expect((await trade()).next.viewCommit).toBe(secrets.viewCommit(1));
  });

  it('inSlot_throwsCredentialMismatch_whenTheViewKeyIsNotThisPhrases', async () => {
    await change({ viewCommit: 12_345n });
    await expectCodeAsync('CREDENTIAL_MISMATCH', () => alice.credentials.inSlot(alice.view, SLOT));
  });
});

describe('open', () => {
  it('buildOpen_startsToday_withNothing', async () => {
    const given = await context();
    const statement = buildOpen({
      ...given,
      desk: alice.desk(SLOT, 5).number,
      exitAuthority: stage.registrars[0]!.address,
    });
    expect(statement.next).toMatchObject({ day: TODAY, seq: 1, recordIndex: 1, volume: 0n });
    expect(statement.next.exitAuthority).toBe(BigInt(stage.registrars[0]!.address));
    expect(statement.vector.nullifier).toBe(alice.secrets.nullifier(alice.desk(SLOT, 5).number, 0));
  });

  it('buildOpen_throwsDeskAlreadyOpen_orAddressInvalid', async () => {
    const given = await context();
    await expectCodeAsync('DESK_ALREADY_OPEN', async () => buildOpen({ ...given, desk: desk.number }));
    const bad = { ...given, desk: alice.desk(SLOT, 5).number, exitAuthority: '0x12' };
    await expectCodeAsync('ADDRESS_INVALID', async () => buildOpen(bad));
  });
});

describe('trade', () => {
  it('buildTrade_provesBothLegsFeeAndVolume', async () => {
    const { next, vector, side, snapshotId, policyId } = await trade();
    expect(next.balances.slice(0, 2)).toEqual([10_000_000_000000n - POLICY.fee, 1_800_00000000n]);
    expect(next.volume).toBe(20_000_000n * 10n ** 26n);
    expect({ side, snapshotId, policyId }).toEqual({ side: 0, snapshotId: 1, policyId: 1 });
    expect(vector.prices).toEqual(alice.view.latestSnapshot().prices);
  });

  it('buildTrade_throwsBalanceInsufficient_countingTheFee', async () => {
    const all = { makerAmount: '30000000', takerAmount: '1200' };
    const words = /holds 30000000 USDC; the trade needs 30000000\.5 USDC, fee included/;
    await expectRefusal('BALANCE_INSUFFICIENT', () => trade(all), words);
  });

  it('buildTrade_throwsCollarExceeded_sayingByHowMuch', async () => {
    await trade({ takerAmount: '808' });
    const words = /10\d basis points apart, the collar is 100/;
    await expectRefusal('COLLAR_EXCEEDED', () => trade({ takerAmount: '808.1' }), words);
  });

  it('buildTrade_throwsTradeLimitExceeded_withBothFiguresInExplain', async () => {
    const maxTradeValue = 19_999_999n * 10n ** 26n;
    await register(stage, [
      changeCredential(SLOT, credential, { maxTradeValue }, alice.secrets.sealingPublicKey),
    ]);
    await alice.sync();
    const words = /\$20000000\.00; the limit for one trade is \$19999999\.00/;
    await expectRefusal('TRADE_LIMIT_EXCEEDED', () => trade(), words);
  });

  it('buildTrade_throwsDayLimitExceeded_countingWhatWasTradedToday', async () => {
    const given = await context();
    const account = { ...given.state.account, volume: 80_000_001n * 10n ** 26n };
    const busy = { ...given, state: { ...given.state, account } };
    await expectRefusal(
      'DAY_LIMIT_EXCEEDED',
      async () => buildTrade({ ...busy, terms: await termsWith() }),
      /\$100000001\.00/,
    );
    const yesterday = { ...account, day: TODAY - 1 };
    const rested = { ...given, state: { ...given.state, account: yesterday } };
    expect(buildTrade({ ...rested, terms: await termsWith() }).next.volume).toBe(20_000_000n * 10n ** 26n);
  });

  it('buildTrade_throwsDayRecordsExhausted_afterTheDaysLastPayingAction', async () => {
    const given = await context();
    const at = (recordIndex: number) => ({ ...given.state.account, recordIndex });
    const terms = await termsWith();
    const build = (account: ReturnType<typeof at>) =>
      buildTrade({ ...given, state: { ...given.state, account }, terms });
    expect(build(at(255)).next.recordIndex).toBe(256);
    await expectCodeAsync('DAY_RECORDS_EXHAUSTED', async () => build(at(256)));
    expect(build({ ...at(256), day: TODAY - 1 }).next.recordIndex).toBe(1);
  });

  it('buildRefresh_throwsDayRecordsExhausted_unlessItIsFree', async () => {
    const given = await context();
    const state = { ...given.state, account: { ...given.state.account, recordIndex: 256 } };
    const paid = async () => buildRefresh({ ...given, state, payFee: true });
    await expectCodeAsync('DAY_RECORDS_EXHAUSTED', paid);
    expect(buildRefresh({ ...given, state }).next.recordIndex).toBe(257);
  });

  it('buildTrade_throwsFeeUncovered_whenOnlyTheTradeItselfBringsTheFee', async () => {
    const given = await context();
    const balances = given.state.account.balances.with(USDC, POLICY.fee - 1n);
    const poor = { ...given, state: { ...given.state, account: { ...given.state.account, balances } } };
    const terms = await termsWith({
      makerGives: 'WBTC',
      makerAmount: '800',
      takerGives: 'USDC',
      takerAmount: '20000000',
    });
    await expectRefusal(
      'FEE_UNCOVERED',
      async () => buildTrade({ ...poor, terms }),
      /0\.499999 USDC.*0\.5 USDC/,
    );
  });

  it('buildTrade_throwsAmountTooLarge_whenTheDeskWouldOverflow', async () => {
    const given = await context();
    const balances = given.state.account.balances.with(WBTC, MAX_AMOUNT);
    const rich = { ...given, state: { ...given.state, account: { ...given.state.account, balances } } };
    await expectCodeAsync('AMOUNT_TOO_LARGE', async () => buildTrade({ ...rich, terms: await termsWith() }));
  });

  it('buildTrade_throwsForTermsThatAreNotOurs_expired_orWithOurselves', async () => {
    await expectCodeAsync('TERMS_NOT_OURS', () => trade({ maker: 5n }));
    await expectCodeAsync('COUNTERPARTY_SELF', () => trade({ taker: alice.identifier }));
    await expectCodeAsync('TERMS_INVALID', () => trade({ takerGives: 'USDC' }));
    const deadline = Math.floor(alice.view.now / 60) - 1;
    await expectCodeAsync('TERMS_EXPIRED', () => trade({ deadline }));
    const unlisted = { ...(await termsWith()), takerGives: 7 };
    await expectCodeAsync('ASSET_UNKNOWN', async () => buildTrade({ ...(await context()), terms: unlisted }));
  });

  it('buildTrade_throwsPriceStaleOrMissing_asTheSnapshotIs', async () => {
    await expectCodeAsync('PRICE_MISSING', () => trade({}, { snapshotId: 9 }));
    await stage.chain.moveTo((await stage.chain.now()) + POLICY.maxPriceAge + 1);
    await alice.sync();
    const error = await expectCodeAsync('PRICE_STALE', () => trade());
    expect(error.message).toMatch(/snapshot 1 is 6\d\d s old; the policy allows 600 s/);
    await postPrices(stage, '1', '');
    await alice.sync();
    await expectCodeAsync('PRICE_MISSING', () => trade());
  });

  it('buildTrade_throwsVenuePaused_whenTheGuardianPaused', async () => {
    await mined(stage.venue.setPaused!(true));
    await alice.sync();
    await expectCodeAsync('VENUE_PAUSED', () => trade());
  });
});

describe('withdraw and refresh', () => {
  const recipient = '0x00000000000000000000000000000000000000cc';
  const withdraw = async (changes: Partial<Parameters<typeof buildWithdraw>[0]> = {}) => {
    const { view, secrets, state } = await context();
    return buildWithdraw({ view, secrets, state, asset: 'USDC', amount: '10', recipient, ...changes });
  };

  it('buildWithdraw_takesTheAmountOff_andMayChangeTheAuthorityAlone', async () => {
    expect((await withdraw()).next.balances[USDC]).toBe(29_999_990_000000n);
    const newExitAuthority = stage.registrars[0]!.address;
    const { next, vector } = await withdraw({ amount: 0n, newExitAuthority });
    expect(next.exitAuthority).toBe(BigInt(newExitAuthority));
    expect(vector.amount).toBe(0n);
  });

  it.each<[ErrorCode, Partial<Parameters<typeof buildWithdraw>[0]>]>([
    ['ASSET_UNKNOWN', { asset: 'DOGE' }],
    ['AMOUNT_NEGATIVE', { amount: '-1' }],
    ['AMOUNT_TOO_LARGE', { amount: '1', relayerFee: '1.000001' }],
    ['ADDRESS_INVALID', { recipient: '0x1234' }],
    ['ADDRESS_INVALID', { recipient: `0x${'0'.repeat(40)}` }],
  ])('buildWithdraw_throws %s for %o', async (code, changes) => {
    await expectCodeAsync(code, () => withdraw(changes));
  });

  it('buildWithdraw_throwsAddressInvalid_whenTheVenueIsToBePaid', async () => {
    await expectCodeAsync('ADDRESS_INVALID', () => withdraw({ recipient: stage.connection.venue }));
  });

  it('buildWithdraw_throwsBalanceInsufficient_withFiguresOnlyInExplain', async () => {
    await expectRefusal(
      'BALANCE_INSUFFICIENT',
      () => withdraw({ amount: '30000000.000001' }),
      /holds 30000000 USDC/,
    );
  });

  it('buildWithdraw_worksWhilePaused_andWithoutACredential', async () => {
    await mined(stage.venue.setPaused!(true));
    await register(stage, [revoke(SLOT)]);
    await alice.sync();
    const { view, secrets } = alice;
    const state = await desk.requireState(view);
    const { next } = buildWithdraw({ view, secrets, state, asset: 'USDC', amount: '1', recipient });
    expect(next.seq).toBe(4);
    expect(buildRefresh({ view, secrets, state }).next.balances).toEqual(state.account.balances);
  });

  it('buildRefresh_takesTheFlatFee_onlyWhenSomebodyElseSends', async () => {
    const { view, secrets, state } = await context();
    expect(buildRefresh({ view, secrets, state }).vector.fee).toBe(0n);
    const paying = buildRefresh({ view, secrets, state, payFee: true });
    expect(paying.next.balances[USDC]).toBe(30_000_000_000000n - POLICY.fee);
    const poor = { ...state, account: { ...state.account, balances: Array<bigint>(16).fill(0n) } };
    await expectRefusal(
      'FEE_UNCOVERED',
      async () => buildRefresh({ view, secrets, state: poor, payFee: true }),
      /0\.5 USDC/,
    );
  });
});

describe('insert', () => {
  it('buildInsert_appendsTheNextClosedBatch_andLeavesTheViewAsItWas', async () => {
    await expectCodeAsync('BATCH_INVALID', async () => buildInsert(alice.view));
    await mined(stage.venue.queueStrangers!(2));
    await mined(stage.venue.closeBatch!());
    await alice.sync();
    const root = alice.view.accountTree.root();
    const statement = buildInsert(alice.view);
    expect(alice.view.accountTree.root()).toBe(root);
    expect(statement).toMatchObject({ batch: 1, vector: { oldRoot: root, batch: 1n } });
    expect(statement.leaves).toHaveLength(2);
    await mined(stage.venue.insertBatches!(1, statement.newRoot));
    await alice.sync();
    expect(alice.view.accountTree.root()).toBe(statement.newRoot);
  });
});
