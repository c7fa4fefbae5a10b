// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Statements} from './Statements.sol';
import {PublicVectors, TradeVector} from './generated/PublicVectors.sol';
import {Calendar} from './libraries/Calendar.sol';
import {ClaimList} from './libraries/ClaimList.sol';
import {Folding} from './libraries/Folding.sol';

/// @title Trades: any number of pairs of halves, one pairing check
abstract contract Settlement is Statements {
    using ClaimList for ClaimList.List;

    /// What a call to settle carries along. Answers of other contracts are asked once, as long as halves agree.
    /// @param policyId       current policy
    /// @param maxPriceAge    the policy's
    /// @param fee            flat fee of one half
    /// @param inserterShare  part of it for the inserter
    /// @param accountRoot    an account root known to be known
    /// @param credentialRoot a credential root known to be current; 0: none yet
    /// @param snapshotId     snapshot whose prices are in `x`
    /// @param snapshotTime   its time; 0: no such snapshot
    /// @param feeHolder      to whom feeAmount is owed when the holder changes or the call ends
    /// @param x              one vector, reused: what is the same for all halves is written once
    struct Session {
        uint32 policyId;
        uint256 maxPriceAge;
        uint256 fee;
        uint256 inserterShare;
        uint256 accountRoot;
        uint256 credentialRoot;
        uint256 snapshotId;
        uint256 snapshotTime;
        address feeHolder;
        uint256 feeAmount;
        TradeVector x;
        Cursor cursor;
        ClaimList.List claims;
    }

    function settle(Half[] calldata halves) external nonReentrant whenNotPaused {
        if (halves.length % 2 != 0) revert OddNumberOfHalves(halves.length);
        Session memory session = _beginSession(halves.length);
        for (uint256 i = 0; i < halves.length; i += 2) {
            Half calldata maker = halves[i];
            Half calldata taker = halves[i + 1];
            (bool possible, SkipReason reason) = _check(session, maker, taker);
            if (!possible) {
                emit TradeSkipped(maker.tradeHash, reason);
                continue;
            }
            _accept(session, maker);
            _accept(session, taker);
            emit TradeSettled(maker.tradeHash, maker.snapshotId, maker.policyId);
        }
        if (session.claims.count == 0) return;
        // Everything above is undone when this reverts.
        if (!session.claims.verify(verifier)) revert InvalidProof();
        _endAppend(session.cursor);
        _owe(session.feeHolder, session.feeAmount);
    }

    function _beginSession(uint256 halves) private view returns (Session memory session) {
        Policy memory policy_;
        (session.policyId, policy_) = _currentPolicy();
        session.maxPriceAge = policy_.maxPriceAge;
        session.fee = policy_.fee;
        session.inserterShare = _inserterShare(policy_.fee, policy_.inserterShareBps);
        session.accountRoot = accountRoot;
        session.cursor = _beginAppend(false);
        session.claims = ClaimList.create(halves);
        TradeVector memory x = session.x;
        x.circuit = PublicVectors.TRADE;
        x.chainId = block.chainid;
        x.venue = uint160(address(this));
        x.fee = policy_.fee;
        x.collarBps = policy_.collarBps;
        x.jurisdictions = policy_.jurisdictions;
    }

    /// Whether the pair can still be settled, and if not, why. Nothing is written before both halves passed.
    function _check(
        Session memory session,
        Half calldata maker,
        Half calldata taker
    ) private view returns (bool possible, SkipReason reason) {
        if (maker.side != 0 || taker.side != 1) return (false, SkipReason.SidesNotOpposite);
        if (maker.tradeHash != taker.tradeHash) return (false, SkipReason.TradeHashesDiffer);
        if (maker.deadline != taker.deadline) return (false, SkipReason.DeadlinesDiffer);
        if (maker.snapshotId != taker.snapshotId) return (false, SkipReason.SnapshotsDiffer);
        if (maker.policyId != session.policyId || taker.policyId != session.policyId) {
            return (false, SkipReason.PolicyNotCurrent);
        }
        if (!_dayIsCurrent(maker.day) || !_dayIsCurrent(taker.day)) return (false, SkipReason.DayNotCurrent);
        if (block.timestamp > uint256(maker.deadline) * 60) return (false, SkipReason.DeadlinePassed);
        _loadSnapshot(session, maker.snapshotId);
        if (session.snapshotTime == 0) return (false, SkipReason.SnapshotUnknown);
        if (block.timestamp > session.snapshotTime + session.maxPriceAge) return (false, SkipReason.SnapshotStale);
        if (!_accountRootKnown(session, maker.accountRoot) || !_accountRootKnown(session, taker.accountRoot)) {
            return (false, SkipReason.AccountRootUnknown);
        }
        if (
            !_credentialRootCurrent(session, maker.credentialRoot) ||
            !_credentialRootCurrent(session, taker.credentialRoot)
        ) return (false, SkipReason.CredentialRootNotCurrent);
        bool spent = maker.nullifier == taker.nullifier || isSpent(maker.nullifier) || isSpent(taker.nullifier);
        if (spent) return (false, SkipReason.NullifierSpent);
        possible = true;
    }

    /// Folds a half of a possible trade into a claim, spends its state, queues the next one, takes the fee.
    function _accept(Session memory session, Half calldata half) private {
        TradeVector memory x = session.x;
        if (x.day != half.day) {
            x.day = half.day;
            (x.yearMonth, x.dayOfMonth) = Calendar.dateOf(half.day);
        }
        x.h = half.h;
        x.nullifier = half.nullifier;
        x.account = half.account;
        x.accountRoot = half.accountRoot;
        x.credentialRoot = half.credentialRoot;
        x.tradeHash = half.tradeHash;
        x.side = half.side;
        x.deadline = half.deadline;
        x.beneficiary = uint160(half.beneficiary);
        (uint256 vector, uint256 length) = PublicVectors.locate(x);
        Folding.putRecord(vector, PublicVectors.TRADE_RECORD_TAG, half.record);
        (uint256 rho, uint256 y) = Folding.fold(vector, length);
        session.claims.push(half.proof, vector, rho, y);
        _append(session.cursor, half.nullifier, half.account, half.record, session.inserterShare);
        _collect(session, half.beneficiary == address(0) ? msg.sender : half.beneficiary);
    }

    /// Fees of neighbouring halves with one beneficiary become one write.
    function _collect(Session memory session, address beneficiary) private {
        if (session.feeHolder != beneficiary) {
            _owe(session.feeHolder, session.feeAmount);
            session.feeHolder = beneficiary;
            session.feeAmount = 0;
        }
        session.feeAmount += session.fee - session.inserterShare;
    }

    function _loadSnapshot(Session memory session, uint32 id) private view {
        if (id == session.snapshotId) return;
        session.snapshotId = id;
        (uint256 vector, ) = PublicVectors.locate(session.x);
        session.snapshotTime = Folding.putPrices(vector, PublicVectors.TRADE_PRICE, priceFeed, id);
    }

    function _accountRootKnown(Session memory session, uint256 root) private view returns (bool known) {
        if (root == session.accountRoot) return true;
        known = isKnownRoot(root);
        if (known) session.accountRoot = root;
    }

    function _credentialRootCurrent(Session memory session, uint256 root) private view returns (bool current) {
        if (root == session.credentialRoot && root != 0) return true;
        current = registry.isCurrent(root);
        if (current) session.credentialRoot = root;
    }

    function _dayIsCurrent(uint32 day) private view returns (bool) {
        return Calendar.isCurrent(day, block.timestamp);
    }
}
