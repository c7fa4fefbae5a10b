// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.1.6;

include "circomlib/circuits/comparators.circom";
include "lib/account-update.circom";
include "lib/constants.circom";
include "lib/range.circom";
include "lib/vector.circom";

/*
 * Proves
 *   An account moves on and nothing else changes, but for the flat fee: whatever was promised on the old state is void.
 *
 * Public: h, rho, y fold this vector; what each element reveals is said in circuits.json
 *   chainId, venue, day, yearMonth, dayOfMonth, nullifier, account, accountRoot, fee, beneficiary, record (8)
 *
 * Private
 *   the secrets, the old state and its path
 *
 * Invariants
 *   1. The old state is spent and `account` is its successor (AccountUpdate, not credentialed).
 *   2. Slot 0 shrinks by fee, never below zero; no other balance changes.
 *   3. The record says exactly this.
 *   4. If it pays a fee it is among the first 256 records of the desk's day: fees go to whom the prover names, so a
 *      thief held off by an exit authority could otherwise drain slot 0 with them. A refresh without fee is never held up.
 *
 * The caller must enforce
 *   every public element below r; day < 2^32; fee is zero or the policy's; account root known; nullifier new.
 *
 * Constraints: pinned by the circuit's test.
 */
template Refresh(depth) {
    signal input h;
    signal input rho;
    signal input y;

    signal input chainId;
    signal input venue;
    signal input day;
    signal input yearMonth;
    signal input dayOfMonth;
    signal input accountRoot;
    signal input fee;
    signal input beneficiary;

    signal input spendSecret;
    signal input viewSecret;
    signal input desk;
    signal input exitAuthority;
    signal input viewCommit;
    signal input oldDay;
    signal input seq;
    signal input oldRecordIndex;
    signal input oldVolume;
    signal input balances[16];
    signal input oldBlinding;
    signal input accountPath[depth][8];

    // 2. The fee; without its range, r − 5 would be a fee of minus 5.
    component feeRange = InRange(120);
    feeRange.in <== fee;
    component covered = InRange(120);
    covered.in <== balances[0] - fee;
    signal newBalances[16];
    for (var i = 0; i < 16; i++) {
        newBalances[i] <== i == 0 ? balances[i] - fee : balances[i];
    }

    // 1. and 3. The account moves on, with its record.
    component update = AccountUpdate(depth, 0);
    update.spendSecret <== spendSecret;
    update.viewSecret <== viewSecret;
    update.desk <== desk;
    update.oldExitAuthority <== exitAuthority;
    update.newExitAuthority <== exitAuthority;
    update.oldViewCommit <== viewCommit;
    update.oldDay <== oldDay;
    update.seq <== seq;
    update.oldRecordIndex <== oldRecordIndex;
    update.oldVolume <== oldVolume;
    update.oldBalances <== balances;
    update.oldBlinding <== oldBlinding;
    update.accountRoot <== accountRoot;
    update.accountPath <== accountPath;
    update.day <== day;
    update.yearMonth <== yearMonth;
    update.dayOfMonth <== dayOfMonth;
    update.addedVolume <== 0;
    update.newBalances <== newBalances;
    update.legs <== KIND_REFRESH();
    update.party <== 0;
    update.agreementHash <== 0;
    update.salt <== 0;
    update.deadline <== 0;
    update.fee <== fee;

    // 4. isFree switches this check off for fee 0 only, where there is nothing to drain.
    component isFree = IsZero();
    isFree.in <== fee;
    component paid = InRange(PAID_RECORD_BITS());
    paid.in <== (1 - isFree.out) * update.recordIndex;

    component vector = FoldedVector(VECTOR_REFRESH(), LENGTH_REFRESH());
    vector.h <== h;
    vector.rho <== rho;
    vector.y <== y;
    var head[10] = [
        chainId, venue, day, yearMonth, dayOfMonth, update.nullifier, update.account, accountRoot, fee,
        beneficiary
    ];
    for (var i = 0; i < 10; i++) {
        vector.x[i] <== head[i];
    }
    for (var i = 0; i < 8; i++) {
        vector.x[10 + i] <== update.record[i];
    }
}
