// SPDX-License-Identifier: Apache-2.0
import { addressToField } from '../../protocol/address.ts';
import { MAX_AMOUNT } from '../../protocol/amount.ts';
import { SottoError } from '../../protocol/errors.ts';
import type { OwnCredential } from '../credentials.ts';
import type { DeskState } from '../desk.ts';
import type { AmountInput, AssetName } from './amounts.ts';
import { describeAmount, toBaseUnits } from './amounts.ts';
import { assertNotPaused, buildCredentialed } from './credentialed.ts';
import type { AccountStatement } from './statement.ts';
import { stateStatement } from './statement.ts';
import type { BuildContext } from './step.ts';
import { buildStep, dayOfAction } from './step.ts';

export interface BuildDepositParameters extends BuildContext {
  state: DeskState;
  credential: OwnCredential;
  asset: AssetName;
  amount: AmountInput;
  /** Address whose tokens these are: only it can send the deposit. */
  payer: string;
}

/**
 * Inputs of `deposit`.
 *
 * @throws SottoError VENUE_PAUSED, ASSET_UNKNOWN, AMOUNT_…, ADDRESS_INVALID, and those of dayOfAction and buildCredentialed
 */
export function buildDeposit(parameters: BuildDepositParameters): AccountStatement<'deposit'> {
  const { view, secrets, state, credential } = parameters;
  assertNotPaused(view);
  const asset = view.assets.get(parameters.asset);
  const amount = toBaseUnits(parameters.amount, asset);
  const { desk, balances } = state.account;
  if (balances[asset.slot] + amount > MAX_AMOUNT) {
    throw new SottoError('AMOUNT_TOO_LARGE', `The desk cannot hold as much ${asset.symbol}`, {
      explanation: `The desk holds ${describeAmount(view, asset.slot, balances[asset.slot])}; with this deposit it would reach 2^120 base units.`,
    });
  }
  const day = dayOfAction(view, secrets, state);
  const credentialed = buildCredentialed(view, credential, { desk, day, state });
  const message = {
    kind: 'deposit',
    member: secrets.member,
    desk,
    takeAsset: asset.slot,
    takeAmount: amount,
  } as const;
  const step = buildStep({ view, secrets, state, message, rotation: credential.rotation });
  const payer = addressToField(parameters.payer, 'payer');
  const own = { asset: BigInt(asset.slot), amount, payer };
  const vector = { ...step.values, ...credentialed.values, ...own };
  const statement = stateStatement('deposit', vector, { ...step.inputs, ...credentialed.inputs, ...own });
  return { ...statement, next: step.next, record: step.record };
}
