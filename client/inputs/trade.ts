// SPDX-License-Identifier: Apache-2.0
import { addressToField } from '../../protocol/address.ts';
import { MAX_AMOUNT } from '../../protocol/amount.ts';
import { FEE_ASSET } from '../../protocol/asset.ts';
import { SottoError } from '../../protocol/errors.ts';
import { assertTradeAllowed } from '../../protocol/policy.ts';
import type { Leg, Side, Terms } from '../../protocol/terms.ts';
import { assertNotExpired, assertTerms, legOf, sideOf, tradeHash } from '../../protocol/terms.ts';
import { rollDay } from '../../protocol/transition.ts';
import type { Snapshot } from '../chain/policy.ts';
import type { VenueView } from '../chain/venueView.ts';
import type { OwnCredential } from '../credentials.ts';
import type { DeskState } from '../desk.ts';
import { NOBODY } from '../half.ts';
import { describeAmount } from './amounts.ts';
import { assertNotPaused, buildCredentialed } from './credentialed.ts';
import type { AccountStatement } from './statement.ts';
import { stateStatement } from './statement.ts';
import type { BuildContext } from './step.ts';
import { assertPayingActionLeft, buildStep, dayOfAction } from './step.ts';

export interface BuildTradeParameters extends BuildContext {
  state: DeskState;
  credential: OwnCredential;
  terms: Terms;
  /** To whom this half's fee is owed. Default: whoever submits. */
  beneficiary?: string;
  /** Prices to prove at; both halves need the same. Default: the newest snapshot. */
  snapshotId?: number;
}

/** A trade half, before it is proven. */
export interface TradeStatement extends AccountStatement<'trade'> {
  side: Side;
  snapshotId: number;
  policyId: number;
}

/**
 * Inputs of `trade`: everything that can be wrong is found here, before any proving.
 *
 * @throws SottoError VENUE_PAUSED; TERMS_INVALID, ASSET_UNKNOWN, AMOUNT_…, COUNTERPARTY_SELF, TERMS_NOT_OURS, TERMS_EXPIRED;
 * PRICE_MISSING, PRICE_STALE; FEE_UNCOVERED, BALANCE_INSUFFICIENT, AMOUNT_TOO_LARGE; TRADE_LIMIT_EXCEEDED,
 * DAY_LIMIT_EXCEEDED, DAY_RECORDS_EXHAUSTED, COLLAR_EXCEEDED; and those of dayOfAction and buildCredentialed. Figures are in explain().
 */
export function buildTrade(parameters: BuildTradeParameters): TradeStatement {
  const { view, secrets, state, credential, terms, beneficiary = NOBODY } = parameters;
  assertNotPaused(view);
  assertListed(view, terms);
  const side = sideOf(assertTerms(terms), secrets.member);
  assertNotExpired(terms, view.now);
  const { account } = state;
  const { policy } = view;
  const day = dayOfAction(view, secrets, state);
  const credentialed = buildCredentialed(view, credential, { desk: account.desk, day, state });
  const snapshot = freshSnapshot(view, parameters.snapshotId);
  const leg = legOf(terms, side);
  assertCovered(view, account.balances, leg);
  assertPayingActionLeft(account, day);
  const { volume } = rollDay(account, day);
  const check = {
    terms,
    prices: snapshot.prices,
    collarBps: policy.collarBps,
    credential: credential.credential,
    volume,
  };
  const addedVolume = assertTradeAllowed(check);
  const { agreementHash, salt, deadline } = terms;
  const own = { kind: 'trade', member: secrets.member, desk: account.desk, side } as const;
  const message = { ...own, ...leg, agreementHash, salt, deadline, fee: policy.fee };
  const step = buildStep({ view, secrets, state, message, rotation: credential.rotation, addedVolume });
  const rules = {
    ...{ tradeHash: tradeHash(terms), side: BigInt(side), deadline: BigInt(deadline) },
    ...{
      beneficiary: addressToField(beneficiary, 'beneficiary'),
      fee: policy.fee,
      collarBps: BigInt(policy.collarBps),
    },
    prices: snapshot.prices,
  };
  const { makerAmount, takerAmount, maker, taker } = terms;
  const agreed = {
    makerGives: BigInt(terms.makerGives),
    makerAmount,
    takerGives: BigInt(terms.takerGives),
    takerAmount,
  };
  const vector = { ...step.values, ...credentialed.values, ...rules };
  const inputs = {
    ...step.inputs,
    ...credentialed.inputs,
    ...rules,
    ...agreed,
    maker,
    taker,
    agreementHash,
    salt,
  };
  const { next, record } = step;
  return {
    ...stateStatement('trade', vector, inputs),
    next,
    record,
    side,
    snapshotId: snapshot.id,
    policyId: policy.id,
  };
}

function assertListed(view: VenueView, { makerGives, takerGives }: Terms): void {
  view.assets.get(makerGives);
  view.assets.get(takerGives);
}

/** The snapshot to prove at. Throws PRICE_MISSING, PRICE_STALE. */
export function freshSnapshot(view: VenueView, id?: number): Snapshot {
  const snapshot = id === undefined ? view.latestSnapshot() : view.log.snapshots.get(id);
  if (snapshot === undefined) throw new SottoError('PRICE_MISSING', `The price feed has no snapshot ${id}`);
  const age = view.now - snapshot.time;
  const { maxPriceAge } = view.policy;
  if (age <= maxPriceAge) return snapshot;
  throw new SottoError(
    'PRICE_STALE',
    `Price snapshot ${snapshot.id} is ${age} s old; the policy allows ${maxPriceAge} s: wait for a new one`,
  );
}

/** The balance given covers amount and fee; slot 0 covers the fee before anything comes in; what comes in fits. */
function assertCovered(view: VenueView, balances: readonly bigint[], leg: Leg): void {
  const { fee } = view.policy;
  const describe = (slot: number, amount: bigint): string => describeAmount(view, slot, amount);
  if (balances[FEE_ASSET] < fee) {
    throw new SottoError('FEE_UNCOVERED', undefined, {
      explanation: `The desk holds ${describe(FEE_ASSET, balances[FEE_ASSET])}; the flat fee is ${describe(FEE_ASSET, fee)}.`,
    });
  }
  const { giveAsset, giveAmount, takeAsset, takeAmount } = leg;
  const feeHere = giveAsset === FEE_ASSET ? fee : 0n;
  if (balances[giveAsset] < giveAmount + feeHere) {
    const need = describe(giveAsset, giveAmount + feeHere);
    throw new SottoError(
      'BALANCE_INSUFFICIENT',
      `The desk does not hold enough ${view.assets.get(giveAsset).symbol}`,
      {
        explanation: `The desk holds ${describe(giveAsset, balances[giveAsset])}; the trade needs ${need}${feeHere > 0n ? ', fee included' : ''}.`,
      },
    );
  }
  const left = balances[takeAsset] - (takeAsset === FEE_ASSET ? fee : 0n);
  if (left + takeAmount <= MAX_AMOUNT) return;
  throw new SottoError(
    'AMOUNT_TOO_LARGE',
    `The desk cannot hold as much ${view.assets.get(takeAsset).symbol}`,
  );
}
