// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.1.6;

include "lib/account.circom";
include "lib/constants.circom";
include "lib/credential.circom";
include "lib/range.circom";
include "lib/record.circom";
include "lib/vector.circom";

/*
 * Proves
 *   The first state of a desk: this member holds a valid credential in the desk's slot, and `account` is the desk's
 *   empty account as of today.
 *
 * Public: h, rho, y fold this vector; what each element reveals is said in circuits.json
 *   chainId, venue, day, yearMonth, dayOfMonth, nullifier, account, credentialRoot, jurisdictions, record (8)
 *
 * Private
 *   the secrets, the desk, its exit authority, the credential and its path
 *
 * Invariants
 *   1. nullifier is that of state 0 of this desk, so a desk is opened once.
 *   2. `account` has today's day, seq 1, record index 1, no volume, no balances, and the blinding of state 1.
 *   3. The credential of this desk's slot is this member's, unexpired, in an allowed jurisdiction, and the account
 *      takes its view commitment.
 *   4. The record is number 0 of this day and says who opened which desk under which exit authority.
 *
 * The caller must enforce
 *   every public element below r; day < 2^32; jurisdictions < 2^64; the credential root in force; nullifier new.
 *
 * Constraints: pinned by the circuit's test.
 */
template Open() {
    signal input h;
    signal input rho;
    signal input y;

    signal input chainId;
    signal input venue;
    signal input day;
    signal input yearMonth;
    signal input dayOfMonth;
    signal input credentialRoot;
    signal input jurisdictions;

    signal input spendSecret;
    signal input viewSecret;
    signal input desk;
    signal input exitAuthority;

    signal input jurisdiction;
    signal input maxTradeValue;
    signal input maxDeskDayVolume;
    signal input credentialExpiry;
    signal input leiHash;
    signal input credentialSalt;
    signal input credentialPath[5][8];

    // 1. The desk's state 0, which is no leaf, is spent.
    component identity = Identity();
    identity.spendSecret <== spendSecret;
    component spent = Nullifier();
    spent.nullifierSecret <== identity.nullifierSecret;
    spent.desk <== desk;
    spent.seq <== 0;

    // 2. The first state. An authority that is no address could never sign: its funds would be stuck.
    component view = ViewCommit();
    view.viewSecret <== viewSecret;
    component authorityRange = InRange(160);
    authorityRange.in <== exitAuthority;
    component blinding = Blinding();
    blinding.spendSecret <== spendSecret;
    blinding.desk <== desk;
    blinding.seq <== 1;
    component leaf = AccountLeaf();
    leaf.member <== identity.member;
    leaf.viewCommit <== view.out;
    leaf.exitAuthority <== exitAuthority;
    leaf.desk <== desk;
    leaf.day <== day;
    leaf.seq <== 1;
    leaf.recordIndex <== 1;
    leaf.volume <== 0;
    for (var i = 0; i < 16; i++) {
        leaf.balances[i] <== 0;
    }
    leaf.blinding <== blinding.out;

    // 3. The credential.
    component credential = ValidCredential();
    credential.member <== identity.member;
    credential.viewCommit <== view.out;
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

    // 4. The record.
    component sealed = SealedRecord();
    sealed.viewSecret <== viewSecret;
    sealed.member <== identity.member;
    sealed.desk <== desk;
    sealed.yearMonth <== yearMonth;
    sealed.dayOfMonth <== dayOfMonth;
    sealed.recordIndex <== 0;
    sealed.message <== [KIND_OPEN(), identity.member, exitAuthority, 0, 0, desk * 2 ** 160];

    component vector = FoldedVector(VECTOR_OPEN(), LENGTH_OPEN());
    vector.h <== h;
    vector.rho <== rho;
    vector.y <== y;
    var head[9] = [
        chainId, venue, day, yearMonth, dayOfMonth, spent.out, leaf.out, credentialRoot, jurisdictions
    ];
    for (var i = 0; i < 9; i++) {
        vector.x[i] <== head[i];
    }
    for (var i = 0; i < 8; i++) {
        vector.x[9 + i] <== sealed.record[i];
    }
}
