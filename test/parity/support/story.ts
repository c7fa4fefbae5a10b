// SPDX-License-Identifier: GPL-3.0-or-later
import type { Account } from '../../../protocol/account.ts';
import { accountHash, deskOf } from '../../../protocol/account.ts';
import { AccountTree } from '../../../protocol/accountTree.ts';
import { calendarOf } from '../../../protocol/calendar.ts';
import type { Credential } from '../../../protocol/credential.ts';
import { credentialHash } from '../../../protocol/credential.ts';
import { CredentialTree } from '../../../protocol/credentialTree.ts';
import { jurisdictionBitmap } from '../../../protocol/policy.ts';
import { valueFromDollars } from '../../../protocol/price.ts';
import type { CircuitInputs } from '../../../protocol/provingEngine.ts';
import type { RecordMessage, SottoRecord } from '../../../protocol/record.ts';
import { dayKeyOf, recordKey, sealRecord } from '../../../protocol/record.ts';
import { Secrets } from '../../../protocol/secrets.ts';
import type { AccountUpdate } from '../../../protocol/transition.ts';
import { balancesAfter, nextAccount } from '../../../protocol/transition.ts';
import type { Random } from '../../circuits/support/random.ts';

const PHRASE = 'legal winner thank year wave sausage worth useful legal winner thank yellow';
export const VENUE = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
export const CHAIN_ID = 31337n;

/** One member's desk, admitted, with a state in the tree: drawn at random, all of it through the protocol folder. */
export interface Story {
  secrets: Secrets;
  rotation: number;
  slot: number;
  desk: number;
  day: number;
  credential: Credential;
  credentials: CredentialTree;
  jurisdictions: bigint;
  account: Account;
  accounts: AccountTree;
  position: number;
}

/** `rotated`: a state of an earlier day stands under the view key of another rotation than the credential's. */
export function drawStory(random: Random, rotated = false): Story {
  const secrets = Secrets.fromPhrase(PHRASE, { chainId: CHAIN_ID, venue: VENUE });
  const [rotation, slot] = [random.below(4), random.below(32_768)];
  const desk = deskOf(slot, random.below(64));
  const day = 19_000 + random.below(5_000);
  const credential = drawCredential(random, secrets, rotation, day);
  const credentials = new CredentialTree();
  for (let i = 0; i < 5; i++) credentials.set(random.below(32_768), random.field());
  credentials.set(slot, credentialHash(credential));
  const account = drawAccount(random, secrets, rotation, desk, day);
  if (rotated && account.day < day) account.viewCommit = secrets.viewCommit(rotation + 1);
  const accounts = new AccountTree();
  for (let i = random.below(12); i > 0; i--) accounts.appendBatch([random.field()]);
  const before = Array.from({ length: random.below(60) }, () => random.field());
  const batch = accounts.appendBatch([...before, accountHash(account)]);
  return {
    ...{ secrets, rotation, slot, desk, day, credential, credentials, account, accounts },
    ...{ jurisdictions: jurisdictionBitmap([credential.jurisdiction, 0, 63]) },
    position: 64 * batch + before.length,
  };
}

function drawCredential(random: Random, secrets: Secrets, rotation: number, day: number): Credential {
  return {
    member: secrets.member,
    viewCommit: secrets.viewCommit(rotation),
    jurisdiction: random.below(64),
    maxTradeValue: valueFromDollars('1000000000'),
    maxDeskDayVolume: valueFromDollars('2000000000000'),
    expiry: day + random.below(400),
    leiHash: random.bits(248),
    salt: random.field(),
  };
}

/** A state of today or of some days ago. */
function drawAccount(random: Random, secrets: Secrets, rotation: number, desk: number, day: number): Account {
  const seq = 1 + random.below(50);
  return {
    ...{
      member: secrets.member,
      viewCommit: secrets.viewCommit(rotation),
      exitAuthority: random.bits(160),
      desk,
    },
    ...{ day: day - random.below(3), seq, recordIndex: 1 + random.below(9) },
    volume: random.bits(100),
    balances: Array.from({ length: 16 }, () => (1n << 80n) + random.bits(100)),
    blinding: secrets.blinding(desk, seq),
  };
}

/** What an action leaves: next state's leaf and the record, as public values; and the witness's part of both. */
export function act(
  { secrets, rotation, desk, account, accounts, position }: Story,
  message: RecordMessage,
  update: Omit<AccountUpdate, 'blinding' | 'balances'>,
): { publics: Record<string, bigint | bigint[]>; privates: CircuitInputs } {
  const blinding = secrets.blinding(desk, account.seq + 1);
  const balances = balancesAfter(account.balances, message);
  const { next, recordIndex } = nextAccount(account, { ...update, blinding, balances });
  const key = recordKey(
    dayKeyOf(secrets.viewSecret(rotation), secrets.member, desk, update.day),
    recordIndex,
  );
  const publics = {
    ...{ nullifier: secrets.nullifier(desk, account.seq), account: accountHash(next) },
    ...publicRecord(sealRecord(key, message)),
  };
  const { viewCommit, day, seq, volume, exitAuthority } = account;
  const privates = {
    ...{
      spendSecret: secrets.spendSecret,
      viewSecret: secrets.viewSecret(rotation),
      desk: BigInt(desk),
      viewCommit,
    },
    ...{ exitAuthority, oldDay: BigInt(day), seq: BigInt(seq), oldRecordIndex: BigInt(account.recordIndex) },
    ...{
      oldVolume: volume,
      balances: account.balances,
      oldBlinding: account.blinding,
    },
    accountPath: accounts.path(position),
  };
  return { publics, privates };
}

export function publicRecord({ tag, siv, ciphertext }: SottoRecord): Record<string, bigint | bigint[]> {
  return { recordTag: tag, recordSiv: siv, ciphertext: [...ciphertext] };
}

export function dateOf(day: number): Record<'day' | 'yearMonth' | 'dayOfMonth', bigint> {
  const { yearMonth, dayOfMonth } = calendarOf(day);
  return { day: BigInt(day), yearMonth: BigInt(yearMonth), dayOfMonth: BigInt(dayOfMonth) };
}

/** The credential's part of a witness. */
export function credentialInputs({ credential, credentials, slot }: Story): CircuitInputs {
  const { jurisdiction, maxTradeValue, maxDeskDayVolume, expiry, leiHash, salt } = credential;
  return {
    ...{
      jurisdiction: BigInt(jurisdiction),
      maxTradeValue,
      maxDeskDayVolume,
      credentialExpiry: BigInt(expiry),
    },
    ...{ leiHash, credentialSalt: salt, credentialPath: credentials.path(slot) },
  };
}
