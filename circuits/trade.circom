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
 *   One side of an agreed trade: this member's account covers what it gives and the fee, receives what it takes, and
 *   the trade is within its limits and on the price collar.
 *
 * Public: h, rho, y fold this vector; what each element reveals is said in circuits.json
 *   chainId, venue, day, yearMonth, dayOfMonth, nullifier, account, accountRoot, credentialRoot, tradeHash, side,
 *   deadline, beneficiary, fee, collarBps, jurisdictions, record (8), prices (16)
 *
 * Private
 *   the secrets, the old state and its path, the credential and its path, the terms
 *
 * Invariants
 *   1. tradeHash is the hash of terms in which this member has the public side, and another member the other.
 *   2. The old state is spent and `account` is its successor (AccountUpdate, credentialed).
 *   3. Collateral: the balance given covers amount and, in slot 0, the fee; slot 0 covers the fee before anything is
 *      taken; the balance taken stays below 2^120; no other balance changes.
 *   4. The credential of this desk's slot is this member's, unexpired, in an allowed jurisdiction; the larger leg's
 *      value is within maxTradeValue and today's volume with it within maxDeskDayVolume.
 *   5. Collar: the legs' values at the snapshot differ by at most collarBps of the larger. Amounts and prices are
 *      nonzero.
 *   6. The record says exactly this.
 *   7. It is among the first 256 records of the desk's day: fees go to whom the prover names,
 *      so a thief held off by an exit authority could otherwise drain slot 0 with them.
 *
 * The caller must enforce
 *   every public element below r; day < 2^32; deadline < 2^40 and not past; fee < 2^120; collarBps < 10000;
 *   jurisdictions < 2^64; prices < 2^96, of one fresh snapshot for both halves; roots valid; nullifier new; one half of
 *   each side for one tradeHash.
 *
 * Constraints: pinned by the circuit's test; at most 16,380, so that the domain is 2^14.
 */
template Trade(depth) {
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
    signal input tradeHash;
    signal input side;
    signal input deadline;
    signal input beneficiary;
    signal input fee;
    signal input collarBps;
    signal input jurisdictions;
    signal input prices[16];

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

    signal input makerGives;
    signal input makerAmount;
    signal input takerGives;
    signal input takerAmount;
    signal input maker;
    signal input taker;
    signal input agreementHash;
    signal input salt;

    // 1. The terms, and this member's side of them. Both amounts are ranged whichever side this is.
    component terms = Poseidon(10);
    terms.inputs <== [
        TAG_TERMS(), makerGives, makerAmount, takerGives, takerAmount, maker, taker, deadline, agreementHash, salt
    ];
    tradeHash === terms.out;

    side * (side - 1) === 0;
    signal own <== maker + side * (taker - maker);
    signal giveAsset <== makerGives + side * (takerGives - makerGives);
    signal giveAmount <== makerAmount + side * (takerAmount - makerAmount);
    signal takeAsset <== makerGives + takerGives - giveAsset;
    signal takeAmount <== makerAmount + takerAmount - giveAmount;

    component differentMembers = NonZero();
    differentMembers.in <== maker - taker;
    component differentAssets = NonZero();
    differentAssets.in <== makerGives - takerGives;
    component giveRange = InRange(120);
    giveRange.in <== giveAmount;
    component takeRange = InRange(120);
    takeRange.in <== takeAmount;

    // 3. Collateral. Every difference checked is between numbers below 2^121, so a negative one is out of range.
    component give = OneHot(16);
    give.index <== giveAsset;
    component take = OneHot(16);
    take.index <== takeAsset;

    signal given[16];
    signal taken[16];
    signal newBalances[16];
    component giveBefore = Pick(16);
    giveBefore.selected <== give.selected;
    component takeBefore = Pick(16);
    takeBefore.selected <== take.selected;
    for (var i = 0; i < 16; i++) {
        var afterFee = i == 0 ? balances[i] - fee : balances[i];
        given[i] <== give.selected[i] * giveAmount;
        taken[i] <== take.selected[i] * takeAmount;
        newBalances[i] <== afterFee - given[i] + taken[i];
        giveBefore.values[i] <== afterFee;
        takeBefore.values[i] <== afterFee;
    }
    component feeCovered = InRange(120);
    feeCovered.in <== balances[0] - fee;
    component giveCovered = InRange(120);
    giveCovered.in <== giveBefore.out - giveAmount;
    component takeFits = InRange(120);
    takeFits.in <== takeBefore.out + takeAmount;

    // 4. and 5. The legs' values at the benchmark, each below 2^216, and the larger of them.
    component givePrice = Pick(16);
    givePrice.selected <== give.selected;
    givePrice.values <== prices;
    component takePrice = Pick(16);
    takePrice.selected <== take.selected;
    takePrice.values <== prices;
    signal giveValue <== giveAmount * givePrice.out;
    signal takeValue <== takeAmount * takePrice.out;
    // Not zero: with both values zero, two assets without a price, the collar would hold for any amounts.
    component priced = NonZero();
    priced.in <== giveValue * takeValue;

    signal larger;
    // A hint, pinned as one of the two values, and as not the smaller by the range of larger − smaller.
    larger <-- giveValue > takeValue ? giveValue : takeValue;
    (larger - giveValue) * (larger - takeValue) === 0;
    signal difference <== 2 * larger - giveValue - takeValue;
    component largerIsLarger = InRange(128);
    largerIsLarger.in <== difference;

    component onCollar = InRange(142);
    onCollar.in <== collarBps * larger - 10000 * difference;

    component withinTradeLimit = InRange(128);
    withinTradeLimit.in <== maxTradeValue - larger;

    // 2. and 6. The account moves on, with its record.
    component packed = PackedLegs(KIND_TRADE());
    packed.side <== side;
    packed.giveAsset <== giveAsset;
    packed.takeAsset <== takeAsset;
    packed.giveAmount <== giveAmount;
    packed.takeAmount <== takeAmount;

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
    update.addedVolume <== larger;
    update.newBalances <== newBalances;
    update.legs <== packed.out;
    update.party <== maker + taker - own;
    update.agreementHash <== agreementHash;
    update.salt <== salt;
    update.deadline <== deadline;
    update.fee <== fee;
    own === update.member;

    component paid = InRange(PAID_RECORD_BITS());
    paid.in <== update.recordIndex;

    component withinDayLimit = InRange(128);
    withinDayLimit.in <== maxDeskDayVolume - update.newVolume;

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

    component vector = FoldedVector(VECTOR_TRADE(), LENGTH_TRADE());
    vector.h <== h;
    vector.rho <== rho;
    vector.y <== y;
    var head[16] = [
        chainId, venue, day, yearMonth, dayOfMonth, update.nullifier, update.account, accountRoot, credentialRoot,
        tradeHash, side, deadline, beneficiary, fee, collarBps, jurisdictions
    ];
    for (var i = 0; i < 16; i++) {
        vector.x[i] <== head[i];
        vector.x[24 + i] <== prices[i];
    }
    for (var i = 0; i < 8; i++) {
        vector.x[16 + i] <== update.record[i];
    }
}
