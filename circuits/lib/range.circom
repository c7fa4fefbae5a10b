// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.1.6;

include "circomlib/circuits/bitify.circom";

/*
 * Proves: in < 2^bits, as an integer in [0, r).
 *
 * The one way anything is range-checked here: differences that must not be negative are checked as differences,
 * so a negative one is r − d and has no short binary form as long as d < r − 2^bits.
 */
template InRange(bits) {
    signal input in;
    component split = Num2Bits(bits);
    split.in <== in;
}

/*
 * Proves: in ≠ 0.
 */
template NonZero() {
    signal input in;
    signal inverse;
    // Any inverse will do; if in is 0 no value satisfies the next line.
    inverse <-- in != 0 ? 1 / in : 0;
    in * inverse === 1;
}
