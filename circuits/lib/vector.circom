// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.1.6;

include "circomlib/circuits/poseidon.circom";

/*
 * Proves: h is the hash of the public vector x (of n elements, for the statement named by tag), and y its value as a
 * polynomial at rho.
 *
 * With h and y public and rho chosen by the contract from h and its own copy of x, a proof for any other x passes with
 * probability below 2^-145 (the argument is in the protocol page). Every element enters both the hash and the sum, so
 * none of them is free.
 */
template FoldedVector(tag, n) {
    signal input h;
    signal input rho;
    signal input y;
    signal input x[n];

    var chunks = (n + 14) \ 15;
    component chunk[chunks];
    for (var j = 0; j < chunks; j++) {
        chunk[j] = Poseidon(16);
        if (j == 0) {
            chunk[j].inputs[0] <== tag;
        } else {
            chunk[j].inputs[0] <== chunk[j - 1].out;
        }
        for (var i = 0; i < 15; i++) {
            if (15 * j + i < n) {
                chunk[j].inputs[1 + i] <== x[15 * j + i];
            } else {
                chunk[j].inputs[1 + i] <== 0;
            }
        }
    }
    h === chunk[chunks - 1].out;

    // Horner's rule from the last element down.
    signal partial[n];
    partial[n - 1] <== x[n - 1];
    for (var i = n - 2; i >= 0; i--) {
        partial[i] <== partial[i + 1] * rho + x[i];
    }
    y === partial[0];
}
