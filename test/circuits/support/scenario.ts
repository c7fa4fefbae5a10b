// SPDX-License-Identifier: GPL-3.0-or-later
import { calendarOf } from '../../../protocol/calendar.ts';
import type { CircuitName } from '../../../protocol/generated/circuits.ts';
import {
  ACCOUNT_TREE_DEPTH,
  BATCH_DEPTH,
  BATCH_SIZE,
  CREDENTIAL_TREE_DEPTH,
  EMPTY_BATCH_ROOT,
} from '../../../protocol/generated/circuits.ts';
import { pathOf, rootAfter } from './merklePath.ts';
import { accountLeaf, tagged } from './model.ts';
import { Random } from './random.ts';
import type { Inputs } from './reference.ts';
import { fold } from './reference.ts';

/** A Tuesday in the middle of March 2023. */
export const TODAY = 19_430n;

const DOLLAR = 10n ** 26n;
export const AMOUNT_LIMIT = 2n ** 120n;
export const VALUE_LIMIT = 2n ** 128n;

/** What a test may say about an action; everything else is filled in so that all of it fits together. */
export type Shape = Record<string, bigint | Record<number, bigint>>;

const COMMON_DEFAULTS = {
  chainId: 31_337n,
  venue: 0x5fbdb2315678afecb367f032d93f642f64180aa3n,
  day: TODAY,
  /** Day of the old state. */
  oldDay: TODAY,
  seq: 7n,
  oldRecordIndex: 3n,
  oldVolume: 1_000_000n * DOLLAR,
  exitAuthority: 0x70997970c51812dc3a010c7d01b50e0d17dc79c8n,
  slot: 1234n,
  /** Desk number within the slot. */
  k: 5n,
  jurisdiction: 17n,
  jurisdictions: (1n << 17n) | (1n << 3n),
  maxTradeValue: 100_000_000n * DOLLAR,
  maxDeskDayVolume: 500_000_000n * DOLLAR,
  credentialExpiry: TODAY + 90n,
};

/** An 8-decimal coin at 20,000 dollars in slot 3 against a 6-decimal dollar in slot 2; the fee is taken from slot 0. */
const DEFAULTS: Record<CircuitName, Shape> = {
  open: {},
  deposit: { asset: 3n, amount: 250_000_000n, payer: 0x976ea74026e726554db657fa54763abd0c3a0aa9n },
  withdraw: {
    ...{ asset: 3n, amount: 250_000_000n, recipient: 0x3c44cdddb6a900fa2b585dd299e03d12fa4293bcn },
    ...{ relayer: 0x90f79bf6eb2c4f870365e785982e1f101e93b906n, relayerFee: 1_000n },
    newExitAuthority: 0x15d34aaf54267db7d7c367839aaf71a00a2c6a65n,
  },
  refresh: { fee: 400n, beneficiary: 0x9965507d1a55bcc2695c58ba16fb37d819b0a4dcn },
  trade: {
    ...{ side: 0n, deadline: TODAY * 1440n + 700n, fee: 400n, collarBps: 100n },
    beneficiary: 0x9965507d1a55bcc2695c58ba16fb37d819b0a4dcn,
    ...{ makerGives: 3n, makerAmount: 100_000_000_000n, takerGives: 2n, takerAmount: 20_050_000_000_000n },
    agreementHash: 77n,
  },
  insert: { batch: 4_711n },
};

const DEFAULT_BALANCES: Record<number, bigint> = {
  0: 1_000_000n,
  2: 30_000_000_000_000n,
  3: 150_000_000_000n,
  15: 9n,
};
const DEFAULT_PRICES: Record<number, bigint> = {
  0: 10n ** 20n,
  1: 15n * 10n ** 10n,
  2: 10n ** 20n,
  3: 2n * 10n ** 22n,
  15: 10n ** 8n,
};

/** Inputs of a circuit that satisfy it, but for what `shape` makes impossible: then only that is wrong. */
export function inputsOf(circuit: CircuitName, shape: Shape = {}, seed = 1): Inputs {
  const random = new Random(seed);
  const given = { ...COMMON_DEFAULTS, ...DEFAULTS[circuit], ...shape };
  return fold(
    circuit,
    circuit === 'insert' ? insertInputs(given, random) : actionInputs(circuit, given, random),
  );
}

/** A copy of the inputs with one signal, or one element of an array, replaced. */
export function withInput(inputs: Inputs, name: string, path: number[], value: bigint): Inputs {
  const copy = structuredClone(inputs);
  if (path.length === 0) return { ...copy, [name]: value };
  let target = copy[name] as unknown as (bigint | bigint[])[];
  for (const step of path.slice(0, -1)) target = target[step] as bigint[];
  target[path[path.length - 1]] = value;
  return copy;
}

type Given = Shape & typeof COMMON_DEFAULTS;

const scalar = (given: Shape, name: string, otherwise: bigint): bigint =>
  (given[name] as bigint) ?? otherwise;

