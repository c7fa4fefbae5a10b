// SPDX-License-Identifier: GPL-3.0-or-later
import { Wallet } from 'ethers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimExit } from '../../client/actions/claimExit.ts';
import { claimFees } from '../../client/actions/claimFees.ts';
import { deposit } from '../../client/actions/deposit.ts';
import { exitAuthorizationRequest, signExitAuthorization } from '../../client/actions/exitAuthorization.ts';
import { openDesk } from '../../client/actions/openDesk.ts';
import { proveRefresh, refresh } from '../../client/actions/refresh.ts';
import { restoreDesks } from '../../client/actions/restoreDesks.ts';
import { withdraw } from '../../client/actions/withdraw.ts';
import { TOKEN, VENUE } from '../../client/chain/interfaces.ts';
import { sendTransaction } from '../../client/chain/sendTransaction.ts';
import type { Desk } from '../../client/desk.ts';
import type { Member } from '../../client/member.ts';
import { revoke } from '../../client/registrar/buildUpdate.ts';
import type { ProvingEngine } from '../../protocol/provingEngine.ts';
import { createSnarkjsEngine } from '../../prover/index.ts';
import { expectCodeAsync } from '../support/expectCode.ts';
import {
  admitAll,
  createStage,
  DAY,
  insertLeaves,
  memberOf,
  mint,
  PHRASES,
  register,
  type Stage,
} from './support/stage.ts';

const USDC = 0;
const authority = new Wallet(`0x${'a'.repeat(64)}`);
const nextAuthority = new Wallet(`0x${'b'.repeat(64)}`);
const recipient = '0x00000000000000000000000000000000000000cc';

let engine: ProvingEngine;
let stage: Stage;
let alice: Member;
let desk: Desk;

beforeAll(async () => {
  engine = createSnarkjsEngine();
  stage = await createStage({ engine, venue: { outflowShareBps: 2_000, exitDelay: 3_600 } });
  alice = await memberOf(stage, PHRASES.alice);
  await admitAll(stage, [alice]);
  desk = alice.desk(0, 0);
  const signer = stage.signers[3]!;
  await mint(stage, USDC, signer.address, 1_000_000000n);
  await openDesk(alice, { desk, exitAuthority: authority.address, signer });
  await insertLeaves(stage, alice.view);
  await deposit(alice, { desk, asset: 'USDC', amount: '1000', signer });
  await insertLeaves(stage, alice.view);
});

afterAll(async () => {
  await engine?.close();
  stage?.provider.destroy();
  await stage?.chain.stop();
});

async function paid(address: string): Promise<bigint> {
  return (await stage.connection.rpc.call(stage.tokens[USDC]!, TOKEN, 'balanceOf', [address]))[0];
}

async function usdc(): Promise<bigint> {
  return (await desk.requireState(alice.view)).account.balances[USDC]!;
}

