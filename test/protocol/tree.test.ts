// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AccountTree } from '../../protocol/accountTree.ts';
import { CredentialTree } from '../../protocol/credentialTree.ts';
import { FIELD_ORDER } from '../../protocol/field.ts';
import {
  EMPTY_ACCOUNT_ROOT,
  EMPTY_BATCH_ROOT,
  EMPTY_CREDENTIAL_ROOT,
} from '../../protocol/generated/circuits.ts';
import { hashBalances, hashNode, poseidon } from '../../protocol/hash.ts';
import { fastHashNode } from '../../protocol/poseidonNode.ts';
import { emptyNodes, rootOfPath } from '../../protocol/tree.ts';
import { field, SLOW_PROPERTY } from '../support/arbitraries.ts';
import { expectCode } from '../support/expectCode.ts';

/** The root of all 8^depth leaves, hashed one level after the other: the definition, for small depths. */
function naiveRoot(leaves: readonly bigint[], depth: number): bigint {
  let level = [...leaves, ...Array<bigint>(8 ** depth - leaves.length).fill(0n)];
  while (level.length > 1) {
    level = Array.from({ length: level.length / 8 }, (_, i) => fastHashNode(level.slice(8 * i, 8 * i + 8)));
  }
  return level[0];
}

const numbered = (count: number, from = 1): bigint[] =>
  Array.from({ length: count }, (_, i) => BigInt(from + i));

describe('node hash', () => {
  test('fastHashNode_agreesWithPoseidon', () => {
    fc.assert(
      fc.property(fc.array(field, { minLength: 8, maxLength: 8 }), (children) => {
        expect(fastHashNode(children)).toBe(hashNode(children));
      }),
      { ...SLOW_PROPERTY, numRuns: 200 },
    );
    for (const value of [0n, 1n, FIELD_ORDER - 1n]) {
      const children = Array<bigint>(8).fill(value);
      expect(fastHashNode(children)).toBe(hashNode(children));
    }
  });

  test('poseidon_takesOneToSixteenInputs', () => {
    for (const count of [0, 17]) expectCode('VALUE_OUT_OF_RANGE', () => poseidon(numbered(count)));
    for (const count of [1, 16]) expect(poseidon(numbered(count)) < FIELD_ORDER).toBe(true);
    for (const count of [15, 17]) expectCode('VALUE_OUT_OF_RANGE', () => hashBalances(numbered(count)));
  });

  test('hashNode_refusesOtherArities', () => {
    expectCode('VALUE_OUT_OF_RANGE', () => hashNode(numbered(7)));
    expectCode('FIELD_OUT_OF_RANGE', () => hashNode([...numbered(7), FIELD_ORDER]));
  });

  test('emptyNodes_areTheGeneratedRoots', () => {
    const nodes = emptyNodes(11, hashNode);
    expect([nodes[2], nodes[5], nodes[11]]).toEqual([
      EMPTY_BATCH_ROOT,
      EMPTY_CREDENTIAL_ROOT,
      EMPTY_ACCOUNT_ROOT,
    ]);
    expect(new AccountTree().root()).toBe(EMPTY_ACCOUNT_ROOT);
    expect(new CredentialTree().root()).toBe(EMPTY_CREDENTIAL_ROOT);
  });
});

