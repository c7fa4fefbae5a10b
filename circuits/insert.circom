// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.1.6;

include "lib/constants.circom";
include "lib/tree.circom";
include "lib/vector.circom";

/*
 * Proves
 *   Writing 64 leaves into an empty subtree turns one root of the account tree into another.
 *
 * Public: h, rho, y fold this vector; what each element reveals is said in circuits.json
 *   chainId, venue, oldRoot, newRoot, batch, leaves (64)
 *
 * Private
 *   the children along the path above the subtree, before
 *
 * Invariants
 *   1. Under oldRoot the subtree of depth 2 at position batch is the empty one.
 *   2. newRoot is oldRoot with that subtree, and nothing else, replaced by the 64 leaves.
 *
 * The caller must enforce
 *   every public element below r; oldRoot is the current root; batch is the next one and the leaves are its leaves,
 *   padded with 0.
 *
 * There is no secret: anybody can prove it. Constraints: pinned by the circuit's test.
 */
template Insert(depth) {
    signal input h;
    signal input rho;
    signal input y;

    signal input chainId;
    signal input venue;
    signal input oldRoot;
    signal input newRoot;
    signal input batch;
    signal input leaves[64];

    // The 8 children at each level above the subtree, as they were.
    signal input path[depth - 2][8];

    // 1. The subtree was empty, at this position.
    component before = TreeMemberAt(depth - 2);
    before.leaf <== EMPTY_BATCH_ROOT();
    before.index <== batch;
    before.children <== path;
    before.root <== oldRoot;

    // 2. The same path with the new subtree: at each level the child on the path is replaced, its siblings stay.
    component subtree = TreeRoot(2);
    subtree.leaves <== leaves;
    signal after[depth - 1];
    after[0] <== subtree.root;
    component node[depth - 2];
    for (var level = 0; level < depth - 2; level++) {
        node[level] = Poseidon(8);
        for (var i = 0; i < 8; i++) {
            node[level].inputs[i] <== path[level][i] + before.selected[level][i] * (after[level] - path[level][i]);
        }
        after[level + 1] <== node[level].out;
    }
    newRoot === after[depth - 2];

    component vector = FoldedVector(VECTOR_INSERT(), LENGTH_INSERT());
    vector.h <== h;
    vector.rho <== rho;
    vector.y <== y;
    var head[5] = [chainId, venue, oldRoot, newRoot, batch];
    for (var i = 0; i < 5; i++) {
        vector.x[i] <== head[i];
    }
    for (var i = 0; i < 64; i++) {
        vector.x[5 + i] <== leaves[i];
    }
}
