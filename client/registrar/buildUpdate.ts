// SPDX-License-Identifier: Apache-2.0
import { hexlify } from 'ethers';
import { assertSlot } from '../../protocol/account.ts';
import type { Credential } from '../../protocol/credential.ts';
import { credentialHash, sealCredential } from '../../protocol/credential.ts';
import { CredentialTree } from '../../protocol/credentialTree.ts';
import { SottoError } from '../../protocol/errors.ts';
import type { VenueView } from '../chain/venueView.ts';

/** One change of a credential. Make them with admit, changeCredential and revoke. */
export interface CredentialChange {
  slot: number;
  /** Undefined: revoked. */
  next?: { credential: Credential; sealingPublicKey: Uint8Array };
  /** The credential that stood in the slot, from the registrar's own files; needed if the slot was used before. */
  previous?: Credential;
}

/** What registrars sign, and the registry takes. */
export interface RegistryUpdate {
  version: bigint;
  /** Every change admits or raises a limit; otherwise all older roots and unsettled halves are void. */
  admitsOnly: boolean;
  newRoot: bigint;
  changes: { slot: number; leaf: bigint; sealedOpening: string }[];
}

/** Admits a member in a slot that was never used, or admits the slot's former member again. */
export function admit(
  slot: number,
  credential: Credential,
  sealingPublicKey: Uint8Array,
  previous?: Credential,
): CredentialChange {
  return { slot, next: { credential, sealingPublicKey }, previous };
}

/** Changes what a credential says: limits, expiry, jurisdiction, view key. */
export function changeCredential(
  slot: number,
  previous: Credential,
  changes: Partial<Omit<Credential, 'member'>>,
  sealingPublicKey: Uint8Array,
): CredentialChange {
  return { slot, previous, next: { credential: { ...previous, ...changes }, sealingPublicKey } };
}

/** Takes a member's credential away: it can no longer open, deposit or trade, and can always leave. */
export function revoke(slot: number): CredentialChange {
  return { slot };
}

/**
 * The registry's next update. Whether it only admits is computed from the changes, so that a forgotten flag can't keep
 * a revoked member trading: in doubt it tightens.
 *
 * @throws SottoError CREDENTIAL_INVALID when a slot is changed twice, was another member's, or the former credential given
 * is not the one in the registry; DESK_OUT_OF_RANGE; CHAIN_INCONSISTENT when the posted leaves do not make the posted root
 */
export async function buildUpdate(
  view: VenueView,
  changes: readonly CredentialChange[],
): Promise<RegistryUpdate> {
  const ordered = [...changes].sort((a, b) => a.slot - b.slot);
  const { chainId, registry } = view.connection;
  const tree = CredentialTree.restore(view.log.registry.tree().snapshot());
  const leaves: RegistryUpdate['changes'] = [];
  for (const [i, change] of ordered.entries()) {
    const { slot, next } = change;
    if (ordered[i - 1]?.slot === slot) {
      throw new SottoError('CREDENTIAL_INVALID', `Slot ${slot} is changed twice in one update`);
    }
    assertAllowed(view, change);
    const leaf = next === undefined ? 0n : credentialHash(next.credential);
    tree.set(assertSlot(slot), leaf);
    const place = { chainId, registry, slot };
    const sealed = next && (await sealCredential(next.credential, next.sealingPublicKey, place));
    leaves.push({ slot, leaf, sealedOpening: sealed === undefined ? '0x' : hexlify(sealed) });
  }
  return {
    version: (view.log.registry.latest?.version ?? 0n) + 1n,
    admitsOnly: ordered.every((change) => isWidening(view, change)),
    newRoot: tree.root(),
    changes: leaves,
  };
}

/** A slot belongs to one member for ever: its desks are numbered after it. */
function assertAllowed(view: VenueView, { slot, next, previous }: CredentialChange): void {
  const posted = view.log.registry.posted.filter((posting) => posting.slot === slot && posting.leaf !== 0n);
  if (posted.length === 0 && next === undefined) {
    throw new SottoError(
      'CREDENTIAL_MISSING',
      `Nobody was ever admitted in slot ${slot}: there is nothing to revoke`,
    );
  }
  if (posted.length === 0 || next === undefined) return;
  if (previous === undefined || credentialHash(previous) !== posted.at(-1)?.leaf) {
    throw new SottoError(
      'CREDENTIAL_INVALID',
      `Slot ${slot} was used before: give the last credential that stood there`,
    );
  }
  if (previous.member !== next.credential.member) {
    throw new SottoError(
      'CREDENTIAL_INVALID',
      `Slot ${slot} belongs to another member for ever: use a free slot`,
    );
  }
}

/** Admits, or raises limits and changes nothing else but the salt. */
function isWidening(view: VenueView, { slot, next, previous }: CredentialChange): boolean {
  if (next === undefined) return false;
  if ((view.log.registry.inSlot(slot)?.leaf ?? 0n) === 0n) return true;
  if (previous === undefined) return false;
  const { credential } = next;
  const isSame = (['member', 'viewCommit', 'jurisdiction', 'expiry', 'leiHash'] as const).every(
    (name) => credential[name] === previous[name],
  );
  const isRaised =
    credential.maxTradeValue >= previous.maxTradeValue &&
    credential.maxDeskDayVolume >= previous.maxDeskDayVolume;
  return isSame && isRaised;
}
