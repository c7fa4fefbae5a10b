// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.1.6;

include "lib/account-update.circom";
include "lib/constants.circom";
include "lib/range.circom";
include "lib/selector.circom";
include "lib/vector.circom";

/*
 * Proves
 *   An account shrinks by exactly the public withdrawal, under the exit authority it shows.
 *
 * Public: h, rho, y fold this vector; what each element reveals is said in circuits.json
 *   chainId, venue, day, yearMonth, dayOfMonth, nullifier, account, accountRoot, asset, amount, recipient, relayer,
 *   relayerFee, exitAuthority, newExitAuthority, record (8)
 *
 * Private
 *   the secrets, the old state and its path
 *
 * Invariants
 *   1. The old state is spent and `account` is its successor (AccountUpdate, not credentialed: a member that lost its
 *      credential can always leave). The record is sealed under the leaf's own view key, so that a made-up key can't
 *      hide the day's records.
 *   2. The balance of asset shrinks by amount, never below zero; no other balance changes. Amount may be zero.
 *   3. exitAuthority is the old leaf's; newExitAuthority is the new leaf's.
 *   4. The record says exactly this.
 *   recipient, relayer and relayerFee are bound by standing in the vector.
 *
 * The caller must enforce
 *   every public element below r; day < 2^32; both authorities, recipient and relayer below 2^160; relayerFee at most
 *   amount; account root known; nullifier new; the exit authority's signature unless it is zero.
 *
 * Constraints: pinned by the circuit's test.
 */
template Withdraw(depth) {
    signal input h;
    signal input rho;
    signal input y;

    signal input chainId;
    signal input venue;
    signal input day;
    signal input yearMonth;
    signal input dayOfMonth;
    signal input accountRoot;
    signal input asset;
    signal input amount;
    signal input recipient;
    signal input relayer;
    signal input relayerFee;
    signal input exitAuthority;
    signal input newExitAuthority;

    signal input spendSecret;
    signal input viewSecret;
    signal input desk;
    signal input viewCommit;
    signal input oldDay;
    signal input seq;
    signal input oldRecordIndex;
    signal input oldVolume;
    signal input balances[16];
    signal input oldBlinding;
    signal input accountPath[depth][8];

    // 2. One balance shrinks; without the range of amount, r − 5 would be a withdrawal of minus 5.
    component amountRange = InRange(120);
    amountRange.in <== amount;
    component from = OneHot(16);
    from.index <== asset;
    signal removed[16];
    signal newBalances[16];
    component before = Pick(16);
    before.selected <== from.selected;
    before.values <== balances;
    for (var i = 0; i < 16; i++) {
        removed[i] <== from.selected[i] * amount;
        newBalances[i] <== balances[i] - removed[i];
    }
    component covered = InRange(120);
    covered.in <== before.out - amount;

    // 1., 3. and 4. The account moves on, with its record.
    component packed = PackedLegs(KIND_WITHDRAW());
    packed.side <== 0;
    packed.giveAsset <== asset;
    packed.takeAsset <== 0;
    packed.giveAmount <== amount;
    packed.takeAmount <== 0;

    component update = AccountUpdate(depth, 0);
    update.spendSecret <== spendSecret;
    update.viewSecret <== viewSecret;
    update.desk <== desk;
    update.oldExitAuthority <== exitAuthority;
    update.newExitAuthority <== newExitAuthority;
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
    update.legs <== packed.out;
    update.party <== newExitAuthority;
    update.agreementHash <== 0;
    update.salt <== 0;
    update.deadline <== 0;
    update.fee <== 0;

    component vector = FoldedVector(VECTOR_WITHDRAW(), LENGTH_WITHDRAW());
    vector.h <== h;
    vector.rho <== rho;
    vector.y <== y;
    var head[15] = [
        chainId, venue, day, yearMonth, dayOfMonth, update.nullifier, update.account, accountRoot, asset,
        amount, recipient, relayer, relayerFee, exitAuthority, newExitAuthority
    ];
    for (var i = 0; i < 15; i++) {
        vector.x[i] <== head[i];
    }
    for (var i = 0; i < 8; i++) {
        vector.x[15 + i] <== update.record[i];
    }
}
