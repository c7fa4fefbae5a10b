// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPriceFeed} from '../interfaces/IPriceFeed.sol';
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
            // R, as no pointer has its top bit set: the optimizer would load a constant again for every element.
            let r := add(R, shr(255, vector))
            let h := add(vector, 32)
            rho := mod(keccak256(vector, add(mul(length, 32), 64)), r)
            inField := lt(mload(h), r)
            // From the last element down: one by one until a multiple of four is left, then four at a time.
            let place := add(h, mul(length, 32))
            for { let single := sub(place, mul(and(length, 3), 32)) } gt(place, single) { place := sub(place, 32) } {
                let element := mload(place)
                inField := and(inField, lt(element, r))
                y := addmod(mulmod(y, rho, r), element, r)
            }
            for {} gt(place, h) { place := sub(place, 128) } {
                let element := mload(place)
                inField := and(inField, lt(element, r))
                y := addmod(mulmod(y, rho, r), element, r)
                element := mload(sub(place, 32))
                inField := and(inField, lt(element, r))
                y := addmod(mulmod(y, rho, r), element, r)
                element := mload(sub(place, 64))
                inField := and(inField, lt(element, r))
                y := addmod(mulmod(y, rho, r), element, r)
                element := mload(sub(place, 96))
                inField := and(inField, lt(element, r))
                y := addmod(mulmod(y, rho, r), element, r)
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

    /// Reads a snapshot's 16 prices into a vector, at a byte offset, and returns its time. By hand, as solc would copy
    /// every word three times on the way.
    function putPrices(uint256 vector, uint256 offset, IPriceFeed feed, uint32 id) internal view returns (uint256 time) {
        bytes4 selector = IPriceFeed.snapshot.selector;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, selector)
            mstore(add(free, 4), id)
            let done := staticcall(gas(), feed, free, 36, free, 544)
            if iszero(and(done, eq(returndatasize(), 544))) {
                revert(0, 0)
            }
            time := mload(free)
            mcopy(add(vector, offset), add(free, 32), 512)
        }
    }

    /// Copies leaves into a vector, at a byte offset. The caller checks that the vector has room for them.
    function putLeaves(uint256 vector, uint256 offset, uint256[] calldata leaves) internal pure {
        assembly ("memory-safe") {
            calldatacopy(add(vector, offset), leaves.offset, mul(leaves.length, 32))
        }
    }

    /// The queue's running hash with one more leaf: keccak256(acc ‖ leaf ‖ keccak256(record)).
    function extend(bytes32 acc, uint256 leaf, uint256[8] calldata record) internal pure returns (bytes32 next) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, record, 256)
            let recordHash := keccak256(free, 256)
            mstore(free, acc)
            mstore(add(free, 32), leaf)
            mstore(add(free, 64), recordHash)
            next := keccak256(free, 96)
        }
    }

    /// The running hash of a whole batch, from its leaves and record hashes. The caller checks that there are as many
    /// of one as of the other.
    function chain(
        uint256[] calldata leaves,
        bytes32[] calldata recordHashes
    ) internal pure returns (bytes32 acc) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            let toHash := sub(recordHashes.offset, leaves.offset)
            let end := add(leaves.offset, mul(leaves.length, 32))
            for { let leaf := leaves.offset } lt(leaf, end) { leaf := add(leaf, 32) } {
                mstore(free, acc)
                mstore(add(free, 32), calldataload(leaf))
                mstore(add(free, 64), calldataload(add(leaf, toHash)))
                acc := keccak256(free, 96)
            }
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
