// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.1.6;

include "lib/account-update.circom";
include "lib/constants.circom";
include "lib/credential.circom";
include "lib/range.circom";
include "lib/selector.circom";
include "lib/vector.circom";

/*
 * Proves
 *   A member's account grows by exactly the public deposit.
 *
 * Public: h, rho, y fold this vector; what each element reveals is said in circuits.json
 *   chainId, venue, day, yearMonth, dayOfMonth, nullifier, account, accountRoot, credentialRoot, jurisdictions, asset,
 *   amount, payer, record (8)
 *
 * Private
 *   the secrets, the old state and its path, the credential and its path
 *
 * Invariants
 *   1. The old state is spent and `account` is its successor (AccountUpdate, credentialed).
 *   2. The balance of asset grows by amount and stays below 2^120; no other balance changes.
 *   3. The credential of this desk's slot is this member's, unexpired, in an allowed jurisdiction.
 *   4. The record says exactly this.
 *   payer is bound by standing in the vector: nobody else's money can be put into the account under this proof.
 *
 * The caller must enforce
 *   every public element below r; day < 2^32; jurisdictions < 2^64; roots valid; nullifier new; that exactly amount of
 *   asset came in.
 *
 * Constraints: pinned by the circuit's test.
 */
template Deposit(depth) {
    signal input h;
    signal input rho;
    signal input y;

    signal input chainId;
    signal input venue;
    signal input day;
    signal input yearMonth;
    signal input dayOfMonth;
    signal input accountRoot;
    signal input credentialRoot;
    signal input jurisdictions;
    signal input asset;
    signal input amount;
    signal input payer;

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

    signal input jurisdiction;
    signal input maxTradeValue;
    signal input maxDeskDayVolume;
    signal input credentialExpiry;
    signal input leiHash;
    signal input credentialSalt;
    signal input credentialPath[5][8];

    // 2. One balance grows; amount and sum are both ranged, so the sum is one of integers.
    component amountRange = InRange(120);
    amountRange.in <== amount;
    component into = OneHot(16);
    into.index <== asset;
    signal added[16];
    signal newBalances[16];
    component before = Pick(16);
    before.selected <== into.selected;
    before.values <== balances;
    for (var i = 0; i < 16; i++) {
        added[i] <== into.selected[i] * amount;
        newBalances[i] <== balances[i] + added[i];
    }
    component fits = InRange(120);
    fits.in <== before.out + amount;

    // 1. and 4. The account moves on, with its record.
    component packed = PackedLegs(KIND_DEPOSIT());
    packed.side <== 0;
    packed.giveAsset <== 0;
    packed.takeAsset <== asset;
    packed.giveAmount <== 0;
    packed.takeAmount <== amount;

    component update = AccountUpdate(depth, 1);
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
    update.legs <== packed.out;
    update.party <== 0;
    update.agreementHash <== 0;
    update.salt <== 0;
    update.deadline <== 0;
    update.fee <== 0;

    // 3. The credential.
    component credential = ValidCredential();
    credential.member <== update.member;
    credential.viewCommit <== update.viewCommit;
    credential.desk <== desk;
    credential.day <== day;
    credential.credentialRoot <== credentialRoot;
    credential.jurisdictions <== jurisdictions;
    credential.jurisdiction <== jurisdiction;
    credential.maxTradeValue <== maxTradeValue;
    credential.maxDeskDayVolume <== maxDeskDayVolume;
    credential.expiry <== credentialExpiry;
    credential.leiHash <== leiHash;
    credential.salt <== credentialSalt;
    credential.path <== credentialPath;

    component vector = FoldedVector(VECTOR_DEPOSIT(), LENGTH_DEPOSIT());
    vector.h <== h;
    vector.rho <== rho;
    vector.y <== y;
    var head[13] = [
        chainId, venue, day, yearMonth, dayOfMonth, update.nullifier, update.account, accountRoot,
        credentialRoot, jurisdictions, asset, amount, payer
    ];
    for (var i = 0; i < 13; i++) {
        vector.x[i] <== head[i];
    }
    for (var i = 0; i < 8; i++) {
        vector.x[13 + i] <== update.record[i];
    }
}
