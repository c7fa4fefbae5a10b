// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.1.6;

include "circomlib/circuits/bitify.circom";
include "circomlib/circuits/poseidon.circom";
include "constants.circom";
include "range.circom";
include "selector.circom";
include "tree.circom";

/*
 * Proves: desk is one of the 64 desks of a registry slot that holds, under credentialRoot, an unexpired credential of
 * this member with this view commitment, in a jurisdiction the policy allows.
 *
 * Invariants
 * 1. desk = 64·slot + k with k < 64 and slot the credential's position: an account belongs to one slot for life.
 * 2. The credential's member and viewCommit are the caller's signals, never a prover's choice.
 * 3. expiry − day is a 32-bit number, so day ≤ expiry.
 * 4. The policy's bit of the jurisdiction is set.
 * 5. Both limits are below 2^128, so that whoever compares with them compares integers.
 *
 * The caller must enforce: day < 2^32 and jurisdictions < 2^64 (both come from the contract).
 */
template ValidCredential() {
    signal input member;
    signal input viewCommit;
    signal input desk;
    signal input day;
    signal input credentialRoot;
    signal input jurisdictions;

    signal input jurisdiction;
    signal input maxTradeValue;
    signal input maxDeskDayVolume;
    signal input expiry;
    signal input leiHash;
    signal input salt;
    signal input path[5][8];

    // 1. The desk names the slot.
    signal slot;
    // A hint: the quotient. The remainder's range check pins it.
    slot <-- desk \ 64;
    component deskInSlot = InRange(6);
    deskInSlot.in <== desk - 64 * slot;

    // 2. The credential stands in that slot.
    component hash = Poseidon(9);
    hash.inputs <== [
        TAG_CREDENTIAL(), member, viewCommit, jurisdiction, maxTradeValue, maxDeskDayVolume, expiry, leiHash, salt
    ];
    component membership = TreeMemberAt(5);
    membership.leaf <== hash.out;
    membership.index <== slot;
    membership.children <== path;
    membership.root <== credentialRoot;

    // 3. It has not expired: an expiry at or above 2^32 + day would fail, which only its registrar can cause.
    component unexpired = InRange(32);
    unexpired.in <== expiry - day;

    // 4. Its jurisdiction is allowed.
    component allowed = Num2Bits(64);
    allowed.in <== jurisdictions;
    component chosen = OneHot(64);
    chosen.index <== jurisdiction;
    component bit = Pick(64);
    bit.selected <== chosen.selected;
    bit.values <== allowed.out;
    bit.out === 1;

    // 5. Its limits are numbers.
    component tradeLimit = InRange(128);
    tradeLimit.in <== maxTradeValue;
    component dayLimit = InRange(128);
    dayLimit.in <== maxDeskDayVolume;
}
