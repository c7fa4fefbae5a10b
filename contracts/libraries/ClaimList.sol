// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IVerifier} from '../interfaces/IVerifier.sol';

/// @title A list of claims, built as the very call data of IVerifier.verify
/// @notice Claims are written once, where the call needs them; an array of structs would be copied word by word.
library ClaimList {
    /// @param call  where the call data begin in memory: selector, offset, count, claims
    /// @param count claims in the list
    /// @param room  claims it has room for
    struct List {
        uint256 call;
        uint256 count;
        uint256 room;
    }

    uint256 private constant CLAIM_BYTES = 384;
    /// Selector, offset of the array, its length.
    uint256 private constant HEAD_BYTES = 68;

    error ListFull();

    /// An empty list with room for `room` claims.
    function create(uint256 room) internal pure returns (List memory list) {
        list.room = room;
        bytes4 selector = IVerifier.verify.selector;
        assembly ("memory-safe") {
            let start := mload(0x40)
            mstore(0x40, add(start, and(add(add(HEAD_BYTES, mul(room, CLAIM_BYTES)), 31), not(31))))
            mstore(start, selector)
            mstore(add(start, 4), 32)
            mstore(list, start)
        }
    }

    /// Appends a claim about the vector in memory that was folded to (rho, y): its first words are circuit and h.
    function push(List memory list, uint256[8] calldata proof, uint256 vector, uint256 rho, uint256 y) internal pure {
        if (list.count == list.room) revert ListFull();
        assembly ("memory-safe") {
            let count := mload(add(list, 32))
            let claim := add(add(mload(list), HEAD_BYTES), mul(count, CLAIM_BYTES))
            mstore(claim, mload(vector))
            calldatacopy(add(claim, 32), proof, 256)
            mstore(add(claim, 288), mload(add(vector, 32)))
            mstore(add(claim, 320), rho)
            mstore(add(claim, 352), y)
            mstore(add(list, 32), add(count, 1))
        }
    }

    /// What the verifier says of the list. A call that fails is a no.
    function verify(List memory list, IVerifier verifier) internal view returns (bool valid) {
        assembly ("memory-safe") {
            let start := mload(list)
            let count := mload(add(list, 32))
            mstore(add(start, 36), count)
            let done := staticcall(gas(), verifier, start, add(HEAD_BYTES, mul(count, CLAIM_BYTES)), 0, 32)
            valid := and(and(done, eq(returndatasize(), 32)), eq(mload(0), 1))
        }
    }
}
