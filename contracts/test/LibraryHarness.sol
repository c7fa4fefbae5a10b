// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPriceFeed} from '../interfaces/IPriceFeed.sol';
import {IVerifier} from '../interfaces/IVerifier.sol';
import {Bn254} from '../libraries/Bn254.sol';
import {Calendar} from '../libraries/Calendar.sol';
import {ClaimList} from '../libraries/ClaimList.sol';
import {Folding} from '../libraries/Folding.sol';
import {Rounds} from '../libraries/Rounds.sol';

/// @title Tests only: the libraries, callable
contract LibraryHarness {
    address public written;

    function dateOf(uint256 day) external pure returns (uint256 yearMonth, uint256 dayOfMonth) {
        return Calendar.dateOf(day);
    }

    function datesOf(uint256[] calldata daysList) external pure returns (uint256[] memory dates) {
        dates = new uint256[](daysList.length);
        for (uint256 i = 0; i < dates.length; ++i) {
            (uint256 yearMonth, uint256 dayOfMonth) = Calendar.dateOf(daysList[i]);
            dates[i] = yearMonth * 100 + dayOfMonth;
        }
    }

    function isCurrent(uint256 day, uint256 time) external pure returns (bool) {
        return Calendar.isCurrent(day, time);
    }

    /// @param words circuit, h, x₀ …
    function fold(uint256[] memory words) external pure returns (uint256 rho, uint256 y) {
        uint256 vector;
        assembly ("memory-safe") {
            vector := add(words, 32)
        }
        return Folding.fold(vector, words.length - 2);
    }

    /// Puts one claim `count` times on a list with room for `room`; returns how many are on it.
    function pushClaims(uint256 room, uint256 count, uint256[8] calldata proof) external pure returns (uint256) {
        ClaimList.List memory list = ClaimList.create(room);
        uint256[2] memory head;
        uint256 vector;
        assembly ("memory-safe") {
            vector := head
        }
        for (uint256 i = 0; i < count; ++i) ClaimList.push(list, proof, vector, 0, 0);
        return list.count;
    }

    /// Whether the pairing is one, asked while a 1 lies where its answer will be.
    function pairingIsOne(uint256[] memory words) external view returns (bool) {
        uint256 input;
        assembly ("memory-safe") {
            input := add(words, 32)
            mstore(0, 1)
        }
        return Bn254.pairingIsOne(input, words.length / 6);
    }

    /// What `verifier` says of an empty list, asked while a 1 lies where its answer will be.
    function verifyBy(IVerifier verifier) external view returns (bool) {
        ClaimList.List memory list = ClaimList.create(0);
        assembly ("memory-safe") {
            mstore(0, 1)
        }
        return ClaimList.verify(list, verifier);
    }

    function pricesOf(IPriceFeed feed, uint32 id) external view returns (uint256 time) {
        uint256[16] memory prices;
        uint256 vector;
        assembly ("memory-safe") {
            vector := prices
        }
        return Folding.putPrices(vector, 0, feed, id);
    }

    function writeRound(uint256[16] calldata averages, uint256[16] calldata medians) external {
        written = Rounds.write(averages, medians);
    }

    function readRound() external view returns (uint256[16] memory averages, uint256[16] memory medians) {
        return (Rounds.readAverages(written), Rounds.readMedians(written));
    }
}
