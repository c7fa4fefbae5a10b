// SPDX-License-Identifier: Apache-2.0
import type { Credential } from '../protocol/credential.ts';
import { openCredential } from '../protocol/credential.ts';
import { isSottoError, SottoError } from '../protocol/errors.ts';
import type { Secrets } from '../protocol/secrets.ts';
import type { PostedCredential } from './chain/registryLog.ts';
import type { VenueView } from './chain/venueView.ts';

/** A credential of this member, and which of its view keys it names. */
export interface OwnCredential {
  slot: number;
  credential: Credential;
  /** Rotation number of the view secret behind the credential's viewCommit. */
  rotation: number;
}

/** Rotations looked through: a key rotated daily for more than ten years. */
const MAX_ROTATIONS = 4096;

/** Opens a member's own credentials and remembers what it opened. */
export class CredentialReader {
  readonly #secrets: Secrets;
  readonly #opened = new WeakMap<PostedCredential, Promise<Credential | undefined>>();
  readonly #viewCommits: bigint[] = [];

  constructor(secrets: Secrets) {
    this.#secrets = secrets;
  }

  /**
   * The member's credential in a slot.
   *
   * @throws SottoError CREDENTIAL_MISSING when there is none, it was revoked or is another member's;
   * CREDENTIAL_MISMATCH when the registrar posted an opening that is not the leaf's, or names a foreign view key.
   */
  async inSlot(view: VenueView, slot: number): Promise<OwnCredential> {
    const posted = view.log.registry.inSlot(slot);
    if (posted === undefined)
      throw new SottoError('CREDENTIAL_MISSING', `Nobody was admitted in slot ${slot}`);
    if (posted.leaf === 0n) {
      throw new SottoError(
        'CREDENTIAL_MISSING',
        `The credential in slot ${slot} was revoked; withdrawing needs none`,
      );
    }
    const credential = await this.#open(view, posted);
    if (credential?.member !== this.#secrets.member) {
      throw new SottoError('CREDENTIAL_MISSING', `The credential in slot ${slot} is not this member’s`);
    }
    return { slot, credential, rotation: this.rotationOf(credential.viewCommit) };
  }

  /** Slots in which this member has or had a credential, found by trying every posted opening. */
  async slots(view: VenueView): Promise<number[]> {
    const own = new Set<number>();
    for (const posted of view.log.registry.posted) {
      if (posted.leaf === 0n || own.has(posted.slot)) continue;
      if ((await this.#openUsable(view, posted)) !== undefined) own.add(posted.slot);
    }
    return [...own].sort((a, b) => a - b);
  }

  /** Rotation numbers of every view key the member was ever admitted with in a slot, newest first. */
  async rotations(view: VenueView, slot: number): Promise<number[]> {
    const rotations = new Set<number>();
    for (const posted of view.log.registry.posted.toReversed()) {
      if (posted.slot !== slot || posted.leaf === 0n) continue;
      const credential = await this.#openUsable(view, posted);
      if (credential !== undefined) rotations.add(this.rotationOf(credential.viewCommit));
    }
    return [...rotations];
  }

  /** Throws CREDENTIAL_MISMATCH when no view key of this member has the commitment. */
  rotationOf(viewCommit: bigint): number {
    for (let rotation = 0; rotation < MAX_ROTATIONS; rotation++) {
      this.#viewCommits[rotation] ??= this.#secrets.viewCommit(rotation);
      if (this.#viewCommits[rotation] === viewCommit) return rotation;
    }
    throw new SottoError(
      'CREDENTIAL_MISMATCH',
      'The credential names a view key that this phrase does not have',
    );
  }

  /**
   * The credential if it is this member's and right. What a registrar posted wrongly is passed over: it must not keep
   * anyone from finding and leaving with what it has.
   */
  async #openUsable(view: VenueView, posted: PostedCredential): Promise<Credential | undefined> {
    try {
      const credential = await this.#open(view, posted);
      if (credential?.member !== this.#secrets.member) return undefined;
      this.rotationOf(credential.viewCommit);
      return credential;
    } catch (error) {
      if (isSottoError(error, 'CREDENTIAL_MISMATCH') || isSottoError(error, 'CREDENTIAL_INVALID'))
        return undefined;
      throw error;
    }
  }

  /** Undefined when the opening is not sealed to this member. */
  #open(view: VenueView, posted: PostedCredential): Promise<Credential | undefined> {
    const known = this.#opened.get(posted);
    if (known !== undefined) return known;
    const { chainId, registry } = view.connection;
    const place = { chainId, registry, slot: posted.slot };
    const opened = openCredential(posted.sealedOpening, this.#secrets.sealingKey, place, posted.leaf).catch(
      (error) => {
        if (isSottoError(error, 'CREDENTIAL_UNREADABLE')) return undefined;
        throw error;
      },
    );
    this.#opened.set(posted, opened);
    return opened;
  }
}
