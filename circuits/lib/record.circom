// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.1.6;

include "circomlib/circuits/poseidon.circom";
include "constants.circom";

/*
 * The record of one account update: message encrypted under the key that the view secret gives for this member, desk,
 * day and index.
 *
 * Invariants
 * 1. member and desk are in the month key: two members that share a view secret have different keys.
 * 2. The nonce (siv) is a hash of key and message: two messages under one key get unrelated keystreams, so a firm
 *    quote nobody took does not open the trade that took its index. It also authenticates the message.
 * 3. The keystream is lanes 1 to 6 of one permutation; lane 0, the capacity, never leaves. With all seven lanes
 *    anybody could run the permutation backwards to the key.
 *
 * Nothing here is a prover's choice but message, which the caller pins.
 */
template SealedRecord() {
    signal input viewSecret;
    signal input member;
    signal input desk;
    signal input yearMonth;
    signal input dayOfMonth;
    signal input recordIndex;
    signal input message[6];
    // tag, siv, c₀ … c₅
    signal output record[8];

    component monthKey = Poseidon(5);
    monthKey.inputs <== [TAG_VIEW_MONTH(), viewSecret, member, desk, yearMonth];
    component dayKey = Poseidon(3);
    dayKey.inputs <== [TAG_VIEW_DAY(), monthKey.out, dayOfMonth];
    component recordKey = Poseidon(3);
    recordKey.inputs <== [TAG_RECORD_KEY(), dayKey.out, recordIndex];

    component tag = Poseidon(2);
    tag.inputs <== [TAG_RECORD_TAG(), recordKey.out];
    record[0] <== tag.out;

    // The message's length makes these nine inputs: eight are kept for tree nodes.
    component siv = Poseidon(9);
    siv.inputs[0] <== TAG_RECORD_SIV();
    siv.inputs[1] <== recordKey.out;
    siv.inputs[2] <== 6;
    for (var i = 0; i < 6; i++) {
        siv.inputs[3 + i] <== message[i];
    }
    record[1] <== siv.out;

    component keystream = PoseidonEx(6, 7);
    keystream.initialState <== 0;
    keystream.inputs <== [TAG_RECORD_KEYSTREAM(), recordKey.out, siv.out, 0, 0, 0];
    for (var i = 0; i < 6; i++) {
        record[2 + i] <== message[i] + keystream.out[1 + i];
    }
}

/*
 * m₀ of a record: what moved. The caller proves side boolean, assets below 16 and amounts below 2^120, so the 252 bits
 * can be read back in one way only.
 */
template PackedLegs(kind) {
    signal input side;
    signal input giveAsset;
    signal input takeAsset;
    signal input giveAmount;
    signal input takeAmount;
    signal output out;

    out <== kind + side * 2 ** 3 + giveAsset * 2 ** 4 + takeAsset * 2 ** 8
        + giveAmount * 2 ** 12 + takeAmount * 2 ** 132;
}
