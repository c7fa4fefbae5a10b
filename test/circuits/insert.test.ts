// SPDX-License-Identifier: GPL-3.0-or-later
import { beforeAll, describe, expect, test } from 'vitest';
import { FIELD_ORDER } from '../../protocol/field.ts';
import { EMPTY_ACCOUNT_ROOT, EMPTY_BATCH_ROOT } from '../../protocol/generated/circuits.ts';
import { hashNode } from '../../protocol/hash.ts';
import { expectSize } from './support/expectSize.ts';
import { rootAfter } from './support/merklePath.ts';
import { testEveryInput } from './support/mutations.ts';
import type { Inputs } from './support/reference.ts';
import type { Shape } from './support/scenario.ts';
import { inputsOf } from './support/scenario.ts';
import { Statement } from './support/statement.ts';

const LAST_BATCH = 8n ** 9n - 1n;

let insert: Statement;
beforeAll(async () => {
  insert = await Statement.load('insert');
});

test('insert_hasTheExpectedSize', () => {
  expectSize(insert.system, 14_162);
});

test.each<[string, Shape]>([
  ['of a full batch', {}],
  ['of one leaf, in a batch closed early', { leafCount: 1n }],
  ['of the first batch', { batch: 0n }],
  ['of the last batch', { batch: LAST_BATCH }],
])('insert_isProven %s', (_, shape) => {
  const inputs = inputsOf('insert', shape, 3);
  expect(insert.accepts(inputs)).toBe(true);
  expect(insert.isCalculable(inputs)).toBe(true);
});

test('insert_isProvenIntoTheEmptyTree', () => {
  const empty = [EMPTY_BATCH_ROOT];
  for (let level = 1; level < 9; level++) empty.push(hashNode(Array<bigint>(8).fill(empty[level - 1])));
  const path = empty.map((node) => Array<bigint>(8).fill(node));
  const inputs = inputsOf('insert', { batch: 0n });
  const newRoot = rootAfter(inputs.leaves as bigint[], 0n, path);
  expect(insert.acceptsFolded({ ...inputs, path, oldRoot: EMPTY_ACCOUNT_ROOT, newRoot })).toBe(true);
});

describe('each input', () => {
  testEveryInput(() => insert, {
    inputs: inputsOf('insert'),
    named: { chainId: { differing: ['chainId'] }, venue: { differing: ['venue'] } },
  });
});

describe('edges', () => {
  test.each<[string, boolean, Shape]>([
    ['the batch after the last', false, { batch: LAST_BATCH + 1n }],
    ['batch r − 1', false, { batch: FIELD_ORDER - 1n }],
    ['a batch of nothing', true, { leafCount: 0n }],
    ['a subtree that was filled before', false, { subtreeBefore: 5n }],
    ['a position whose subtree is the leaf 0', false, { subtreeBefore: 0n }],
  ])('insert_meetsTheEdge of %s: %s', (_, accepted, shape) => {
    expect(insert.acceptsFolded(inputsOf('insert', shape))).toBe(accepted);
  });
});

describe('only the batch changes', () => {
  const inputs = inputsOf('insert');
  const leaves = inputs.leaves as bigint[];
  const path = inputs.path as bigint[][];
  const batch = inputs.batch as bigint;

  test.each<[string, () => Partial<Inputs>]>([
    ['a sibling at the lowest level is replaced too', () => ({ newRoot: rootWithSibling(0) })],
    ['a sibling at the highest level is replaced too', () => ({ newRoot: rootWithSibling(8) })],
    ['the leaves go to the next batch', () => ({ newRoot: rootAfter(leaves, batch + 1n, path) })],
    ['two leaves are swapped', () => ({ newRoot: rootAfter(swapped(), batch, path) })],
    ['a leaf is left out', () => ({ newRoot: rootAfter(leaves.with(63, 0n), batch, path) })],
    ['nothing is written', () => ({ newRoot: inputs.oldRoot })],
  ])('insert_refusesWhen %s', (_, change) => {
    expect(insert.acceptsFolded({ ...inputs, ...change() } as Inputs)).toBe(false);
  });

  function rootWithSibling(level: number): bigint {
    const own = Number((batch >> BigInt(3 * level)) & 7n);
    return rootAfter(leaves, batch, path.with(level, path[level].with((own + 1) % 8, 99n)));
  }

  function swapped(): bigint[] {
    return leaves.with(0, leaves[1]).with(1, leaves[0]);
  }
});
