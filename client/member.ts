// SPDX-License-Identifier: Apache-2.0
import { deskOf } from '../protocol/account.ts';
import { DESKS_PER_SLOT } from '../protocol/generated/circuits.ts';
import type { ProvingEngine } from '../protocol/provingEngine.ts';
import { Secrets } from '../protocol/secrets.ts';
import type { SyncOptions } from './chain/syncVenue.ts';
import { syncVenue } from './chain/syncVenue.ts';
import type { VenueView } from './chain/venueView.ts';
import { CredentialReader } from './credentials.ts';
import { Desk } from './desk.ts';
import { createTurns } from './inTurn.ts';
import type { DeskJournal } from './journal/journal.ts';

export interface MemberParameters {
  view: VenueView;
  /** BIP-39 phrase. PHRASE_INVALID if its checksum is wrong. */
  phrase: string;
  engine: ProvingEngine;
  /** The member's promises: always the same one for one member on one venue. */
  journal: DeskJournal;
  /**
   * Blocks after which a spent state counts as spent for good: until then, terms promised on one desk are not promised
   * on another. Default: 0 on a local chain, which does not reorganise, 64 elsewhere.
   */
  confirmations?: number;
}

/** Chain ids of development nodes. */
const LOCAL_CHAINS = [31337n, 1337n];
/** Blocks after which an Ethereum block is final, two epochs. */
const FINALITY = 64;

/** An institution on one venue: its secrets, its view of the chain, its journal. Not for logs. */
export class Member {
  readonly view: VenueView;
  readonly engine: ProvingEngine;
  readonly journal: DeskJournal;
  readonly secrets: Secrets;
  readonly credentials: CredentialReader;
  readonly confirmations: number;
  /** For what checks the journal and then writes to it: it must not overlap. */
  readonly inTurn = createTurns();
  readonly #desks = new Map<number, Desk>();

  constructor({ view, phrase, engine, journal, confirmations }: MemberParameters) {
    const isLocal = LOCAL_CHAINS.includes(view.connection.chainId);
    this.confirmations = confirmations ?? (isLocal ? 0 : FINALITY);
    this.view = view;
    this.engine = engine;
    this.journal = journal;
    const { chainId, venue } = view.connection;
    this.secrets = Secrets.fromPhrase(phrase, { chainId, venue });
    this.credentials = new CredentialReader(this.secrets);
  }

  /** What counterparties and the registrar know this member by. */
  get identifier(): bigint {
    return this.secrets.member;
  }

  /** Desk `k` (0 to 63) of the credential in `slot`. DESK_OUT_OF_RANGE. */
  desk(slot: number, k: number): Desk {
    return this.deskByNumber(deskOf(slot, k));
  }

  /** Desk number slot · 64 + k. */
  deskByNumber(number: number): Desk {
    const known = this.#desks.get(number);
    if (known !== undefined) return known;
    const desk = new Desk(number, this.secrets, this.credentials);
    this.#desks.set(number, desk);
    return desk;
  }

  /**
   * The member's desks that are open on the chain: slots by trying to open each credential ever posted, desks by the
   * nullifiers that open them.
   */
  async openDesks(): Promise<Desk[]> {
    const slots = await this.credentials.slots(this.view);
    const desks = slots.flatMap((slot) => Array.from({ length: DESKS_PER_SLOT }, (_, k) => deskOf(slot, k)));
    return desks
      .filter((number) => this.view.isSpent(this.secrets.nullifier(number, 0)))
      .map((number) => this.deskByNumber(number));
  }

  /** Brings the view up to date; see syncVenue for errors. */
  async sync(options?: SyncOptions): Promise<void> {
    await syncVenue(this.view, options);
  }
}
