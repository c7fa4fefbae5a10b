// SPDX-License-Identifier: GPL-3.0-or-later
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agreeTerms, draftTerms } from '../../client/actions/agreeTerms.ts';
import { deposit } from '../../client/actions/deposit.ts';
import { openDesk } from '../../client/actions/openDesk.ts';
import { proveHalf } from '../../client/actions/proveHalf.ts';
import { restoreDesks } from '../../client/actions/restoreDesks.ts';
import { settleOne } from '../../client/actions/settle.ts';
import { verifyHalf } from '../../client/actions/verifyHalf.ts';
import type { Member } from '../../client/member.ts';
import { valueFromDollars } from '../../protocol/price.ts';
import type { ProvingEngine } from '../../protocol/provingEngine.ts';
import { createSnarkjsEngine } from '../../prover/index.ts';
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
  it('oneTrade_movesBothLegs_whenBothHalvesAreProvenForTheSameTerms', async () => {
    const [maker, taker] = [alice.desk(0, 0), bob.desk(1, 5)];
    const [aliceWallet, bobWallet] = [stage.signers[3]!, stage.signers[4]!];
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

    const draft = {
      ...{ maker: alice.identifier, taker: bob.identifier, makerGives: 'WBTC', makerAmount: '800' },
      ...{ takerGives: 'USDC', takerAmount: '20010000', deadline: Math.floor(alice.view.now / 60) + 30 },
    };
    const ours = draftTerms(alice.view, draft);
    const { terms } = agreeTerms(ours, draftTerms(bob.view, { ...draft, salt: ours.salt }));
    const halves = [
      await proveHalf(alice, { desk: maker, terms }),
      await proveHalf(bob, { desk: taker, terms }),
    ] as const;
    await verifyHalf({ view: bob.view, engine, half: halves[0], expected: { terms, side: 0 } });
    const result = await settleOne({ connection: stage.connection, signer: stage.signers[2]!, pair: halves });
    expect(result.outcomes).toEqual([{ tradeHash: halves[0].tradeHash, settled: true }]);

    await insertLeaves(stage, alice.view);
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
