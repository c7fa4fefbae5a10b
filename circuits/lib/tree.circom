// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.1.6;

include "circomlib/circuits/poseidon.circom";
include "selector.circom";

/*
 * Proves: leaf is somewhere in the 8-ary tree of this depth under root.
 *
 * children[level] are all 8 children of the node on the path, from the leaf's level up. The position is not asked for,
 * because nothing depends on it: (c₀ − x) … (c₇ − x) = 0 says that x is one of the children, for 7 constraints instead
 * of the 17 of a selector. The depth is fixed, and leaves are hashes of more than 8 inputs, so no inner node passes for
 * a leaf.
 */
template TreeMember(depth) {
    signal input leaf;
    signal input children[depth][8];
    signal input root;

    signal products[depth][6];
    component node[depth];
    signal current[depth + 1];
    current[0] <== leaf;
    for (var level = 0; level < depth; level++) {
        products[level][0] <== (children[level][0] - current[level]) * (children[level][1] - current[level]);
        for (var i = 1; i < 6; i++) {
            products[level][i] <== products[level][i - 1] * (children[level][i + 1] - current[level]);
        }
        products[level][5] * (children[level][7] - current[level]) === 0;

        node[level] = Poseidon(8);
        node[level].inputs <== children[level];
        current[level + 1] <== node[level].out;
    }
    root === current[depth];
}

/*
 * Proves: leaf is at position index of the 8-ary tree of this depth under root.
 *
 * The digits are unit vectors (selected, for callers that replace the leaf), so index = Σ digit·8^level is in
 * [0, 8^depth) and unique: a leaf that stands at two positions is proven at the one that the digits say.
 */
template TreeMemberAt(depth) {
    signal input leaf;
    signal input index;
    signal input children[depth][8];
    signal input root;
    signal output selected[depth][8];

    component digit[depth];
    component chosen[depth];
    component node[depth];
    signal digits[depth];
    signal current[depth + 1];
    current[0] <== leaf;
    var position = 0;
    for (var level = 0; level < depth; level++) {
        // The digit is a hint; the sum over all levels is pinned to index after the loop.
        digits[level] <-- (index \ 8 ** level) % 8;
        digit[level] = OneHot(8);
        digit[level].index <== digits[level];
        selected[level] <== digit[level].selected;
        position += digits[level] * 8 ** level;

        chosen[level] = Pick(8);
        chosen[level].selected <== digit[level].selected;
        chosen[level].values <== children[level];
        chosen[level].out === current[level];

        node[level] = Poseidon(8);
        node[level].inputs <== children[level];
        current[level + 1] <== node[level].out;
    }
    position === index;
    root === current[depth];
}

/*
 * The root of a full 8-ary tree over 8^depth leaves.
 */
template TreeRoot(depth) {
    signal input leaves[8 ** depth];
    signal output root;

    var nodes = (8 ** depth - 1) / 7;
    component node[nodes];
    // Nodes are numbered level by level from the leaves up; each level starts where the one below ended.
    var width = 8 ** (depth - 1);
    var start = 0;
    var below = 0;
    for (var level = 0; level < depth; level++) {
        for (var i = 0; i < width; i++) {
            node[start + i] = Poseidon(8);
            for (var j = 0; j < 8; j++) {
                if (level == 0) {
                    node[start + i].inputs[j] <== leaves[8 * i + j];
                } else {
                    node[start + i].inputs[j] <== node[below + 8 * i + j].out;
                }
            }
        }
        below = start;
        start += width;
        width = width \ 8;
    }
    root <== node[nodes - 1].out;
}
