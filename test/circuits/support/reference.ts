// SPDX-License-Identifier: GPL-3.0-or-later
import { FIELD_ORDER } from '../../../protocol/field.ts';
import type { CircuitName } from '../../../protocol/generated/circuits.ts';
import {
  KIND_DEPOSIT,
  KIND_OPEN,
  KIND_REFRESH,
  KIND_TRADE,
  KIND_WITHDRAW,
} from '../../../protocol/generated/circuits.ts';
import { foldVector } from '../../../protocol/vector.ts';
import { mod } from './constraintSystem.ts';
import { accountLeaf, blindingOf, nullifier, recordWords, tagged } from './model.ts';

/** Input signals of a circuit by name, to be altered at will. */
export type Inputs = Record<string, bigint | bigint[] | bigint[][]>;

/**
 * The public vector that the inputs stand for, computed from the protocol page with plain modular arithmetic and no
 * check at all: inputs that break the statement get the vector a forger would fold, so that the statement itself has
 * to refuse them.
 */
export function vectorOf(circuit: CircuitName, inputs: Inputs): bigint[] {
  return BUILDERS[circuit](new Reader(inputs)).map(mod);
}

/** The inputs with h, rho and y as the contract would compute them for the inputs' own vector. */
export function fold(circuit: CircuitName, inputs: Inputs): Inputs {
  if (foldedFor.get(inputs) === circuit) return inputs;
  const folded = { ...inputs, ...foldVector(circuit, vectorOf(circuit, inputs)) };
  foldedFor.set(folded, circuit);
  return folded;
}

/** Inputs are never changed in place, only copied: these need no second folding, which takes as long as the first. */
const foldedFor = new WeakMap<Inputs, CircuitName>();

class Reader {
  readonly #inputs: Inputs;

  constructor(inputs: Inputs) {
    this.#inputs = inputs;
  }

  get(name: string): bigint {
    return this.#inputs[name] as bigint;
  }

  all(...names: string[]): bigint[] {
    return names.map((name) => this.get(name));
  }

  list(name: string): bigint[] {
    return this.#inputs[name] as bigint[];
  }
}

const PLACE = ['viewSecret', 'desk', 'yearMonth', 'dayOfMonth'];
const CONTEXT = ['chainId', 'venue', 'day', 'yearMonth', 'dayOfMonth'];

const BUILDERS: Record<CircuitName, (inputs: Reader) => bigint[]> = {
  open(inputs) {
    const [spendSecret, viewSecret, desk, exitAuthority, day] = inputs.all(
      ...['spendSecret', 'viewSecret', 'desk', 'exitAuthority', 'day'],
    );
    const member = tagged('MEMBER', spendSecret);
    const account = accountLeaf({
      ...{ member, viewCommit: tagged('VIEW', viewSecret), exitAuthority, desk, day },
      ...{ seq: 1n, recordIndex: 1n, volume: 0n, balances: Array<bigint>(16).fill(0n) },
      blinding: blindingOf(spendSecret, desk, 1n),
    });
    const message = [BigInt(KIND_OPEN), member, exitAuthority, 0n, 0n, desk << 160n];
    return [
      ...inputs.all(...CONTEXT),
      ...[nullifier(spendSecret, desk, 0n), account],
      ...inputs.all('credentialRoot', 'jurisdictions'),
      ...recordWords(inputs.all(...PLACE), member, 0n, message),
    ];
  },

  deposit(inputs) {
    const [asset, amount] = inputs.all('asset', 'amount');
    const update = accountUpdate(inputs, {
      balances: inputs
        .list('balances')
        .map((balance, i) => (BigInt(i) === asset ? balance + amount : balance)),
      legs: BigInt(KIND_DEPOSIT) + asset * 2n ** 8n + amount * 2n ** 132n,
    });
    return [
      ...inputs.all(...CONTEXT),
      ...[update.nullifier, update.account],
      ...inputs.all('accountRoot', 'credentialRoot', 'jurisdictions', 'asset', 'amount', 'payer'),
      ...update.record,
    ];
  },

  withdraw(inputs) {
    const [asset, amount, newExitAuthority] = inputs.all('asset', 'amount', 'newExitAuthority');
    const update = accountUpdate(inputs, {
      balances: inputs
        .list('balances')
        .map((balance, i) => (BigInt(i) === asset ? balance - amount : balance)),
      legs: BigInt(KIND_WITHDRAW) + asset * 2n ** 4n + amount * 2n ** 12n,
      ...{ exitAuthority: newExitAuthority, party: newExitAuthority },
    });
    return [
      ...inputs.all(...CONTEXT),
      ...[update.nullifier, update.account],
      ...inputs.all('accountRoot', 'asset', 'amount', 'recipient', 'relayer', 'relayerFee'),
      ...inputs.all('exitAuthority', 'newExitAuthority'),
      ...update.record,
    ];
  },

  refresh(inputs) {
    const fee = inputs.get('fee');
    const update = accountUpdate(inputs, {
      balances: inputs.list('balances').with(0, inputs.list('balances')[0] - fee),
      ...{ legs: BigInt(KIND_REFRESH), fee },
    });
    return [
      ...inputs.all(...CONTEXT),
      ...[update.nullifier, update.account],
      ...inputs.all('accountRoot', 'fee', 'beneficiary'),
      ...update.record,
    ];
  },

  trade(inputs) {
    const [side, fee, maker, taker] = inputs.all('side', 'fee', 'maker', 'taker');
    const { giveAsset, giveAmount, takeAsset, takeAmount } = tradeLegs(inputs);
    const value = (asset: bigint, amount: bigint): bigint =>
      mod(amount * (inputs.list('prices')[Number(asset)] ?? 0n));
    const update = accountUpdate(inputs, {
      balances: inputs.list('balances').map((balance, i) => {
        const afterFee = i === 0 ? balance - fee : balance;
        const given = BigInt(i) === giveAsset ? giveAmount : 0n;
        return afterFee - given + (BigInt(i) === takeAsset ? takeAmount : 0n);
      }),
      legs:
        BigInt(KIND_TRADE) +
        side * 8n +
        giveAsset * 16n +
        takeAsset * 256n +
        giveAmount * 2n ** 12n +
        takeAmount * 2n ** 132n,
      addedVolume: larger(value(giveAsset, giveAmount), value(takeAsset, takeAmount)),
      party: taker + side * (maker - taker),
      ...{ agreementHash: inputs.get('agreementHash'), salt: inputs.get('salt') },
      ...{ deadline: inputs.get('deadline'), fee },
    });
    return [
      ...inputs.all(...CONTEXT),
      ...[update.nullifier, update.account],
      ...inputs.all('accountRoot', 'credentialRoot', 'tradeHash', 'side', 'deadline', 'beneficiary', 'fee'),
      ...inputs.all('collarBps', 'jurisdictions'),
      ...[...update.record, ...inputs.list('prices')],
    ];
  },

  insert(inputs) {
    return [...inputs.all('chainId', 'venue', 'oldRoot', 'newRoot', 'batch'), ...inputs.list('leaves')];
  },
};

