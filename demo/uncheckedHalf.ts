// SPDX-License-Identifier: Apache-2.0
import type { Policy, Snapshot } from '../client/chain/policy.ts';
import type { VenueView } from '../client/chain/venueView.ts';
import type { OwnCredential } from '../client/credentials.ts';
import type { DeskState } from '../client/desk.ts';
import type { Half } from '../client/half.ts';
import type { Account } from '../protocol/account.ts';
import { FEE_ASSET } from '../protocol/asset.ts';
import { calendarOf } from '../protocol/calendar.ts';
import { FIELD_ORDER } from '../protocol/field.ts';
import type { PublicVectors } from '../protocol/generated/circuits.ts';
import { hash, hashBalances } from '../protocol/hash.ts';
import { tradeValues } from '../protocol/price.ts';
import type { CircuitInputs } from '../protocol/provingEngine.ts';
import { dayKeyOf, recordKey, sealRecord } from '../protocol/record.ts';
import type { Secrets } from '../protocol/secrets.ts';
import { legOf, sideOf, type Terms, tradeHash } from '../protocol/terms.ts';
import { encodeVector, foldVector } from '../protocol/vector.ts';

export interface UncheckedTrade {
  view: VenueView;
  secrets: Secrets;
  state: DeskState;
  own: OwnCredential;
  terms: Terms;
  /** Any snapshot, however old. */
  snapshot: Snapshot;
}

export interface UncheckedHalf {
  inputs: CircuitInputs;
  /** The half, but for its proof. */
  half: Omit<Half, 'proof'>;
}

/**
 * What a member could run that took every check out of its client: inputs of the trade circuit that fit together in
 * all but what the terms make impossible. If somebody refuses them, it is the circuit or the contract.
 */
export function uncheckedHalf(trade: UncheckedTrade): UncheckedHalf {
  const { view, secrets, state, own, terms, snapshot } = trade;
  const { account } = state;
  const { policy, today: day } = view;
  const side = sideOf(terms, secrets.member);
  const next = nextState(trade, policy, day);
  const key = recordKey(
    dayKeyOf(secrets.viewSecret(own.rotation), account.member, account.desk, day),
    next.recordIndex - 1,
  );
  const record = sealRecord(key, {
    ...{
      kind: 'trade',
      side,
      member: account.member,
      desk: account.desk,
      fee: policy.fee,
      ...legOf(terms, side),
    },
    ...{ agreementHash: terms.agreementHash, salt: terms.salt, deadline: terms.deadline },
  });
  const accountRoot = view.accountTree.root();
  const credentialRoot = view.log.registry.tree().root();
  const x: PublicVectors['trade'] = {
    ...{
      chainId: view.connection.chainId,
      venue: BigInt(view.connection.venue),
      day: BigInt(day),
      ...calendar(day),
    },
    nullifier: secrets.nullifier(account.desk, account.seq),
    account: leafOf(next),
    ...{ accountRoot, credentialRoot, tradeHash: tradeHash(terms), side: BigInt(side) },
    ...{
      deadline: BigInt(terms.deadline),
      beneficiary: 0n,
      fee: policy.fee,
      collarBps: BigInt(policy.collarBps),
    },
    ...{ jurisdictions: policy.jurisdictions, recordTag: record.tag, recordSiv: record.siv },
    ...{ ciphertext: record.ciphertext, prices: snapshot.prices },
  };
  const { nullifier, account: leaf, recordTag, recordSiv, ciphertext, ...shown } = x;
  const folding = foldVector('trade', encodeVector('trade', x));
  const { maker, taker, makerGives, makerAmount, takerGives, takerAmount, agreementHash, salt } = terms;
  const inputs: CircuitInputs = {
    ...folding,
    ...shown,
    ...secretsOf(trade),
    ...credentialOf(own),
    credentialPath: view.log.registry.tree().path(own.slot),
    ...{ makerGives: BigInt(makerGives), makerAmount, takerGives: BigInt(takerGives), takerAmount },
    ...{ maker, taker, agreementHash, salt },
  };
  const half = {
    ...{ h: folding.h, day, policyId: policy.id, snapshotId: snapshot.id, side, deadline: terms.deadline },
    beneficiary: `0x${'0'.repeat(40)}`,
    ...{ nullifier, account: leaf, accountRoot, credentialRoot, tradeHash: x.tradeHash, record },
  };
  return { inputs, half };
}

function nextState(
  { secrets, state, own, terms, snapshot }: UncheckedTrade,
  policy: Policy,
  day: number,
): Account {
  const { account } = state;
  const isSameDay = account.day === day;
  const leg = legOf(terms, sideOf(terms, secrets.member));
  const balances = account.balances.map((balance, slot) => {
    const fee = slot === FEE_ASSET ? policy.fee : 0n;
    const given = slot === leg.giveAsset ? leg.giveAmount : 0n;
    const taken = slot === leg.takeAsset ? leg.takeAmount : 0n;
    return mod(balance - fee - given + taken);
  });
  return {
    ...{ ...account, balances, day },
    viewCommit: own.credential.viewCommit,
    seq: account.seq + 1,
    recordIndex: (isSameDay ? account.recordIndex : 0) + 1,
    volume: (isSameDay ? account.volume : 0n) + tradeValues(terms, snapshot.prices).larger,
    blinding: secrets.blinding(account.desk, account.seq + 1),
  };
}

/** As the protocol's `accountHash`, but for the checks: a balance below zero is an element near the field's order. */
function leafOf(account: Account): bigint {
  const { member, viewCommit, exitAuthority, desk, day, seq, recordIndex, volume, balances, blinding } =
    account;
  const [counts, rest] = [
    [desk, day, seq, recordIndex].map(BigInt),
    [volume, hashBalances(balances), blinding],
  ];
  return hash('ACCOUNT', member, viewCommit, exitAuthority, ...counts, ...rest);
}

function secretsOf({ view, secrets, state, own }: UncheckedTrade): CircuitInputs {
  const { account, position } = state;
  return {
    ...{
      spendSecret: secrets.spendSecret,
      viewSecret: secrets.viewSecret(own.rotation),
      desk: BigInt(account.desk),
    },
    ...{ exitAuthority: account.exitAuthority, viewCommit: account.viewCommit, oldDay: BigInt(account.day) },
    ...{ seq: BigInt(account.seq), oldRecordIndex: BigInt(account.recordIndex), oldVolume: account.volume },
    ...{
      balances: account.balances,
      oldBlinding: account.blinding,
      accountPath: view.accountTree.path(position),
    },
  };
}

function credentialOf({ credential }: OwnCredential): CircuitInputs {
  const { jurisdiction, maxTradeValue, maxDeskDayVolume, expiry, leiHash, salt } = credential;
  return {
    ...{ jurisdiction: BigInt(jurisdiction), maxTradeValue, maxDeskDayVolume },
    ...{ credentialExpiry: BigInt(expiry), leiHash, credentialSalt: salt },
  };
}

function calendar(day: number): { yearMonth: bigint; dayOfMonth: bigint } {
  const { yearMonth, dayOfMonth } = calendarOf(day);
  return { yearMonth: BigInt(yearMonth), dayOfMonth: BigInt(dayOfMonth) };
}

function mod(value: bigint): bigint {
  return ((value % FIELD_ORDER) + FIELD_ORDER) % FIELD_ORDER;
}
