// SPDX-License-Identifier: Apache-2.0
import type { ErrorDescription } from 'ethers';
import type { ErrorCode } from '../../protocol/errors.ts';
import { SottoError } from '../../protocol/errors.ts';
import { PRICE_FEED, REGISTRY, TOKEN, VENUE } from './interfaces.ts';

/** Contract errors that have a code of their own. The others become TRANSACTION_REVERTED with their name. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  NullifierSpent: 'STATE_SPENT',
  VenuePaused: 'VENUE_PAUSED',
  PolicyNotCurrent: 'POLICY_CHANGED',
  CredentialRootNotCurrent: 'POLICY_CHANGED',
  UnknownAccountRoot: 'CHAIN_REORGANISED',
  DayNotCurrent: 'DAY_IN_THE_PAST',
  InvalidProof: 'PROOF_INVALID',
  UnknownAsset: 'ASSET_UNKNOWN',
  BadExitSignature: 'EXIT_SIGNATURE_INVALID',
  AuthorizationExpired: 'EXIT_SIGNATURE_INVALID',
  NonceUsed: 'EXIT_SIGNATURE_INVALID',
  ExitNotDue: 'EXIT_NOT_DUE',
  UnknownExit: 'NOTHING_OWED',
  NothingOwed: 'NOTHING_OWED',
  TreeFull: 'TREE_FULL',
  TreeReserved: 'TREE_FULL',
  TooFewSignatures: 'QUORUM_MISSING',
  ERC20InsufficientBalance: 'WALLET_INSUFFICIENT',
  ERC20InsufficientAllowance: 'WALLET_INSUFFICIENT',
};

/** A contract's refusal as a typed error. Values in it were sent to the chain: none of them is a secret. */
export function explainRevert(action: string, data: string | undefined, cause: unknown): SottoError {
  const error = data === undefined ? undefined : parse(data);
  if (error === undefined) {
    return new SottoError('TRANSACTION_REVERTED', `The contract refused ${action} without a reason we know`, {
      cause,
    });
  }
  const values = error.fragment.inputs.map(({ name }, i) => `${name} ${error.args[i]}`).join(', ');
  const code = CODES[error.name] ?? 'TRANSACTION_REVERTED';
  return new SottoError(code, `The contract refused ${action}: ${error.name}(${values})`, { cause });
}

function parse(data: string): ErrorDescription | undefined {
  for (const abi of [VENUE, REGISTRY, PRICE_FEED, TOKEN]) {
    const error = abi.parseError(data);
    if (error !== null) return error;
  }
  return undefined;
}