/** What this side gives and takes, by the circuit's linear formula: also for a side that is no boolean. */
function tradeLegs(inputs: Reader): Record<'giveAsset' | 'giveAmount' | 'takeAsset' | 'takeAmount', bigint> {
  const [side, makerGives, makerAmount, takerGives, takerAmount] = inputs.all(
    ...['side', 'makerGives', 'makerAmount', 'takerGives', 'takerAmount'],
  );
  const giveAsset = mod(makerGives + side * (takerGives - makerGives));
  const giveAmount = mod(makerAmount + side * (takerAmount - makerAmount));
  const takeAsset = mod(makerGives + takerGives - giveAsset);
  return { giveAsset, giveAmount, takeAsset, takeAmount: mod(makerAmount + takerAmount - giveAmount) };
}

/** As circom compares: residues above r/2 are negative. */
function larger(a: bigint, b: bigint): bigint {
  const signed = (value: bigint): bigint => (value > FIELD_ORDER / 2n ? value - FIELD_ORDER : value);
  return signed(a) > signed(b) ? a : b;
}

interface Change {
  balances: bigint[];
  /** m₀ of the record. */
  legs: bigint;
  addedVolume?: bigint;
  /** m₂ of the record. */
  party?: bigint;
  exitAuthority?: bigint;
  agreementHash?: bigint;
  salt?: bigint;
  deadline?: bigint;
  fee?: bigint;
}

function accountUpdate(
  inputs: Reader,
  change: Change,
): { nullifier: bigint; account: bigint; record: bigint[] } {
  const [spendSecret, desk, seq, day] = inputs.all('spendSecret', 'desk', 'seq', 'day');
  const member = tagged('MEMBER', spendSecret);
  const isSameDay = mod(day - inputs.get('oldDay')) === 0n;
  const recordIndex = isSameDay ? inputs.get('oldRecordIndex') : 0n;
  const account = accountLeaf({
    ...{ member, viewCommit: tagged('VIEW', inputs.get('viewSecret')), desk, day, seq: seq + 1n },
    exitAuthority: change.exitAuthority ?? inputs.get('exitAuthority'),
    recordIndex: recordIndex + 1n,
    volume: (isSameDay ? inputs.get('oldVolume') : 0n) + (change.addedVolume ?? 0n),
    ...{ balances: change.balances, blinding: blindingOf(spendSecret, desk, seq + 1n) },
  });
  const { legs, party = 0n, agreementHash = 0n, salt = 0n, deadline = 0n, fee = 0n } = change;
  const message = [legs, member, party, agreementHash, salt, deadline + (fee << 40n) + (desk << 160n)];
  return {
    nullifier: nullifier(spendSecret, desk, seq),
    account,
    record: recordWords(inputs.all(...PLACE), member, recordIndex, message),
  };
}
