// SPDX-License-Identifier: Apache-2.0
import type { Account } from '../../protocol/account.ts';
import { accountHash } from '../../protocol/account.ts';
import { calendarOf } from '../../protocol/calendar.ts';
import { SottoError } from '../../protocol/errors.ts';
import { BATCH_SIZE, PAID_RECORD_BITS } from '../../protocol/generated/circuits.ts';
import type { CircuitInputs } from '../../protocol/provingEngine.ts';
import type { RecordMessage, SottoRecord } from '../../protocol/record.ts';
import { dayKeyOf, recordKey, sealRecord } from '../../protocol/record.ts';
import type { Secrets } from '../../protocol/secrets.ts';
import { rollDay } from '../../protocol/transition.ts';
import { accountAfter } from '../accountAfter.ts';
import type { VenueView } from '../chain/venueView.ts';
import type { DeskState } from '../desk.ts';
import { placeValues, recordValues } from './statement.ts';

/** Actions a desk can take on a day before none that pays a fee is accepted. */
const PAID_RECORDS = 2 ** PAID_RECORD_BITS;

/** What every input builder starts from. */
export interface BuildContext {
  view: VenueView;
  secrets: Secrets;
}

export interface StepParameters extends BuildContext {
  state: DeskState;
  message: RecordMessage;
  /** Rotation number of the new state's view key. */
  rotation: number;
  addedVolume?: bigint;
}

/** An account moved on by one action: public values, private inputs, next state. */
export interface Step {
  next: Account;
  record: SottoRecord;
  values: {
    chainId: bigint;
    venue: bigint;
    day: bigint;
    yearMonth: bigint;
    dayOfMonth: bigint;
    nullifier: bigint;
    account: bigint;
    accountRoot: bigint;
    recordTag: bigint;
    recordSiv: bigint;
    ciphertext: readonly bigint[];
  };
  inputs: CircuitInputs;
}

/** Day, month and day of the month as public vectors hold them. */
export function dayValues(day: number): { day: bigint; yearMonth: bigint; dayOfMonth: bigint } {
  const { yearMonth, dayOfMonth } = calendarOf(day);
  return { day: BigInt(day), yearMonth: BigInt(yearMonth), dayOfMonth: BigInt(dayOfMonth) };
}

/**
 * The day an action on this state counts for: the chain's today.
 *
 * @throws SottoError STATE_SPENT, STATE_PENDING when its leaf is not in the tree yet, DAY_IN_THE_PAST
 */
export function dayOfAction(view: VenueView, secrets: Secrets, { account, position }: DeskState): number {
  const { desk, seq, day } = account;
  if (view.isSpent(secrets.nullifier(desk, seq))) throw new SottoError('STATE_SPENT');
  const { nextInsert, openBatch, openCount } = view.log.queue.state;
  const batch = Math.floor(position / BATCH_SIZE);
  if (batch >= nextInsert) {
    const wait =
      batch === openBatch
        ? `batch ${batch} is still open with ${openCount} of ${BATCH_SIZE} leaves; anyone may close it once it is old enough`
        : `batch ${batch} is closed and ${batch - nextInsert} batches come before it; anyone may insert them`;
    throw new SottoError(
      'STATE_PENDING',
      `The newest state of desk ${desk} is not in the account tree yet: ${wait}`,
    );
  }
  if (view.today >= day) return view.today;
  throw new SottoError(
    'DAY_IN_THE_PAST',
    `Desk ${desk} has acted on day ${day}, the chain’s clock says day ${view.today}: is the node behind?`,
  );
}

/**
 * Checks that an action that pays the flat fee may still be taken on this day.
 *
 * @throws SottoError DAY_RECORDS_EXHAUSTED after the desk's 256th record of the day
 */
export function assertPayingActionLeft(account: Account, day: number): void {
  const { recordIndex } = rollDay(account, day);
  if (recordIndex < PAID_RECORDS) return;
  throw new SottoError(
    'DAY_RECORDS_EXHAUSTED',
    `Desk ${account.desk} has made its ${PAID_RECORDS} paying actions of day ${day}`,
  );
}

/** Builds the part of a statement that is the same for deposit, withdraw, refresh and trade. */
export function buildStep({ view, secrets, state, message, rotation, addedVolume }: StepParameters): Step {
  const { account, position } = state;
  const { desk, seq } = account;
  const day = dayOfAction(view, secrets, state);
  const viewSecret = secrets.viewSecret(rotation);
  const blinding = secrets.blinding(desk, seq + 1);
  const viewCommit = secrets.viewCommit(rotation);
  const next = accountAfter(account, message, { day, viewCommit, blinding, addedVolume });
  const { recordIndex } = rollDay(account, day);
  const record = sealRecord(recordKey(dayKeyOf(viewSecret, secrets.member, desk, day), recordIndex), message);
  const date = dayValues(day);
  const values = {
    ...placeValues(view.connection),
    ...date,
    nullifier: secrets.nullifier(desk, seq),
    account: accountHash(next),
    accountRoot: view.accountTree.root(),
    ...recordValues(record),
  };
  const { chainId, venue, accountRoot } = values;
  const inputs = {
    ...{ chainId, venue, ...date, accountRoot, spendSecret: secrets.spendSecret, viewSecret },
    ...{ desk: BigInt(desk), exitAuthority: account.exitAuthority, viewCommit: account.viewCommit },
    ...{ oldDay: BigInt(account.day), seq: BigInt(seq), oldRecordIndex: BigInt(account.recordIndex) },
    ...{ oldVolume: account.volume, balances: account.balances, oldBlinding: account.blinding },
    accountPath: view.accountTree.path(position),
  };
  return { next, record, values, inputs };
}
