// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.1.6;

include "circomlib/circuits/poseidon.circom";
include "constants.circom";

/*
 * Who a spend secret is: the member's public identifier and the secret its nullifiers come from. Both follow from
 * the one secret, so whoever spends as a member nullifies as that member.
 */
template Identity() {
    signal input spendSecret;
    signal output member;
    signal output nullifierSecret;

    component memberHash = Poseidon(2);
    memberHash.inputs <== [TAG_MEMBER(), spendSecret];
    member <== memberHash.out;

    component nullifierHash = Poseidon(2);
    nullifierHash.inputs <== [TAG_NULLIFIER_SECRET(), spendSecret];
    nullifierSecret <== nullifierHash.out;
}

/*
 * The one value that spends state number seq of a desk. It depends on nothing a prover may choose for that state,
 * so a state has one nullifier and a desk one state for each number.
 */
template Nullifier() {
    signal input nullifierSecret;
    signal input desk;
    signal input seq;
    signal output out;

    component hash = Poseidon(4);
    hash.inputs <== [TAG_NULLIFIER(), nullifierSecret, desk, seq];
    out <== hash.out;
}

/*
 * What hides the balances in the leaf of state number seq. Not a prover's choice: the phrase must be enough to open the
 * newest leaf, whoever made it. With a free blinding, a thief held off by an exit authority could refresh the account
 * under one that only he knows, and lock it for ever. It comes from the spend secret, because whoever reads records
 * could otherwise search for the balances.
 */
template Blinding() {
    signal input spendSecret;
    signal input desk;
    signal input seq;
    signal output out;

    component hash = Poseidon(4);
    hash.inputs <== [TAG_BLINDING(), spendSecret, desk, seq];
    out <== hash.out;
}

template ViewCommit() {
    signal input viewSecret;
    signal output out;

    component hash = Poseidon(2);
    hash.inputs <== [TAG_VIEW(), viewSecret];
    out <== hash.out;
}

/*
 * The leaf of one state of a hidden account.
 */
template AccountLeaf() {
    signal input member;
    signal input viewCommit;
    signal input exitAuthority;
    signal input desk;
    signal input day;
    signal input seq;
    signal input recordIndex;
    signal input volume;
    signal input balances[16];
    signal input blinding;
    signal output out;

    component balancesHash = Poseidon(16);
    balancesHash.inputs <== balances;

    component hash = Poseidon(11);
    hash.inputs <== [
        TAG_ACCOUNT(), member, viewCommit, exitAuthority, desk, day, seq, recordIndex, volume,
        balancesHash.out, blinding
    ];
    out <== hash.out;
}
