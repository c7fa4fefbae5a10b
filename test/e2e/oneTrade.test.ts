// SPDX-License-Identifier: GPL-3.0-or-later
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agreeTerms, draftTerms } from '../../client/actions/agreeTerms.ts';
import { deposit } from '../../client/actions/deposit.ts';
import { openDesk } from '../../client/actions/openDesk.ts';
import { proveHalf } from '../../client/actions/proveHalf.ts';
import { restoreDesks } from '../../client/actions/restoreDesks.ts';
import { settle, settleOne } from '../../client/actions/settle.ts';
import { verifyHalf } from '../../client/actions/verifyHalf.ts';
import { type Half, parseHalf, serializeHalf } from '../../client/half.ts';
import type { Member } from '../../client/member.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import { valueFromDollars } from '../../protocol/price.ts';
import type { ProvingEngine } from '../../protocol/provingEngine.ts';
import type { Terms } from '../../protocol/terms.ts';
import { createSnarkjsEngine } from '../../prover/index.ts';
import { expectCodeAsync } from '../support/expectCode.ts';
import {
  admitAll,
  createStage,
  insertLeaves,
  memberOf,
  mint,
  PHRASES,
  postPrices,
  type Stage,
} from './support/stage.ts';

let engine: ProvingEngine;
let stage: Stage;
let alice: Member;
let bob: Member;

beforeAll(async () => {
  engine = createSnarkjsEngine();
  stage = await createStage({ engine });
  alice = await memberOf(stage, PHRASES.alice);
  bob = await memberOf(stage, PHRASES.bob);
  await admitAll(stage, [alice, bob]);
});

afterAll(async () => {
  await engine?.close();
  stage?.provider.destroy();
  await stage?.chain.stop();
});