describe('leaving', () => {
  it('withdraw_needsTheExitAuthority_beforeAnythingIsProven', async () => {
    const payout = { desk, asset: 'USDC', amount: '10', recipient, signer: stage.signers[3]! } as const;
    const missing = await expectCodeAsync('EXIT_SIGNATURE_MISSING', () => withdraw(alice, payout));
    expect(missing.message).toContain(authority.address.toLowerCase());
    const stranger = () => withdraw(alice, { ...payout, authorization: nextAuthority });
    await expectCodeAsync('EXIT_SIGNATURE_INVALID', stranger);
    const request = exitAuthorizationRequest({
      ...payout,
      view: alice.view,
      exitAuthority: authority.address,
    });
    const signed = await signExitAuthorization(request, authority);
    const more = () => withdraw(alice, { ...payout, amount: '11', authorization: signed });
    await expectCodeAsync('EXIT_SIGNATURE_INVALID', more);
    expect(await usdc()).toBe(1_000_000000n);
  });

  it('withdraw_paysAtOnceOrLater_asTheOutflowLimitAllows', async () => {
    const signer = stage.signers[5]!;
    const payout = { desk, asset: 'USDC', amount: '60', recipient, relayerFee: '1' } as const;
    const relayer = await signer.getAddress();
    const parameters = {
      ...payout,
      relayer,
      newExitAuthority: nextAuthority.address,
      authorization: authority,
    };
    const result = await withdraw(alice, { ...parameters, signer });
    expect(result.exitId).toBeUndefined();
    expect([await paid(recipient), await paid(relayer)]).toEqual([59_000000n, 1_000000n]);
    await insertLeaves(stage, alice.view);

    const large = { desk, asset: 'USDC', amount: '500', recipient, signer } as const;
    await expectCodeAsync('EXIT_SIGNATURE_INVALID', () =>
      withdraw(alice, { ...large, authorization: authority }),
    );
    const delayed = await withdraw(alice, { ...large, authorization: nextAuthority });
    expect(delayed.exitId).toBe(1n);
    expect(await paid(recipient)).toBe(59_000000n);
    const claim = { connection: stage.connection, signer, exitId: 1n };
    await expectCodeAsync('EXIT_NOT_DUE', () => claimExit(claim));
    await stage.chain.moveTo((await stage.chain.now()) + 3_600);
    await claimExit(claim);
    expect(await paid(recipient)).toBe(559_000000n);
    await expectCodeAsync('NOTHING_OWED', () => claimExit(claim));
    await insertLeaves(stage, alice.view);
    expect(await usdc()).toBe(440_000000n);
  });

  it('withdraw_worksWithoutACredential_whilePaused', async () => {
    const guardian = stage.signers[1]!;
    const pause = {
      connection: stage.connection,
      signer: guardian,
      to: stage.connection.venue,
      abi: VENUE,
      args: [],
    };
    await sendTransaction({ ...pause, name: 'pause' });
    await register(stage, [revoke(0)]);
    await stage.chain.moveTo((await stage.chain.now()) + DAY);
    await alice.sync();
    await expectCodeAsync('CREDENTIAL_MISSING', () =>
      deposit(alice, { desk, asset: 'USDC', amount: '1', signer: guardian }),
    );
    const payout = { desk, asset: 'USDC', amount: '10', recipient, authorization: nextAuthority } as const;
    const { exitId } = await withdraw(alice, { ...payout, signer: stage.signers[5]! });
    expect(exitId).toBeUndefined();
    await insertLeaves(stage, alice.view);
    expect(await usdc()).toBe(430_000000n);
    await sendTransaction({ ...pause, name: 'unpause' });
  });

  it('refresh_isFreeForItsOwner_andPaysAThirdPartyTheFlatFee', async () => {
    await refresh(alice, { desk, signer: stage.signers[3]! });
    await insertLeaves(stage, alice.view);
    expect(await usdc()).toBe(430_000000n);
    const submission = await proveRefresh(alice, { desk, payFee: true });
    const sender = stage.signers[6]!;
    const call = { to: stage.connection.venue, abi: VENUE, name: 'refresh', args: [submission] };
    await sendTransaction({ connection: stage.connection, signer: sender, ...call });
    await alice.sync();
    expect(await usdc()).toBe(429_500000n);
    const fees = await claimFees({ connection: stage.connection, signer: sender });
    expect(fees).toMatchObject({ amount: 400_000n, exitId: undefined });
    expect(await paid(sender.address)).toBe(400_000n);
    await expectCodeAsync('NOTHING_OWED', () => claimFees({ connection: stage.connection, signer: sender }));
    await insertLeaves(stage, alice.view);
    const inserter = await claimFees({ connection: stage.connection, signer: stage.signers[2]! });
    expect(inserter.amount).toBe(100_000n);
  });

  it('restoreDesks_findsBalancesAuthorityAndHistory_fromThePhraseAlone', async () => {
    const restored = await memberOf(stage, PHRASES.alice);
    const [found] = await restoreDesks(restored);
    expect(found?.state).toEqual(await desk.state(alice.view));
    expect(found?.state.account.exitAuthority).toBe(BigInt(nextAuthority.address));
    const kinds = (await found!.desk.events(restored.view)).map(({ message }) => message.kind);
    expect(kinds).toEqual(['open', 'deposit', 'withdraw', 'withdraw', 'withdraw', 'refresh', 'refresh']);
    const stranger = await memberOf(stage, PHRASES.carol);
    expect(await restoreDesks(stranger)).toEqual([]);
  });
});
