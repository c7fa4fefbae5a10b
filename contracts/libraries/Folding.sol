// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IVenue} from '../interfaces/IVenue.sol';

/// @title From a public vector to the two numbers its proof is checked against
/// @notice docs/PROTOCOL.md, section 7: rho = keccak256(circuit ‖ h ‖ x) mod r, y = Σ xᵢ·rhoⁱ mod r.
library Folding {
    /// Order of BN254's scalar field.
    uint256 internal constant R = 21888242871839275222246405745257275088548364400416034343698204186575808495617;

    /// Folds a vector in memory: circuit, h, x₀ … x_{length−1}, one word each.
    /// Reverts with NotInField when h or an element is at or above r: two encodings of one element would be two
    /// nullifiers of one state.
    function fold(uint256 vector, uint256 length) internal pure returns (uint256 rho, uint256 y) {
        bool inField;
        assembly ("memory-safe") {
            let h := add(vector, 32)
            let last := add(h, mul(length, 32))
            rho := mod(keccak256(vector, add(mul(length, 32), 64)), R)
            inField := lt(mload(h), R)
            for { let place := last } gt(place, h) { place := sub(place, 32) } {
                let element := mload(place)
                inField := and(inField, lt(element, R))
                y := addmod(mulmod(y, rho, R), element, R)
            }
        }
        if (!inField) _revertNotInField(vector, length);
    }

    /// Copies a submission's record into a vector, at a byte offset.
    function putRecord(uint256 vector, uint256 offset, uint256[8] calldata record) internal pure {
        assembly ("memory-safe") {
            calldatacopy(add(vector, offset), record, 256)
        }
    }

    /// Copies 16 prices into a vector, at a byte offset.
    function putPrices(uint256 vector, uint256 offset, uint256[16] memory prices) internal pure {
        assembly ("memory-safe") {
            mcopy(add(vector, offset), prices, 512)
        }
    }

    /// Copies leaves into a vector, at a byte offset. The caller checks that the vector has room for them.
    function putLeaves(uint256 vector, uint256 offset, uint256[] calldata leaves) internal pure {
        assembly ("memory-safe") {
            calldatacopy(add(vector, offset), leaves.offset, mul(leaves.length, 32))
        }
    }

    /// keccak256 of a record's eight words.
    function hashRecord(uint256[8] calldata record) internal pure returns (bytes32 digest) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, record, 256)
            digest := keccak256(free, 256)
        }
    }

    /// The queue's running hash: keccak256(acc ‖ leaf ‖ recordHash).
    function extend(bytes32 acc, uint256 leaf, bytes32 recordHash) internal pure returns (bytes32 next) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, acc)
            mstore(add(free, 32), leaf)
            mstore(add(free, 64), recordHash)
            next := keccak256(free, 96)
        }
    }

    function _revertNotInField(uint256 vector, uint256 length) private pure {
        for (uint256 i = 1; i <= length + 1; ++i) {
            uint256 word;
            assembly ("memory-safe") {
                word := mload(add(vector, mul(i, 32)))
            }
            if (word >= R) revert IVenue.NotInField(word);
        }
    }
}
