// SPDX-License-Identifier: Apache-2.0
import { addressToField } from '../../protocol/address.ts';
import { FEE_ASSET } from '../../protocol/asset.ts';
import { SottoError } from '../../protocol/errors.ts';
import type { DeskState } from '../desk.ts';
import { NOBODY } from '../half.ts';
import { describeAmount } from './amounts.ts';
import type { AccountStatement } from './statement.ts';
import { stateStatement } from './statement.ts';
import type { BuildContext } from './step.ts';
import { assertPayingActionLeft, buildStep, dayOfAction } from './step.ts';

export interface BuildRefreshParameters extends BuildContext {
  state: DeskState;
  /** Whether to pay the policy's flat fee, so that somebody else sends it. Default: the owner sends it, free. */
  payFee?: boolean;
  /** To whom the fee is owed. Default: whoever submits. */
  beneficiary?: string;
}

/**
 * Inputs of `refresh`.
 *
 * @throws SottoError FEE_UNCOVERED, DAY_RECORDS_EXHAUSTED, ADDRESS_INVALID, and those of dayOfAction
 */
export function buildRefresh(parameters: BuildRefreshParameters): AccountStatement<'refresh'> {
  const { view, secrets, state, payFee = false, beneficiary = NOBODY } = parameters;
  const fee = payFee ? view.policy.fee : 0n;
  const { desk, balances } = state.account;
  if (balances[FEE_ASSET] < fee) {
    const [have, need] = [balances[FEE_ASSET], fee].map((amount) => describeAmount(view, FEE_ASSET, amount));
    throw new SottoError('FEE_UNCOVERED', undefined, {
      explanation: `The desk holds ${have}; the flat fee is ${need}. Sent by its owner, a refresh is free.`,
    });
  }
  if (fee > 0n) assertPayingActionLeft(state.account, dayOfAction(view, secrets, state));
  const message = { kind: 'refresh', member: secrets.member, desk, fee } as const;
  const step = buildStep({ view, secrets, state, message, rotation: state.rotation });
  const own = { fee, beneficiary: addressToField(beneficiary, 'beneficiary') };
  const statement = stateStatement('refresh', { ...step.values, ...own }, { ...step.inputs, ...own });
  return { ...statement, next: step.next, record: step.record };
}
