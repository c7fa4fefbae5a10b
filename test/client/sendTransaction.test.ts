// SPDX-License-Identifier: Apache-2.0
import { inspect } from 'node:util';
import { Interface, type Signer } from 'ethers';
import { beforeEach, describe, expect, it } from 'vitest';
import { explainRevert } from '../../client/chain/explainRevert.ts';
import { PRICE_FEED, VENUE } from '../../client/chain/interfaces.ts';
import { sendTransaction, type TransactionParameters } from '../../client/chain/sendTransaction.ts';
import { expectCodeAsync } from '../support/expectCode.ts';
import { type Stage, sharedStage } from './support/stage.ts';

const shared = sharedStage();
let stage: Stage;

beforeEach(() => {
  stage = shared();
});

const ABI = new Interface(['function queueStrangers(uint256 count)']);

function call(changes: Partial<TransactionParameters> = {}): TransactionParameters {
  const { connection, signer } = stage;
  return {
    connection,
    signer,
    to: connection.venue,
    abi: ABI,
    name: 'queueStrangers',
    args: [1n],
    ...changes,
  };
}

describe('sendTransaction', () => {
  it('sendTransaction_waitsForTheReceipt', async () => {
    const receipt = await sendTransaction(call());
    expect(receipt.succeeded).toBe(true);
    expect(receipt.logs).toHaveLength(1);
    expect(receipt.gasUsed).toBeGreaterThan(21_000n);
  });

  it('sendTransaction_throwsTransactionReverted_withTheContractsErrorAndValues_beforeSending', async () => {
    const nonce = await stage.chain.request('eth_getTransactionCount', [
      await stage.signer.getAddress(),
      'latest',
    ]);
    const post = { to: stage.priceFeed, abi: PRICE_FEED, name: 'post', args: [1, []] };
    const error = await expectCodeAsync('TRANSACTION_REVERTED', () => sendTransaction(call(post)));
    expect(error.message).toMatch(/refused post: ReportTooOld\(minute 1, currentMinute \d+\)/);
    expect(
      await stage.chain.request('eth_getTransactionCount', [await stage.signer.getAddress(), 'latest']),
    ).toBe(nonce);
  });

  it('sendTransaction_throwsChainTimeout_whenItIsNotMinedInTime', async () => {
    await stage.chain.request('evm_setAutomine', [false]);
    const error = await expectCodeAsync('CHAIN_TIMEOUT', () => sendTransaction(call({ mineTimeoutMs: 100 })));
    expect(error.message).toMatch(/Transaction 0x[0-9a-f]{64} was sent but not mined in 100 ms/);
    await stage.chain.request('evm_setAutomine', [true]);
  });

  it('sendTransaction_throwsTransactionReverted_whenItRevertedOnlyWhenMined', async () => {
    stage.node.behave(async ({ method }, forward) => {
      const answer = await forward();
      if (method !== 'eth_getTransactionReceipt' || typeof answer === 'string' || !('result' in answer))
        return answer;
      return { result: { ...(answer.result as object), status: '0x0' } };
    });
    const error = await expectCodeAsync('TRANSACTION_REVERTED', () => sendTransaction(call()));
    expect(error.message).toMatch(/was mined but reverted/);
  });

  it('sendTransaction_throwsChainWrong_whenTheSignerIsElsewhere', async () => {
    const elsewhere = Object.create(stage.signer, {
      provider: { value: { getNetwork: async () => ({ chainId: 1n }) } },
    }) as Signer;
    await expectCodeAsync('CHAIN_WRONG', () => sendTransaction(call({ signer: elsewhere })));
  });

  it('sendTransaction_repeatsNoAddress_whenTheSignersNodeRefuses', async () => {
    const failure = Object.assign(new Error('no line to https://node.example/an-api-key'), {
      info: { requestUrl: 'https://node.example/an-api-key' },
    });
    const signer = Object.create(stage.signer, {
      sendTransaction: { value: () => Promise.reject(failure) },
    }) as Signer;
    const error = await expectCodeAsync('TRANSACTION_REVERTED', () => sendTransaction(call({ signer })));
    expect(inspect(error)).toContain('no line to');
    expect(inspect(error)).not.toContain('an-api-key');
  });
});

describe('explainRevert', () => {
  it.each([
    ['NullifierSpent', [5n], 'STATE_SPENT'],
    ['VenuePaused', [], 'VENUE_PAUSED'],
    ['PolicyNotCurrent', [1, 2], 'POLICY_CHANGED'],
    ['CredentialRootNotCurrent', [5n], 'POLICY_CHANGED'],
    ['UnknownAccountRoot', [5n], 'CHAIN_REORGANISED'],
    ['DayNotCurrent', [5, 6n], 'DAY_IN_THE_PAST'],
    ['InvalidProof', [], 'PROOF_INVALID'],
    ['ExitNotDue', [1n, 2n], 'EXIT_NOT_DUE'],
    ['NothingOwed', [`0x${'0'.repeat(40)}`], 'NOTHING_OWED'],
    ['BadExitSignature', [`0x${'0'.repeat(40)}`], 'EXIT_SIGNATURE_INVALID'],
    ['CustodyCap', [1n, 2n, 3n], 'TRANSACTION_REVERTED'],
  ])('explainRevert_turns %s into its own code', (name, args, code) => {
    const data = VENUE.encodeErrorResult(name, args);
    const error = explainRevert('deposit', data, undefined);
    expect(error.code).toBe(code);
    expect(error.message).toContain(`refused deposit: ${name}(`);
  });

  it('explainRevert_saysSo_whenTheReasonIsUnknown', () => {
    expect(explainRevert('settle', '0x12345678', undefined).message).toMatch(/without a reason we know/);
    expect(explainRevert('settle', undefined, undefined).code).toBe('TRANSACTION_REVERTED');
  });
});
