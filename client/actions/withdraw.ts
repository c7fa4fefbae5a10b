// SPDX-License-Identifier: Apache-2.0
import type { LogDescription, Signer } from 'ethers';
import { fieldToAddress } from '../../protocol/address.ts';
import { SottoError } from '../../protocol/errors.ts';
import { venueEvents } from '../chain/venueEvents.ts';
import type { Desk } from '../desk.ts';
import { recordWords } from '../half.ts';
import { proveStatement } from '../inputs/statement.ts';
import type { Payout } from '../inputs/withdraw.ts';
import { buildWithdraw } from '../inputs/withdraw.ts';
import type { Member } from '../member.ts';
import type { ExitAuthorization } from './exitAuthorization.ts';
import {
  assertExitAuthorized,
  exitAuthorizationRequest,
  signExitAuthorization,
} from './exitAuthorization.ts';
import type { Sending } from './submit.ts';
import { submitToVenue } from './submit.ts';

export interface WithdrawParameters extends Payout {
  desk: Desk;
  /** Who must sign from now on. Default: as before. */
  newExitAuthority?: string;
  /**
   * The exit authority's consent, if the desk has an exit authority: its signer, or the answer to
   * `exitAuthorizationRequest` from any wallet.
   */
  authorization?: Signer | ExitAuthorization;
}

/** What the venue's `withdraw` takes; anybody may send it. */
export interface WithdrawSubmission {
  submission: Record<string, unknown>;
  authorization: ExitAuthorization;
}

export interface WithdrawResult {
  transactionHash: string;
  /** Number of the delayed exit when the outflow limit made the payout wait (see claimExit); undefined: paid. */
  exitId?: bigint;
}

const NO_AUTHORIZATION: ExitAuthorization = { nonce: 0n, expiry: 0, signature: '0x' };

/**
 * Proves a withdrawal. The exit authority's signature is checked before anything is proven.
 *
 * @throws SottoError EXIT_SIGNATURE_MISSING, EXIT_SIGNATURE_INVALID, and as buildWithdraw and proveStatement do
 */
export async function proveWithdraw(
  member: Member,
  parameters: WithdrawParameters,
): Promise<WithdrawSubmission> {
  const { view, secrets, engine } = member;
  const state = await parameters.desk.requireState(view);
  const statement = buildWithdraw({ ...parameters, view, secrets, state });
  const { vector, folding, record } = statement;
  const authorization = await authorize(member, parameters, {
    exitAuthority: vector.exitAuthority,
    newExitAuthority: vector.newExitAuthority,
  });
  const proof = await proveStatement(engine, statement);
  const { day, nullifier, account, accountRoot, asset, amount, relayerFee } = vector;
  const addresses = {
    recipient: fieldToAddress(vector.recipient),
    relayer: fieldToAddress(vector.relayer),
    exitAuthority: fieldToAddress(vector.exitAuthority),
    newExitAuthority: fieldToAddress(vector.newExitAuthority),
  };
  const submission = {
    ...{ proof: [...proof], h: folding.h, day, nullifier, account, accountRoot, asset, amount, relayerFee },
    ...{ ...addresses, record: recordWords(record) },
  };
  return { submission, authorization };
}

/**
 * Withdraws from a desk: proves, sends, waits. The payout comes at once, or as a delayed exit when it is above the
 * venue's outflow limit. Throws as proveWithdraw and submitToVenue do.
 */
export async function withdraw(
  member: Member,
  parameters: WithdrawParameters & Sending,
): Promise<WithdrawResult> {
  const { submission, authorization } = await proveWithdraw(member, parameters);
  const receipt = await submitToVenue(member, parameters, 'withdraw', [submission, authorization]);
  return {
    transactionHash: receipt.transactionHash,
    exitId: exitIdOf(venueEvents(member.view.connection, receipt)),
  };
}

async function authorize(
  { view }: Member,
  parameters: WithdrawParameters,
  authorities: { exitAuthority: bigint; newExitAuthority: bigint },
): Promise<ExitAuthorization> {
  if (authorities.exitAuthority === 0n) return NO_AUTHORIZATION;
  const { authorization } = parameters;
  const exitAuthority = fieldToAddress(authorities.exitAuthority);
  if (authorization === undefined) {
    throw new SottoError(
      'EXIT_SIGNATURE_MISSING',
      `Withdrawing from this desk needs the signature of ${exitAuthority}`,
    );
  }
  const newExitAuthority = fieldToAddress(authorities.newExitAuthority);
  const payout = { ...parameters, view, exitAuthority, newExitAuthority };
  if (isSigner(authorization)) {
    const request = exitAuthorizationRequest(payout);
    const signed = await signExitAuthorization(request, authorization);
    await assertExitAuthorized(view, request, signed);
    return signed;
  }
  const { nonce, expiry } = authorization;
  await assertExitAuthorized(view, exitAuthorizationRequest({ ...payout, nonce, expiry }), authorization);
  return authorization;
}

function isSigner(authorization: Signer | ExitAuthorization): authorization is Signer {
  return 'signTypedData' in authorization;
}

function exitIdOf(events: readonly LogDescription[]): bigint | undefined {
  const exitId: bigint | undefined = events.find(({ name }) => name === 'Withdrawn')?.args.exitId;
  return exitId === 0n ? undefined : exitId;
}