describe('account tree', () => {
  test('root_isTheNaiveRoot_whateverTheBatches', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 64 }), { maxLength: 8 });
    fc.assert(
      fc.property(sizes, fc.boolean(), (batchSizes, readsBetween) => {
        const tree = new AccountTree(3);
        const leaves: bigint[] = [];
        for (const size of batchSizes) {
          const batch = numbered(size, leaves.length + 1);
          tree.appendBatch(batch);
          leaves.push(...batch, ...Array<bigint>(64 - size).fill(0n));
          if (readsBetween) tree.root();
        }
        expect(tree.root()).toBe(naiveRoot(leaves, 3));
      }),
      SLOW_PROPERTY,
    );
  });

  test('path_leadsFromEachLeafToTheRoot', () => {
    const tree = new AccountTree();
    tree.appendBatch(numbered(64));
    tree.appendBatch(numbered(10, 100));
    for (const index of [0, 7, 8, 63, 64, 73, 74, 127]) {
      const path = tree.path(index);
      expect(path.map((children) => children.length)).toEqual(Array(11).fill(8));
      expect(path[0][index % 8]).toBe(tree.leaf(index));
      expect(rootOfPath(tree.leaf(index), index, path, hashNode)).toBe(tree.root());
    }
    expect([tree.leaf(73), tree.leaf(74)]).toEqual([109n, 0n]);
  });

  test('path_staysRight_asTheTreeGrows', () => {
    const tree = new AccountTree(4);
    for (let batch = 0; batch < 20; batch++) {
      tree.appendBatch([BigInt(batch + 1)]);
      for (const index of [0, batch * 64]) {
        const path = tree.path(index);
        expect(rootOfPath(tree.leaf(index), index, path, fastHashNode)).toBe(tree.root());
      }
    }
  });

  test('rootOfPath_refusesALeafThatIsNotThere', () => {
    const tree = new AccountTree(3);
    tree.appendBatch(numbered(9));
    expectCode('LEAF_UNKNOWN', () => rootOfPath(2n, 0, tree.path(0), hashNode));
    expectCode('LEAF_UNKNOWN', () => rootOfPath(1n, 1, tree.path(0), hashNode));
    expectCode('FIELD_OUT_OF_RANGE', () => rootOfPath(FIELD_ORDER, 0, tree.path(0), hashNode));
  });

  test('batchPath_insertsTheNextBatch', () => {
    const tree = new AccountTree();
    for (let i = 0; i < 9; i++) tree.appendBatch([BigInt(i + 1)]);
    const [before, path] = [tree.root(), tree.batchPath(9)];
    expect(rootOfPath(EMPTY_BATCH_ROOT, 9, path, hashNode)).toBe(before);

    const leaves = numbered(64, 500);
    tree.appendBatch(leaves);
    let node = naiveRoot(leaves, 2);
    path.forEach((children, level) => {
      node = hashNode(children.with(Math.floor(9 / 8 ** level) % 8, node as never));
    });
    expect(tree.root()).toBe(node);
  });

  test('truncate_forgetsWhatTheChainDropped', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 }), (total, kept) => {
        fc.pre(kept <= total);
        const tree = new AccountTree(4);
        const expected = new AccountTree(4);
        for (let i = 0; i < total; i++) tree.appendBatch([BigInt(i + 1)]);
        tree.root();
        tree.truncate(kept);
        for (let i = 0; i < kept; i++) expected.appendBatch([BigInt(i + 1)]);
        expect(tree.root()).toBe(expected.root());
        tree.appendBatch([999n]);
        expected.appendBatch([999n]);
        expect(tree.root()).toBe(expected.root());
      }),
      SLOW_PROPERTY,
    );
    expectCode('BATCH_INVALID', () => new AccountTree().truncate(1));
  });

  test('appendBatch_refusesBadBatches', () => {
    const tree = new AccountTree(2);
    expectCode('BATCH_INVALID', () => tree.appendBatch([]));
    expectCode('BATCH_INVALID', () => tree.appendBatch([0n, 0n]));
    expectCode('BATCH_INVALID', () => tree.appendBatch(numbered(65)));
    expectCode('FIELD_OUT_OF_RANGE', () => tree.appendBatch([FIELD_ORDER]));
    expect(tree.batchCount).toBe(0);
    expect(tree.appendBatch([5n, 0n, 0n])).toBe(0);
    expectCode('TREE_FULL', () => tree.appendBatch([6n]));
  });

  test('leaf_refusesPositionsBeyondTheLastBatch', () => {
    const tree = new AccountTree();
    tree.appendBatch([1n]);
    expect(tree.leaf(63)).toBe(0n);
    for (const read of [
      () => tree.leaf(64),
      () => tree.path(64),
      () => tree.batchPath(2),
      () => tree.leaf(-1),
    ]) {
      expectCode('LEAF_UNKNOWN', read);
    }
  });

  test('snapshot_survivesJson', () => {
    const tree = new AccountTree();
    for (const size of [64, 3, 64, 1]) tree.appendBatch(numbered(size, size));
    const restored = AccountTree.restore(JSON.parse(JSON.stringify(tree.snapshot())));
    expect(restored.root()).toBe(tree.root());
    expect(restored.path(66)).toEqual(tree.path(66));
    restored.appendBatch([7n]);
    tree.appendBatch([7n]);
    expect(restored.root()).toBe(tree.root());
  });

  test('restore_refusesDamage', () => {
    const tree = new AccountTree(3);
    tree.appendBatch(numbered(5));
    const { depth, batches, batchRoots } = tree.snapshot();
    expectCode('SNAPSHOT_CORRUPT', () => AccountTree.restore({ depth, batches, batchRoots: [] }));
    expectCode('SNAPSHOT_CORRUPT', () => AccountTree.restore({ depth, batches: [[]], batchRoots }));
    expectCode('SNAPSHOT_CORRUPT', () => AccountTree.restore({ depth, batches: [['xyz']], batchRoots }));
    expectCode('SNAPSHOT_CORRUPT', () =>
      AccountTree.restore({ depth, batches, batchRoots: ['f'.repeat(64)] }),
    );
    expectCode('SNAPSHOT_CORRUPT', () => AccountTree.restore({} as never));
    const altered = AccountTree.restore({ depth, batches: [['1', '2', '3', '4', '6']], batchRoots });
    expectCode('SNAPSHOT_CORRUPT', () => altered.path(0));
  });

  test('appendBatch_hashesEachNodeOnce', () => {
    let hashes = 0;
    const counting = (children: readonly bigint[]): bigint => {
      hashes += 1;
      return fastHashNode(children);
    };
    const tree = new AccountTree(11, counting);
    const empty = hashes;
    for (let i = 0; i < 64; i++) tree.appendBatch(numbered(64, 64 * i + 1));
    tree.root();
    // 64 batches of 9 nodes, then 8 and 1 above them, then the single path of 7 levels to the root.
    expect(hashes - empty).toBe(64 * 9 + 8 + 1 + 7);
    tree.root();
    expect(hashes - empty).toBe(64 * 9 + 8 + 1 + 7);
    // Two nodes above the leaves, the batch root, nine above it to the root: empty subtrees are not hashed again.
    tree.appendBatch(numbered(16));
    tree.root();
    expect(hashes - empty).toBe(64 * 9 + 8 + 1 + 7 + 2 + 1 + 9);
  });
});

