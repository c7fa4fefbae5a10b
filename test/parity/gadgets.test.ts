// SPDX-License-Identifier: GPL-3.0-or-later
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  accountHash,
  memberOf,
  nullifierOf,
  nullifierSecretOf,
  viewCommitOf,
} from '../../protocol/account.ts';
import { AccountTree } from '../../protocol/accountTree.ts';
import { calendarOf } from '../../protocol/calendar.ts';
import { CredentialTree } from '../../protocol/credentialTree.ts';
import type { Field } from '../../protocol/field.ts';
import { FIELD_ORDER } from '../../protocol/field.ts';
import { VECTOR_LAYOUTS } from '../../protocol/generated/circuits.ts';
import type { CircuitInputs } from '../../protocol/provingEngine.ts';
import type { RecordMessage } from '../../protocol/record.ts';
import { dayKeyOf, encodeMessage, recordKey, sealRecord } from '../../protocol/record.ts';
import { foldVector } from '../../protocol/vector.ts';
import { buildCircuits } from '../../scripts/buildCircuits.ts';
import { Unsatisfied, WitnessCalculator } from '../circuits/support/witness.ts';
import { account, bits, field, recordMessage, SLOW_PROPERTY } from '../support/arbitraries.ts';

/** Outputs of the fixture, in the order in which it declares them: they follow the constant 1 in the witness. */
const OUTPUTS = {
  ...{
    member: 1,
    nullifierSecret: 1,
    nullifier: 1,
    viewCommit: 1,
    account: 1,
    record: 8,
    legs: 1,
    batchRoot: 1,
  },
};

type Outputs = Record<keyof typeof OUTPUTS, bigint[]>;
type Trade = Extract<RecordMessage, { kind: 'trade' }>;

const trade = recordMessage.filter((message): message is Trade => message.kind === 'trade');
const elements = VECTOR_LAYOUTS.trade.flatMap(({ count, bits: width }) =>
  Array.from({ length: count }, () => (width === 254 ? field : bits(width))),
);
const story = fc.record({
  ...{ account, trade, spendSecret: field, viewSecret: field },
  leaves: fc.array(
    field.filter((leaf) => leaf !== 0n),
    { minLength: 1, maxLength: 64 },
  ),
  filler: fc.integer({ min: 0, max: 9 }),
  slot: fc.integer({ min: 0, max: 32_767 }),
  credentialLeaf: field,
  x: fc.tuple(...elements) as unknown as fc.Arbitrary<Field[]>,
});

type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

describe('gadgets', () => {
  let calculator: WitnessCalculator;

  beforeAll(async () => {
    const outputFolder = 'build/test/parity';
    await buildCircuits({ mains: { gadgets: 'test/parity/fixtures/gadgets.circom' }, outputFolder });
    calculator = new WitnessCalculator(
      readFileSync(new URL(`../../${outputFolder}/gadgets.wasm`, import.meta.url)),
    );
  });

  const run = (inputs: CircuitInputs): Outputs => {
    const witness = calculator.calculate(inputs);
    let at = 1;
    const entries = Object.entries(OUTPUTS).map(([name, count]): [string, bigint[]] => {
      at += count;
      return [name, witness.slice(at - count, at)];
    });
    return Object.fromEntries(entries) as Outputs;
  };

  test('gadgets_computeWhatTheProtocolFolderDoes', () => {
    fc.assert(
      fc.property(story, (told) => {
        const { spendSecret, viewSecret } = told;
        const outputs = run(inputsOf(told));
        const member = memberOf(spendSecret);
        const viewCommit = viewCommitOf(viewSecret);
        const { desk, day, seq, recordIndex } = told.account;
        const nullifierSecret = nullifierSecretOf(spendSecret);
        expect([outputs.member, outputs.nullifierSecret]).toEqual([[member], [nullifierSecret]]);
        expect([outputs.viewCommit, outputs.nullifier]).toEqual([
          [viewCommit],
          [nullifierOf(nullifierSecret, desk, seq)],
        ]);
        expect(outputs.account).toEqual([accountHash({ ...told.account, member, viewCommit })]);

        const key = recordKey(dayKeyOf(viewSecret, member, desk, day), recordIndex);
        const record = sealRecord(key, told.trade);
        expect(outputs.record).toEqual([record.tag, record.siv, ...record.ciphertext]);
        expect(outputs.legs).toEqual([encodeMessage(told.trade)[0]]);

        const tree = new AccountTree(2);
        tree.appendBatch(told.leaves);
        expect(outputs.batchRoot).toEqual([tree.root()]);
      }),
      { ...SLOW_PROPERTY, numRuns: 12 },
    );
  });

  test.each(['accountRoot', 'credentialRoot', 'h', 'y'])('gadgets_refuseAnother_%s', (name) => {
    const inputs = inputsOf(fc.sample(story, { seed: 3, numRuns: 1 })[0]);
    expect(run(inputs).member).toHaveLength(1);
    const altered = { ...inputs, [name]: ((inputs[name] as bigint) + 1n) % FIELD_ORDER };
    expect(() => run(altered)).toThrow(Unsatisfied);
  });
});

/** Inputs whose roots, h, rho and y are the protocol folder's: the circuit compares them itself. */
function inputsOf({ account: told, trade: message, spendSecret, viewSecret, ...rest }: Story): CircuitInputs {
  const { leaves, filler, slot, credentialLeaf, x } = rest;
  const accounts = new AccountTree();
  for (let i = 0; i < filler; i++) accounts.appendBatch([BigInt(i + 1)]);
  const index = 64 * accounts.appendBatch(leaves) + leaves.length - 1;
  const credentials = new CredentialTree();
  credentials.set(slot, credentialLeaf);
  credentials.set((slot + 8) % 32_768, 5n);
  const { yearMonth, dayOfMonth } = calendarOf(told.day);
  const { exitAuthority, desk, day, seq, recordIndex, volume, balances, blinding } = told;
  const { side, giveAsset, takeAsset, giveAmount, takeAmount } = message;
  return {
    ...{ spendSecret, viewSecret, exitAuthority, volume, balances, blinding, giveAmount, takeAmount },
    ...{ desk: BigInt(desk), day: BigInt(day), seq: BigInt(seq), recordIndex: BigInt(recordIndex) },
    ...{ yearMonth: BigInt(yearMonth), dayOfMonth: BigInt(dayOfMonth), message: encodeMessage(message) },
    ...{ side: BigInt(side), giveAsset: BigInt(giveAsset), takeAsset: BigInt(takeAsset) },
    leaves: [...leaves, ...Array<bigint>(64 - leaves.length).fill(0n)],
    ...{
      accountLeaf: leaves[leaves.length - 1],
      accountRoot: accounts.root(),
      accountPath: accounts.path(index),
    },
    ...{ slot: BigInt(slot), credentialLeaf, credentialRoot: credentials.root() },
    ...{ credentialPath: credentials.path(slot), x, ...foldVector('trade', x) },
  };
}
