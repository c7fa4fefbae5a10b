// SPDX-License-Identifier: Apache-2.0
import type { Account } from '../protocol/account.ts';
import { accountHash, assertDesk, slotOf } from '../protocol/account.ts';
import { SottoError } from '../protocol/errors.ts';
import { tradeValues } from '../protocol/price.ts';
import type { RecordMessage } from '../protocol/record.ts';
import { dayKeyOf, openRecord, recordKey, recordTag } from '../protocol/record.ts';
import type { Secrets } from '../protocol/secrets.ts';
import { tradeHash } from '../protocol/terms.ts';
import { openAccount, rollDay } from '../protocol/transition.ts';
import { accountAfter } from './accountAfter.ts';
import type { AccountUpdate } from './chain/accountQueue.ts';
import type { VenueView } from './chain/venueView.ts';
import type { CredentialReader } from './credentials.ts';
import { termsOf } from './termsOf.ts';

/** The newest state of a desk, and where it stands. Holds secrets: not for logs. */
export interface DeskState {
  account: Account;
  /** Rotation number of the view key of this state. */
  rotation: number;
  /** Of its leaf in the account tree. */
  position: number;
}

/** Something a desk did, read back from its record. */
export interface DeskEvent {
  message: RecordMessage;
  /** UTC day number it counts for, and its number on that day. */
  day: number;
  recordIndex: number;
  /** Position of the leaf it made. */
  position: number;
  block: number;
}

interface OpenedUpdate {
  message: RecordMessage;
  day: number;
  recordIndex: number;
  rotation: number;
}

/**
 * A desk, followed from its first state to its newest by what the chain shows and the phrase opens. Nothing of it is
 * stored: a new machine with the phrase sees the same.
 */
export class Desk {
  readonly number: number;
  readonly #secrets: Secrets;
  readonly #credentials: CredentialReader;
  #state: DeskState | undefined;
  #events: DeskEvent[] = [];
  #generation = -1;

  constructor(number: number, secrets: Secrets, credentials: CredentialReader) {
    this.number = assertDesk(number);
    this.#secrets = secrets;
    this.#credentials = credentials;
  }

  get slot(): number {
    return slotOf(this.number);
  }

  /**
   * The desk's newest state on the view's chain; undefined when it was never opened.
   *
   * @throws SottoError CHAIN_INCONSISTENT when records or leaves are not what the desk's own actions made
   */
  async state(view: VenueView): Promise<DeskState | undefined> {
    await this.#follow(view);
    return this.#state;
  }

  /** As `state`, but DESK_NOT_OPEN when there is none. */
  async requireState(view: VenueView): Promise<DeskState> {
    const state = await this.state(view);
    if (state !== undefined) return state;
    throw new SottoError('DESK_NOT_OPEN', `Desk ${this.number} has no account yet`);
  }

  /** Everything the desk did, oldest first. */
  async events(view: VenueView): Promise<readonly DeskEvent[]> {
    await this.#follow(view);
    return this.#events;
  }

  async #follow(view: VenueView): Promise<void> {
    // Nothing is awaited after this line: two callers at once must not take in one update twice.
    const rotations = await this.#credentials.rotations(view, this.slot);
    if (this.#generation !== view.generation) {
      this.#state = undefined;
      this.#events = [];
      this.#generation = view.generation;
    }
    let last: AccountUpdate | undefined;
    for (let update = this.#nextUpdate(view); update !== undefined; update = this.#nextUpdate(view)) {
      this.#advance(view, update, rotations);
      last = update;
    }
    if (last === undefined || this.#state === undefined) return;
    // Each record authenticates itself; the last leaf commits to all that they add up to.
    if (accountHash(this.#state.account) === last.account) return;
    this.#generation = -1;
    throw new SottoError(
      'CHAIN_INCONSISTENT',
      `The records of desk ${this.number} do not add up to its leaf`,
    );
  }

  #nextUpdate(view: VenueView): AccountUpdate | undefined {
    return view.log.queue.byNullifier(this.#secrets.nullifier(this.number, this.#state?.account.seq ?? 0));
  }

  #advance(view: VenueView, update: AccountUpdate, rotations: readonly number[]): void {
    const before = this.#state?.account;
    const { message, day, recordIndex, rotation } = this.#open(view, update, rotations);
    const viewCommit = this.#secrets.viewCommit(rotation);
    const blinding = this.#secrets.blinding(this.number, (before?.seq ?? 0) + 1);
    const account =
      before === undefined
        ? this.#first(message, { day, viewCommit, blinding })
        : accountAfter(before, message, {
            day,
            viewCommit,
            blinding,
            addedVolume: tradedValue(view, message),
          });
    const { position, block } = update;
    this.#state = { account, rotation, position };
    this.#events.push({ message, day, recordIndex, position, block });
  }

  #first(message: RecordMessage, rest: Pick<Account, 'day' | 'viewCommit' | 'blinding'>): Account {
    if (message.kind !== 'open') throw foreignRecord(this.number);
    const { exitAuthority } = message;
    return openAccount({ member: this.#secrets.member, desk: this.number, exitAuthority, ...rest });
  }

  /** Finds day and key of an update's record by its tag: a node is never asked for the time of one's own block. */
  #open(view: VenueView, update: AccountUpdate, rotations: readonly number[]): OpenedUpdate {
    const { account: before, rotation: current = -1 } = this.#state ?? {};
    const secrets = [...new Set([current, ...rotations])]
      .filter((rotation) => rotation >= 0)
      .map((rotation) => ({ rotation, secret: this.#secrets.viewSecret(rotation) }));
    const days = before === undefined ? daysBackFrom(view.today) : daysForward(before.day, view.today);
    for (const day of days) {
      const { recordIndex } = before === undefined ? { recordIndex: 0 } : rollDay(before, day);
      for (const { rotation, secret } of secrets) {
        const key = recordKey(dayKeyOf(secret, this.#secrets.member, this.number, day), recordIndex);
        if (recordTag(key) !== update.record.tag) continue;
        return { message: openRecord(key, update.record), day, recordIndex, rotation };
      }
    }
    throw foreignRecord(this.number);
  }
}

function foreignRecord(desk: number): SottoError {
  return new SottoError('CHAIN_INCONSISTENT', `No key of desk ${desk} opens one of its records`);
}

/** The value that a trade counts for: its larger leg at the prices it was settled with. */
function tradedValue(view: VenueView, message: RecordMessage): bigint {
  if (message.kind !== 'trade') return 0n;
  const terms = termsOf(message);
  const settled = view.log.settledTrade(tradeHash(terms));
  const snapshot = settled && view.log.snapshots.get(settled.snapshotId);
  if (snapshot !== undefined) return tradeValues(terms, snapshot.prices).larger;
  throw new SottoError('CHAIN_INCONSISTENT', 'The node left out a settled trade or its price snapshot');
}

function* daysForward(first: number, last: number): Generator<number> {
  for (let day = first; day <= last; day++) yield day;
}

/** From today back to the first day there can be a venue. */
function* daysBackFrom(today: number): Generator<number> {
  for (let day = today; day >= FIRST_DAY; day--) yield day;
}

/** 1 January 2020. */
const FIRST_DAY = 18_262;
