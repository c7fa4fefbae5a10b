// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.1.6;

include "circomlib/circuits/comparators.circom";
include "account.circom";
include "range.circom";
include "record.circom";
include "tree.circom";

/*
 * Proves: an existing state of one account is spent, its successor is `account`, and `record` is this update's record.
 *
 * What changes in between (balances, volume, exit authority, what the record says) is the caller's to pin; this
 * template pins everything else.
 *
 * Invariants
 * 1. The old leaf is in the tree under accountRoot, and nullifier is its only nullifier.
 * 2. member, desk stay; seq grows by one; day never goes back.
 * 3. On the same day recordIndex and volume continue, on a new day they start from 0.
 * 4. credentialed: the new leaf's view commitment is that of viewSecret (which the caller finds in the credential), and
 *    on the same day the old leaf's must equal it already. Otherwise the leaf's own view commitment stays. So a desk
 *    has exactly one view key on each day.
 * 5. The record is sealed under the view key of the new state, at the next index of this day.
 * 6. The new leaf's blinding follows from the spend secret, so the phrase opens every state.
 *
 * The caller must enforce: day < 2^32, deadline < 2^40, fee < 2^120 (public values with these widths in the contract);
 * new balances in range; newExitAuthority below 2^160.
 */
template AccountUpdate(depth, credentialed) {
    signal input spendSecret;
    signal input viewSecret;
    signal input desk;
    signal input oldExitAuthority;
    signal input newExitAuthority;
    signal input oldViewCommit;
    signal input oldDay;
    signal input seq;
    signal input oldRecordIndex;
    signal input oldVolume;
    signal input oldBalances[16];
    signal input oldBlinding;
    signal input accountRoot;
    signal input accountPath[depth][8];

    signal input day;
    signal input yearMonth;
    signal input dayOfMonth;
    signal input addedVolume;
    signal input newBalances[16];

    // What the record says: m₀ and m₂ to m₄, and the parts of m₅.
    signal input legs;
    signal input party;
    signal input agreementHash;
    signal input salt;
    signal input deadline;
    signal input fee;

    signal output member;
    signal output viewCommit;
    signal output newVolume;
    signal output recordIndex;
    signal output nullifier;
    signal output account;
    signal output record[8];

    // 1. The old state is this secret's, is in the tree, and is spent.
    component identity = Identity();
    identity.spendSecret <== spendSecret;
    member <== identity.member;

    component oldLeaf = AccountLeaf();
    oldLeaf.member <== member;
    oldLeaf.viewCommit <== oldViewCommit;
    oldLeaf.exitAuthority <== oldExitAuthority;
    oldLeaf.desk <== desk;
    oldLeaf.day <== oldDay;
    oldLeaf.seq <== seq;
    oldLeaf.recordIndex <== oldRecordIndex;
    oldLeaf.volume <== oldVolume;
    oldLeaf.balances <== oldBalances;
    oldLeaf.blinding <== oldBlinding;

    component membership = TreeMember(depth);
    membership.leaf <== oldLeaf.out;
    membership.children <== accountPath;
    membership.root <== accountRoot;

    component spent = Nullifier();
    spent.nullifierSecret <== identity.nullifierSecret;
    spent.desk <== desk;
    spent.seq <== seq;
    nullifier <== spent.out;

    // 2. and 3. Days only go forward; a new day starts its own records and volume. Both days are below 2^32.
    component dayForward = InRange(32);
    dayForward.in <== day - oldDay;
    component sameDay = IsZero();
    sameDay.in <== day - oldDay;
    recordIndex <== sameDay.out * oldRecordIndex;
    signal volume <== sameDay.out * oldVolume;
    newVolume <== volume + addedVolume;

    // 4. One view key for each desk and day.
    component view = ViewCommit();
    view.viewSecret <== viewSecret;
    viewCommit <== view.out;
    if (credentialed) {
        sameDay.out * (oldViewCommit - viewCommit) === 0;
    } else {
        oldViewCommit === viewCommit;
    }

    // 6. The next blinding.
    component blinding = Blinding();
    blinding.spendSecret <== spendSecret;
    blinding.desk <== desk;
    blinding.seq <== seq + 1;

    component newLeaf = AccountLeaf();
    newLeaf.member <== member;
    newLeaf.viewCommit <== viewCommit;
    newLeaf.exitAuthority <== newExitAuthority;
    newLeaf.desk <== desk;
    newLeaf.day <== day;
    newLeaf.seq <== seq + 1;
    newLeaf.recordIndex <== recordIndex + 1;
    newLeaf.volume <== newVolume;
    newLeaf.balances <== newBalances;
    newLeaf.blinding <== blinding.out;
    account <== newLeaf.out;

    // 5. The record.
    component sealed = SealedRecord();
    sealed.viewSecret <== viewSecret;
    sealed.member <== member;
    sealed.desk <== desk;
    sealed.yearMonth <== yearMonth;
    sealed.dayOfMonth <== dayOfMonth;
    sealed.recordIndex <== recordIndex;
    sealed.message <== [legs, member, party, agreementHash, salt, deadline + fee * 2 ** 40 + desk * 2 ** 160];
    record <== sealed.record;
}
