// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.1.6;

/*
 * Proves: selected is the unit vector at index, and so index < n.
 *
 * Every entry is boolean and exactly one is 1, so no prover can mix two entries; the weighted sum pins which.
 */
template OneHot(n) {
    signal input index;
    signal output selected[n];

    var sum = 0;
    var weighted = 0;
    for (var i = 0; i < n; i++) {
        // A hint, pinned as a boolean here and as the right one by the two sums below.
        selected[i] <-- index == i ? 1 : 0;
        selected[i] * (selected[i] - 1) === 0;
        sum += selected[i];
        weighted += i * selected[i];
    }
    sum === 1;
    weighted === index;
}

/*
 * The entry of values that the unit vector selected picks. The caller proves selected to be a unit vector.
 */
template Pick(n) {
    signal input selected[n];
    signal input values[n];
    signal output out;

    signal terms[n];
    var sum = 0;
    for (var i = 0; i < n; i++) {
        terms[i] <== selected[i] * values[i];
        sum += terms[i];
    }
    out <== sum;
}
