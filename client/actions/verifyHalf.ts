// SPDX-License-Identifier: Apache-2.0
import { addressToField } from '../../protocol/address.ts';
import { isDayCurrent } from '../../protocol/calendar.ts';
import { SottoError } from '../../protocol/errors.ts';
import type { ProvingEngine } from '../../protocol/provingEngine.ts';
import type { Side, Terms } from '../../protocol/terms.ts';
import { tradeHash } from '../../protocol/terms.ts';
import { encodeVector, foldVector } from '../../protocol/vector.ts';
import type { Snapshot } from '../chain/policy.ts';
import type { VenueView } from '../chain/venueView.ts';
import type { Half } from '../half.ts';
import { placeValues, recordValues } from '../inputs/statement.ts';
import { dayValues } from '../inputs/step.ts';
import { freshSnapshot } from '../inputs/trade.ts';

export interface VerifyHalfParameters {
  view: VenueView;
  engine: ProvingEngine;
  half: Half;
  /** What the half must be for: the agreed terms, and the side whose half this is. */
  expected?: { terms: Terms; side: Side };
}

/**
 * Checks a half received from somebody else exactly as the venue will: first everything that makes settling
 * impossible, then h and the proof. Resolves when the half could settle now.
 *
 * @throws SottoError TERMS_MISMATCH when it is for other terms or the other side; VENUE_PAUSED, POLICY_CHANGED,
 * DAY_IN_THE_PAST, TERMS_EXPIRED, PRICE_MISSING, PRICE_STALE, STATE_SPENT; HALF_INVALID when it names unknown roots or a wrong
 * hash; PROOF_INVALID; and the engine's
 */
export async function verifyHalf({ view, engine, half, expected }: VerifyHalfParameters): Promise<void> {
  if (expected !== undefined) assertExpected(half, expected);
  const snapshot = assertPossible(view, half);
  const { h, rho, y } = fold(view, half, snapshot);
  if (h !== half.h) throw new SottoError('HALF_INVALID', 'The half’s h is not the hash of what it says');
  if (await engine.verify('trade', half.proof, [h, rho, y])) return;
  throw new SottoError('PROOF_INVALID', 'The half’s proof does not hold for what it says');
}

function assertExpected(half: Half, { terms, side }: { terms: Terms; side: Side }): void {
  const wrong = [
    half.tradeHash !== tradeHash(terms) && 'tradeHash',
    half.side !== side && 'side',
    half.deadline !== terms.deadline && 'deadline',
  ].filter((name) => name !== false);
  if (wrong.length === 0) return;
  throw new SottoError('TERMS_MISMATCH', `The half is not for the agreed terms: ${wrong.join(', ')} differs`);
}

/** Whether the venue would settle it now, apart from the proof. Returns its prices. */
function assertPossible(view: VenueView, half: Half): Snapshot {
  const { policy, now, today } = view;
  if (view.paused) throw new SottoError('VENUE_PAUSED');
  if (half.policyId !== policy.id) {
    throw new SottoError(
      'POLICY_CHANGED',
      `The half was proven under policy ${half.policyId}; now it is ${policy.id}`,
    );
  }
  if (!isDayCurrent(half.day, now)) {
    throw new SottoError(
      'DAY_IN_THE_PAST',
      `The half was proven for day ${half.day}, the chain’s clock says ${today}`,
    );
  }
  if (now > half.deadline * 60) throw new SottoError('TERMS_EXPIRED', 'The half’s deadline has passed');
  const snapshot = freshSnapshot(view, half.snapshotId);
  if (!view.log.queue.isKnownRoot(half.accountRoot)) {
    throw new SottoError('HALF_INVALID', 'The half names an account root that the venue never had');
  }
  if (!view.log.registry.isCurrent(half.credentialRoot)) {
    throw new SottoError(
      'POLICY_CHANGED',
      'The half names a credential root that the registry has voided or never had',
    );
  }
  if (view.isSpent(half.nullifier)) throw new SottoError('STATE_SPENT', 'The half’s state was spent already');
  return snapshot;
}

function fold(view: VenueView, half: Half, { prices }: Snapshot): { h: bigint; rho: bigint; y: bigint } {
  const { nullifier, account, accountRoot, credentialRoot } = half;
  const { fee, collarBps, jurisdictions } = view.policy;
  const x = encodeVector('trade', {
    ...placeValues(view.connection),
    ...dayValues(half.day),
    ...{
      nullifier,
      account,
      accountRoot,
      credentialRoot,
      tradeHash: half.tradeHash,
      side: BigInt(half.side),
    },
    ...{ deadline: BigInt(half.deadline), beneficiary: addressToField(half.beneficiary, 'beneficiary') },
    ...{ fee, collarBps: BigInt(collarBps), jurisdictions, ...recordValues(half.record), prices },
  });
  return foldVector('trade', x);
}