describe('one trade', () => {
  const wallets = () => [stage.signers[3]!, stage.signers[4]!] as const;
  let terms: Terms;
  let halves: readonly [Half, Half];

  it('deposit_bringsTokensIntoHiddenAccounts', async () => {
    const [maker, taker] = [alice.desk(0, 0), bob.desk(1, 5)];
    const [aliceWallet, bobWallet] = wallets();
    await mint(stage, 1, aliceWallet.address, 1_000_00000000n);
    await mint(stage, 0, aliceWallet.address, 1_000_000000n);
    await mint(stage, 0, bobWallet.address, 30_000_000_000000n);
    await openDesk(alice, { desk: maker, signer: aliceWallet });
    await openDesk(bob, { desk: taker, signer: bobWallet });
    await insertLeaves(stage, alice.view);
    await deposit(alice, { desk: maker, asset: 'WBTC', amount: '1000', signer: aliceWallet });
    await bob.sync();
    await deposit(bob, { desk: taker, asset: 'USDC', amount: '30000000', signer: bobWallet });
    await insertLeaves(stage, alice.view);
    await deposit(alice, { desk: maker, asset: 'USDC', amount: '1000', signer: aliceWallet });
    await insertLeaves(stage, alice.view);
    await postPrices(stage);
    await Promise.all([alice.sync(), bob.sync()]);
    expect((await maker.requireState(alice.view)).account.balances[1]).toBe(1_000_00000000n);
    const again = { desk: maker, asset: 'USDC', amount: '1', signer: aliceWallet };
    await expectCodeAsync('WALLET_INSUFFICIENT', () => deposit(alice, again));
  });

  it('proveHalf_makesHalvesThatTheOtherSideCanCheck', async () => {
    const draft = {
      ...{ maker: alice.identifier, taker: bob.identifier, makerGives: 'WBTC', makerAmount: '800' },
      ...{ takerGives: 'USDC', takerAmount: '20010000', deadline: Math.floor(alice.view.now / 60) + 30 },
    };
    const ours = draftTerms(alice.view, draft);
    terms = agreeTerms(ours, draftTerms(bob.view, { ...draft, salt: ours.salt })).terms;
    const made = await proveHalf(alice, { desk: alice.desk(0, 0), terms });
    halves = [made, await proveHalf(bob, { desk: bob.desk(1, 5), terms })];
    expect(parseHalf(serializeHalf(made))).toEqual(made);
    const entries = await alice.journal.entries();
    expect(entries).toMatchObject([
      { type: 'opened', desk: 0 },
      { type: 'half', tradeHash: made.tradeHash, nullifier: made.nullifier, terms, half: made },
    ]);
    await verifyHalf({ view: bob.view, engine, half: made, expected: { terms, side: 0 } });
  });

  it('verifyHalf_refuses_whatTheVenueWouldRefuse', async () => {
    const [half, other] = halves;
    const check = (changes: Partial<Half>, code: ErrorCode) =>
      expectCodeAsync(code, () => verifyHalf({ view: bob.view, engine, half: { ...half, ...changes } }));
    const wrongSide = { view: bob.view, engine, half, expected: { terms, side: 1 as const } };
    await expectCodeAsync('TERMS_MISMATCH', () => verifyHalf(wrongSide));
    await check({ proof: other.proof }, 'PROOF_INVALID');
    await check({ h: half.h + 1n }, 'HALF_INVALID');
    await check({ account: half.account + 1n }, 'HALF_INVALID');
    await check({ record: { ...half.record, siv: 1n } }, 'HALF_INVALID');
    await check({ beneficiary: stage.connection.venue }, 'HALF_INVALID');
    await check({ accountRoot: 1n }, 'HALF_INVALID');
    await check({ credentialRoot: 1n }, 'POLICY_CHANGED');
    await check({ policyId: 2 }, 'POLICY_CHANGED');
    await check({ snapshotId: 2 }, 'PRICE_MISSING');
    await check({ day: half.day - 1 }, 'DAY_IN_THE_PAST');
    await check({ deadline: half.deadline - 60 }, 'TERMS_EXPIRED');
    await check({ nullifier: alice.secrets.nullifier(0, 0) }, 'STATE_SPENT');
  });

  it('settle_movesBothLegs_whenBothHalvesAreProvenForTheSameTerms', async () => {
    const [maker, taker] = halves;
    const sending = { connection: stage.connection, signer: stage.signers[2]! };
    const swapped = await expectCodeAsync('TRADE_SKIPPED', () =>
      settleOne({ ...sending, pair: [taker, maker] }),
    );
    expect(swapped.message).toMatch(/one of the maker and one of the taker \(SidesNotOpposite\)/);
    const broken = { ...taker, proof: maker.proof };
    await expectCodeAsync('PROOF_INVALID', () => settleOne({ ...sending, pair: [maker, broken] }));
    const result = await settle({
      ...sending,
      pairs: [
        [maker, taker],
        [maker, taker],
      ],
    });
    const { tradeHash } = maker;
    const skipped = { reason: 'NullifierSpent', words: 'a half’s account state was spent already' };
    expect(result.outcomes).toEqual([
      { tradeHash, settled: true },
      { tradeHash, settled: false, skipped },
    ]);
    await Promise.all([alice.sync(), bob.sync()]);
    const again = { desk: alice.desk(0, 0), terms };
    await expectCodeAsync('HALF_ALREADY_RELEASED', () => proveHalf(alice, again));
  });

  it('restoreDesks_findsTheBalancesAfterTheTrade_fromThePhrasesAlone', async () => {
    const [restoredAlice, restoredBob] = [
      await memberOf(stage, PHRASES.alice),
      await memberOf(stage, PHRASES.bob),
    ];
    const [makerDesk] = await restoreDesks(restoredAlice);
    const [takerDesk] = await restoreDesks(restoredBob);
    expect(makerDesk?.state.account.balances.slice(0, 2)).toEqual([
      20_011_000_000000n - 500_000n,
      200_00000000n,
    ]);
    expect(takerDesk?.state.account.balances.slice(0, 2)).toEqual([
      9_990_000_000000n - 500_000n,
      800_00000000n,
    ]);
    expect(takerDesk?.desk.number).toBe(64 + 5);
    expect(makerDesk?.state.account.volume).toBe(valueFromDollars('20010000'));
    expect(takerDesk?.state.account.volume).toBe(valueFromDollars('20010000'));
  });
});
