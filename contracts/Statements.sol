// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccountQueue} from './AccountQueue.sol';
import {Custody} from './Custody.sol';
import {PolicyBook} from './PolicyBook.sol';
import {IPriceFeed} from './interfaces/IPriceFeed.sol';
import {IRegistry} from './interfaces/IRegistry.sol';
import {IVenue} from './interfaces/IVenue.sol';
import {IVerifier} from './interfaces/IVerifier.sol';
import {Calendar} from './libraries/Calendar.sol';
import {ClaimList} from './libraries/ClaimList.sol';
import {Folding} from './libraries/Folding.sol';

/// @title What all statements have in common
abstract contract Statements is AccountQueue, Custody, PolicyBook, IVenue {
    using ClaimList for ClaimList.List;

    IRegistry public immutable registry;
    IPriceFeed public immutable priceFeed;
    IVerifier public immutable verifier;

    constructor(IRegistry registry_, IPriceFeed priceFeed_, IVerifier verifier_) {
        registry = registry_;
        priceFeed = priceFeed_;
        verifier = verifier_;
    }

    function _isPaused() internal view override returns (bool) {
        return paused;
    }

    function _requireCurrentDay(uint32 day) internal view {
        if (!Calendar.isCurrent(day, block.timestamp)) revert DayNotCurrent(day, block.timestamp / 1 days);
    }

    function _requireCurrentCredentialRoot(uint256 root) internal view {
        if (!registry.isCurrent(root)) revert CredentialRootNotCurrent(root);
    }

    /// Checks one proof for the vector at `vector` (circuit, h, x₀ …).
    function _requireProof(uint256[8] calldata proof, uint256 vector, uint256 length) internal view {
        (uint256 rho, uint256 y) = Folding.fold(vector, length);
        ClaimList.List memory claims = ClaimList.create(1);
        claims.push(proof, vector, rho, y);
        if (!claims.verify(verifier)) revert InvalidProof();
    }

    /// Spends and queues one account update.
    function _appendOne(
        uint256 nullifier,
        uint256 account,
        uint256[8] calldata record,
        uint256 reward,
        bool leaving
    ) internal {
        Cursor memory cursor = _beginAppend(leaving);
        _append(cursor, nullifier, account, record, reward);
        _endAppend(cursor);
    }

    /// The part of a fee that goes to whoever inserts the leaf.
    function _inserterShare(uint256 fee, uint256 shareBps) internal pure returns (uint256) {
        return (fee * shareBps) / 10_000;
    }
}
