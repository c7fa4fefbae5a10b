// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title BN254 through the EVM's precompiles (EIP-196, EIP-197)
/// @notice A precompile that rejects its input takes all gas it was given. Each call gets twice EIP-1108's price: a bad
/// point costs little, and a dearer chain still works.
library Bn254 {
    uint256 private constant ADD_GAS = 300;
    uint256 private constant MUL_GAS = 12_000;
    uint256 private constant PAIRING_BASE_GAS = 90_000;
    uint256 private constant PAIRING_PAIR_GAS = 68_000;
    uint256 internal constant PAIR_BYTES = 192;

    /// out = scalar · point, both two words in memory. False if the point is not on the curve. A point times 1 is
    /// copied as it is, unchecked: what takes it next checks it.
    function mulTo(uint256 out, uint256 point, uint256 scalar) internal view returns (bool done) {
        assembly ("memory-safe") {
            switch scalar
            case 1 {
                mcopy(out, point, 64)
                done := 1
            }
            default {
                let free := mload(0x40)
                mcopy(free, point, 64)
                mstore(add(free, 64), scalar)
                done := staticcall(MUL_GAS, 7, free, 96, out, 64)
            }
        }
    }

    /// sum += scalar · point. False if either is not on the curve.
    function mulAddTo(uint256 sum, uint256 point, uint256 scalar) internal view returns (bool done) {
        uint256 free;
        assembly ("memory-safe") {
            // Beyond what mulTo uses.
            free := add(mload(0x40), 96)
        }
        if (!mulTo(free, point, scalar)) return false;
        assembly ("memory-safe") {
            mcopy(add(free, 64), sum, 64)
            done := staticcall(ADD_GAS, 6, free, 128, sum, 64)
        }
    }

    /// Whether the product of `pairs` pairings, laid out at `input`, is one. False if any point is malformed.
    function pairingIsOne(uint256 input, uint256 pairs) internal view returns (bool isOne) {
        assembly ("memory-safe") {
            let stipend := add(PAIRING_BASE_GAS, mul(pairs, PAIRING_PAIR_GAS))
            let done := staticcall(stipend, 8, input, mul(pairs, PAIR_BYTES), 0, 32)
            isOne := and(and(done, eq(returndatasize(), 32)), eq(mload(0), 1))
        }
    }
}
