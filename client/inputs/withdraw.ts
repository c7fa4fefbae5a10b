// SPDX-License-Identifier: Apache-2.0
import { addressToField } from '../../protocol/address.ts';
import { toAmount } from '../../protocol/amount.ts';
import { SottoError } from '../../protocol/errors.ts';
import type { VenueView } from '../chain/venueView.ts';
import type { DeskState } from '../desk.ts';
import { NOBODY } from '../half.ts';
import type { AmountInput, AssetName } from './amounts.ts';
import { describeAmount, toBaseUnits } from './amounts.ts';
import type { AccountStatement } from './statement.ts';
import { stateStatement } from './statement.ts';
import type { BuildContext } from './step.ts';
import { buildStep } from './step.ts';

/** What a withdrawal pays to whom: what the exit authority signs. */
export interface Payout {
  asset: AssetName;
  /** What leaves the desk, relayer fee included. May be 0 to change the exit authority only. */
  amount: AmountInput;
  /** Gets amount less relayerFee. Public. */
  recipient: string;
  /** Gets relayerFee for submitting. Default: whoever submits. */
  relayer?: string;
  /** Part of amount for the relayer. Default 0. */
  relayerFee?: AmountInput;
}

export interface BuildWithdrawParameters extends BuildContext, Payout {
  state: DeskState;
  /** Who must sign from now on. Default: as before. */
  newExitAuthority?: string;
}

/** A payout with every value checked and in base units. */
export interface CheckedPayout {
  asset: number;
  amount: bigint;
  recipient: bigint;
  relayer: bigint;
  relayerFee: bigint;
}

/**
 * Checks what a withdrawal asks for.
 *
 * @throws SottoError ASSET_UNKNOWN, AMOUNT_…, ADDRESS_INVALID
 */
export function checkPayout(view: VenueView, payout: Payout): CheckedPayout {
  const asset = view.assets.get(payout.asset);
  const units = (amount: AmountInput, name: string): bigint => {
    return isZero(amount) ? toAmount(0n, name) : toBaseUnits(amount, asset, name);
  };
  const amount = units(payout.amount, 'amount');
  const relayerFee = units(payout.relayerFee ?? 0n, 'relayer fee');
  if (relayerFee > amount)
    throw new SottoError('AMOUNT_TOO_LARGE', 'The relayer fee is more than the amount it is part of');
  const recipient = addressToField(payout.recipient, 'recipient');
  const isNowhere = recipient === 0n || recipient === addressToField(view.connection.venue);
  if (isNowhere && amount > 0n) {
    throw new SottoError(
      'ADDRESS_INVALID',
      'The recipient is nobody or the venue itself: the tokens would be lost',
    );
  }
  return {
    asset: asset.slot,
    amount,
    recipient,
    relayer: addressToField(payout.relayer ?? NOBODY, 'relayer'),
    relayerFee,
  };
}

/**
 * Inputs of `withdraw`. Needs no credential.
 *
 * @throws SottoError BALANCE_INSUFFICIENT, and those of checkPayout and dayOfAction
 */
export function buildWithdraw(parameters: BuildWithdrawParameters): AccountStatement<'withdraw'> {
  const { view, secrets, state, newExitAuthority } = parameters;
  const { asset, amount, recipient, relayer, relayerFee } = checkPayout(view, parameters);
  const { desk, balances, exitAuthority } = state.account;
  if (balances[asset] < amount) {
    const [have, need] = [balances[asset], amount].map((units) => describeAmount(view, asset, units));
    throw new SottoError(
      'BALANCE_INSUFFICIENT',
      `The desk does not hold enough ${view.assets.get(asset).symbol}`,
      {
        explanation: `The desk holds ${have}; ${need} are to be withdrawn, relayer fee included.`,
      },
    );
  }
  const next =
    newExitAuthority === undefined ? exitAuthority : addressToField(newExitAuthority, 'new exit authority');
  const gives = { giveAsset: asset, giveAmount: amount, exitAuthority: next };
  const message = { kind: 'withdraw', member: secrets.member, desk, ...gives } as const;
  const step = buildStep({ view, secrets, state, message, rotation: state.rotation });
  const own = {
    ...{ asset: BigInt(asset), amount, recipient, relayer, relayerFee },
    ...{ exitAuthority, newExitAuthority: next },
  };
  const statement = stateStatement('withdraw', { ...step.values, ...own }, { ...step.inputs, ...own });
  return { ...statement, next: step.next, record: step.record };
}

function isZero(amount: AmountInput): boolean {
  return typeof amount === 'string' ? /^0+(\.0+)?$/.test(amount.trim()) : amount === 0n;
}