function actionInputs(circuit: CircuitName, given: Given, random: Random): Inputs {
  const spendSecret = scalar(given, 'spendSecret', random.field());
  const viewSecret = scalar(given, 'viewSecret', random.field());
  const desk = scalar(given, 'desk', given.slot * 64n + given.k);
  const { yearMonth, dayOfMonth } = calendarOf(Number(BigInt.asUintN(32, given.day)));
  const context = {
    ...{ chainId: given.chainId, venue: given.venue, day: given.day },
    ...{ yearMonth: BigInt(yearMonth), dayOfMonth: BigInt(dayOfMonth) },
  };
  const own = tagged('MEMBER', spendSecret);
  const parts: Inputs[] = [context, { spendSecret, viewSecret, desk, exitAuthority: given.exitAuthority }];
  if (circuit !== 'open') parts.push(oldState(given, own, viewSecret, desk, random));
  if (circuit === 'open' || circuit === 'deposit' || circuit === 'trade') {
    parts.push(credentialInputs(given, own, viewSecret, random));
  }
  if (circuit === 'trade') parts.push(tradeInputs(given, own, random));
  else if (circuit !== 'open') {
    const names = Object.keys(DEFAULTS[circuit]);
    parts.push(Object.fromEntries(names.map((name) => [name, given[name] as bigint])));
  }
  return Object.assign({}, ...parts) as Inputs;
}

function oldState(given: Given, member: bigint, viewSecret: bigint, desk: bigint, random: Random): Inputs {
  const balances = spread(DEFAULT_BALANCES, given.balances);
  const viewCommit = scalar(given, 'viewCommit', tagged('VIEW', viewSecret));
  const blinding = random.field();
  const { oldDay: day, seq, oldRecordIndex: recordIndex, oldVolume: volume, exitAuthority } = given;
  const leaf = accountLeaf({
    ...{ member, viewCommit, exitAuthority, desk, day, seq, recordIndex, volume, balances, blinding },
  });
  const index = scalar(given, 'leafIndex', random.bits(3 * ACCOUNT_TREE_DEPTH));
  const { path, root } = pathOf(leaf, index, ACCOUNT_TREE_DEPTH, random);
  return {
    ...{ viewCommit, oldDay: day, seq, oldRecordIndex: recordIndex, oldVolume: volume, balances },
    ...{ oldBlinding: blinding, accountPath: path, accountRoot: root },
  };
}

function credentialInputs(given: Given, member: bigint, viewSecret: bigint, random: Random): Inputs {
  const leiHash = random.bits(248);
  const salt = random.field();
  const { jurisdiction, maxTradeValue, maxDeskDayVolume, credentialExpiry } = given;
  const leaf = tagged(
    'CREDENTIAL',
    scalar(given, 'credentialMember', member),
    scalar(given, 'credentialViewCommit', tagged('VIEW', viewSecret)),
    ...[jurisdiction, maxTradeValue, maxDeskDayVolume, credentialExpiry, leiHash, salt],
  );
  const position = scalar(given, 'credentialPosition', given.slot);
  const isFirstEmpty = given.credentialSiblingZero !== undefined;
  const { path, root } = pathOf(leaf, position, CREDENTIAL_TREE_DEPTH, random, isFirstEmpty);
  return {
    ...{ jurisdiction, maxTradeValue, maxDeskDayVolume, credentialExpiry, leiHash, credentialSalt: salt },
    ...{ credentialPath: path, credentialRoot: root, jurisdictions: given.jurisdictions },
  };
}

function tradeInputs(given: Given, own: bigint, random: Random): Inputs {
  const other = scalar(given, 'counterparty', random.field());
  const [defaultMaker, defaultTaker] = given.side === 0n ? [own, other] : [other, own];
  const terms: Record<string, bigint> = {
    ...{ makerGives: given.makerGives as bigint, makerAmount: given.makerAmount as bigint },
    ...{ takerGives: given.takerGives as bigint, takerAmount: given.takerAmount as bigint },
    ...{ maker: scalar(given, 'maker', defaultMaker), taker: scalar(given, 'taker', defaultTaker) },
    deadline: given.deadline as bigint,
    ...{ agreementHash: given.agreementHash as bigint, salt: scalar(given, 'salt', random.field()) },
  };
  return {
    ...terms,
    tradeHash: tagged('TERMS', ...Object.values(terms)),
    ...{ side: given.side as bigint, fee: given.fee as bigint, collarBps: given.collarBps as bigint },
    beneficiary: given.beneficiary as bigint,
    prices: spread(DEFAULT_PRICES, given.prices),
  };
}

function spread(defaults: Record<number, bigint>, given: Shape[string] | undefined): bigint[] {
  const values = { ...defaults, ...(given as Record<number, bigint> | undefined) };
  return Array.from({ length: 16 }, (_, slot) => values[slot] ?? 0n);
}

function insertInputs(given: Given, random: Random): Inputs {
  const batch = given.batch as bigint;
  const filled = Number(scalar(given, 'leafCount', BigInt(BATCH_SIZE)));
  const leaves = Array.from({ length: BATCH_SIZE }, (_, i) => (i < filled ? random.field() : 0n));
  const depth = ACCOUNT_TREE_DEPTH - BATCH_DEPTH;
  const before = scalar(given, 'subtreeBefore', EMPTY_BATCH_ROOT);
  const isFirstEmpty = given.siblingZero !== undefined;
  const { path, root: oldRoot } = pathOf(before, batch, depth, random, isFirstEmpty);
  return {
    ...{ chainId: given.chainId, venue: given.venue, batch, leaves, path, oldRoot },
    newRoot: rootAfter(leaves, batch, path),
  };
}
