// SPDX-License-Identifier: GPL-3.0-or-later
import { beforeAll, expect, test } from 'vitest';
import { CIRCUIT_NAMES, VECTOR_TAGS } from '../../protocol/generated/circuits.ts';
import { poseidon } from '../../protocol/hash.ts';
import { challengeOf, evaluateVector, foldVector, hashVector } from '../../protocol/vector.ts';
import { mod } from './support/constraintSystem.ts';
import { vectorOf } from './support/reference.ts';
import { inputsOf } from './support/scenario.ts';
import { Statement } from './support/statement.ts';

const inputs = inputsOf('withdraw');
const x = vectorOf('withdraw', inputs);

let withdraw: Statement;
beforeAll(async () => {
  withdraw = await Statement.load('withdraw');
});

test('folding_acceptsAnyRhoWithItsOwnValue', () => {
  // rho is the contract's: the statement holds for each, and only the contract's hash makes it unpredictable.
  for (const rho of [0n, 1n, 12_345n]) {
    expect(withdraw.accepts({ ...inputs, rho, y: evaluateVector(x, rho) })).toBe(true);
  }
  expect(withdraw.accepts({ ...inputs, rho: 12_345n })).toBe(false);
});

test('folding_refusesTwoElementsSwapped', () => {
  for (const [i, j] of [
    [0, 1],
    [10, 11],
    [13, 14],
    [14, 15],
    [21, 22],
  ]) {
    const swapped = x.with(i, x[j]).with(j, x[i]);
    expect(withdraw.acceptsVector(inputs, swapped)).toBe(false);
    expect(withdraw.accepts({ ...inputs, h: hashVector('withdraw', swapped) })).toBe(false);
    expect(withdraw.accepts({ ...inputs, y: evaluateVector(swapped, inputs.rho as bigint) })).toBe(false);
  }
});

test('folding_needsTheHashBecauseOtherVectorsHaveTheSameValueAtRho', () => {
  const rho = inputs.rho as bigint;
  // The recipient at position 10 and the amount at 9 trade places in the sum.
  const forged = x.with(10, mod(x[10] + 1n)).with(9, mod(x[9] - rho));
  expect(evaluateVector(forged, rho)).toBe(inputs.y);
  expect(hashVector('withdraw', forged)).not.toBe(inputs.h);
  expect(challengeOf('withdraw', inputs.h as bigint, forged)).not.toBe(rho);
  expect(withdraw.accepts({ ...inputs, h: hashVector('withdraw', forged) })).toBe(false);
});

test('folding_refusesTheHashOfAnotherStatementOverTheSameElements', () => {
  for (const name of CIRCUIT_NAMES) {
    const chunks = [x.slice(0, 15), [...x.slice(15), ...Array<bigint>(7).fill(0n)]];
    const h = chunks.reduce((state, chunk) => poseidon([state, ...chunk]), VECTOR_TAGS[name] as bigint);
    expect(withdraw.accepts({ ...inputs, h })).toBe(name === 'withdraw');
  }
});

test('folding_refusesAVectorCutOffOrPaddedWithSomethingElse', () => {
  const tag: bigint = VECTOR_TAGS.withdraw;
  const first = poseidon([tag, ...x.slice(0, 15)]);
  const padded = poseidon([first, ...x.slice(15), 1n, ...Array<bigint>(6).fill(0n)]);
  for (const h of [first, padded]) expect(withdraw.accepts({ ...inputs, h })).toBe(false);
  expect(withdraw.accepts({ ...inputs, ...foldVector('withdraw', x) })).toBe(true);
});
