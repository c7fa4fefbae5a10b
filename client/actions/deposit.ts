// SPDX-License-Identifier: Apache-2.0
import type { Signer } from 'ethers';
import { SottoError } from '../../protocol/errors.ts';
import { TOKEN } from '../chain/interfaces.ts';
import { sendTransaction } from '../chain/sendTransaction.ts';
import type { Desk } from '../desk.ts';
import { recordWords } from '../half.ts';
import type { AmountInput, AssetName } from '../inputs/amounts.ts';
import { describeAmount } from '../inputs/amounts.ts';
import { buildDeposit } from '../inputs/deposit.ts';
import { proveStatement } from '../inputs/statement.ts';
import type { Member } from '../member.ts';
import type { Sending } from './submit.ts';
import { submitToVenue } from './submit.ts';

export interface DepositParameters {
  desk: Desk;
  asset: AssetName;
  /** Base units as a bigint, or whole tokens as a decimal string. Public. */
  amount: AmountInput;
}

/**
 * Deposits tokens of the signer's wallet into a desk: checks the wallet, proves, approves exactly the amount if the
 * venue may not take it yet, sends, waits. Asset, amount and wallet are public; which desk it is for is not.
 *
 * @returns hash of the deposit's transaction
 * @throws SottoError WALLET_INSUFFICIENT, and as buildDeposit, CredentialReader.inSlot, proveStatement, submitToVenue
 */
export async function deposit(member: Member, parameters: DepositParameters & Sending): Promise<string> {
  const { view, secrets } = member;
  const { desk, asset, amount, signer } = parameters;
  const state = await desk.requireState(view);
  const credential = await member.credentials.inSlot(view, desk.slot);
  const payer = await signer.getAddress();
  const statement = buildDeposit({ view, secrets, state, credential, asset, amount, payer });
  const { vector, folding, record } = statement;
  // The view may move on while the proof is made; the proof is for the policy of now.
  const policyId = view.policy.id;
  const approve = await prepareWallet(member, signer, Number(vector.asset), vector.amount);
  const proof = await proveStatement(member.engine, statement);
  await approve();
  const { day, nullifier, account, accountRoot, credentialRoot } = vector;
  const submission = {
    ...{ proof: [...proof], h: folding.h, day, policyId, nullifier, account, accountRoot },
    ...{ credentialRoot, asset: vector.asset, amount: vector.amount, record: recordWords(record) },
  };
  return (await submitToVenue(member, parameters, 'deposit', [submission])).transactionHash;
}

/** Checks the wallet's balance; returns what must be done before the venue can take the tokens. */
async function prepareWallet(
  { view }: Member,
  signer: Signer,
  slot: number,
  amount: bigint,
): Promise<() => Promise<void>> {
  const { connection } = view;
  const { rpc, venue } = connection;
  const { token } = view.assets.get(slot);
  const wallet = await signer.getAddress();
  const [balance] = await rpc.call(token, TOKEN, 'balanceOf', [wallet]);
  if (balance < amount) {
    const [have, need] = [balance as bigint, amount].map((units) => describeAmount(view, slot, units));
    throw new SottoError(
      'WALLET_INSUFFICIENT',
      `The wallet ${wallet} holds ${have}; the deposit needs ${need}`,
    );
  }
  const [allowance] = await rpc.call(token, TOKEN, 'allowance', [wallet, venue]);
  if (allowance >= amount) return async () => {};
  const approve = { connection, signer, to: token, abi: TOKEN, name: 'approve' };
  return async () => {
    // Some tokens refuse to change an allowance that is not zero.
    if (allowance > 0n) await sendTransaction({ ...approve, args: [venue, 0n] });
    await sendTransaction({ ...approve, args: [venue, amount] });
  };
}