describe('credential tree', () => {
  test('root_isTheNaiveRoot', () => {
    const updates = fc.array(fc.tuple(fc.integer({ min: 0, max: 63 }), field), { maxLength: 20 });
    fc.assert(
      fc.property(updates, (changes) => {
        const tree = new CredentialTree();
        const leaves = Array<bigint>(64).fill(0n);
        changes.forEach(([slot, leaf], i) => {
          tree.set(slot, leaf);
          leaves[slot] = leaf;
          if (i % 3 === 0) tree.root();
        });
        const path = tree.path(0);
        expect(path[2][0]).toBe(naiveRoot(leaves, 2));
        expect(rootOfPath(leaves[0], 0, path, fastHashNode)).toBe(tree.root());
      }),
      SLOW_PROPERTY,
    );
  });

  test('path_leadsFromEachSlotToTheRoot', () => {
    const tree = new CredentialTree();
    for (const slot of [0, 9, 4096, 32_767]) tree.set(slot, BigInt(slot + 1));
    for (const slot of [0, 1, 9, 4096, 32_767]) {
      expect(rootOfPath(tree.leaf(slot), slot, tree.path(slot), hashNode)).toBe(tree.root());
    }
  });

  test('set_revokesWithZero', () => {
    const tree = new CredentialTree();
    tree.set(77, 5n);
    tree.root();
    tree.set(77, 0n);
    expect(tree.root()).toBe(EMPTY_CREDENTIAL_ROOT);
    expect(tree.snapshot()).toEqual([]);
  });

  test('set_refusesUnknownSlotsAndValues', () => {
    const tree = new CredentialTree();
    for (const slot of [-1, 32_768, 1.5]) {
      for (const use of [() => tree.set(slot, 1n), () => tree.leaf(slot), () => tree.path(slot)]) {
        expectCode('DESK_OUT_OF_RANGE', use);
      }
    }
    expectCode('FIELD_OUT_OF_RANGE', () => tree.set(0, FIELD_ORDER));
  });

  test('snapshot_survivesJson', () => {
    const tree = new CredentialTree();
    for (const slot of [3, 300]) tree.set(slot, BigInt(slot));
    expect(CredentialTree.restore(JSON.parse(JSON.stringify(tree.snapshot()))).root()).toBe(tree.root());
  });
});
