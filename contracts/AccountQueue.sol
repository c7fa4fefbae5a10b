// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PublicVectors} from './generated/PublicVectors.sol';
import {IAccountQueue} from './interfaces/IAccountQueue.sol';
import {Folding} from './libraries/Folding.sol';

/// @title Nullifiers, the queue of new leaves and the history of account roots
abstract contract AccountQueue is IAccountQueue {
    /// The queue's end, one storage slot.
    /// @param openBatch  batch that takes leaves
    /// @param nextInsert batch that enters the tree next
    /// @param count      leaves in the open batch, below 64
    /// @param openedAt   time of the open batch's first leaf
    /// @param reward     of the open batch; below 64 · maxFee < 2^118
    struct Tail {
        uint32 openBatch;
        uint32 nextInsert;
        uint8 count;
        uint40 openedAt;
        uint120 reward;
    }

    /// A batch that takes no more leaves.
    struct Closed {
        uint8 count;
        uint120 reward;
    }

    /// The queue's end in memory while a call appends to it: see Tail.
    /// @param acc   running hash of the open batch
    /// @param limit first batch that may not be used
    struct Cursor {
        uint256 openBatch;
        uint256 nextInsert;
        uint256 count;
        uint256 openedAt;
        uint256 reward;
        bytes32 acc;
        uint256 limit;
    }

    /// Batches at the end of the tree that serve only leaving and refreshing.
    uint256 private constant RESERVED_BATCHES = 1 << 20;

    uint32 public immutable minBatchAge;

    Tail private _tail;
    uint256 public accountRoot = PublicVectors.EMPTY_ACCOUNT_ROOT;
    mapping(uint256 root => bool) private _knownRoots;
    mapping(uint256 nullifier => bool) private _spent;
    mapping(uint256 batch => bytes32) private _accs;
    mapping(uint256 batch => Closed) private _closed;

    constructor(uint32 minBatchAge_) {
        minBatchAge = minBatchAge_;
        _knownRoots[PublicVectors.EMPTY_ACCOUNT_ROOT] = true;
    }

    function closeBatch() external {
        Cursor memory cursor = _beginAppend(true);
        if (cursor.count == 0) revert BatchEmpty(cursor.openBatch);
        uint256 closableAt = cursor.openedAt + minBatchAge;
        if (block.timestamp < closableAt) revert BatchTooYoung(cursor.openBatch, closableAt);
        _close(cursor);
        _endAppend(cursor);
    }

    function isKnownRoot(uint256 root) public view returns (bool) {
        return _knownRoots[root];
    }

    function isSpent(uint256 nullifier) public view returns (bool) {
        return _spent[nullifier];
    }

    function queue() external view returns (uint256 openBatch, uint256 nextInsert) {
        return (_tail.openBatch, _tail.nextInsert);
    }

    function batch(uint256 index) external view returns (BatchState memory state) {
        Tail memory tail = _tail;
        state.acc = _accs[index];
        if (index == tail.openBatch) {
            (state.count, state.openedAt, state.reward) = (tail.count, tail.openedAt, tail.reward);
        } else {
            Closed memory closed = _closed[index];
            (state.count, state.reward) = (closed.count, closed.reward);
            state.closed = index < tail.openBatch;
            state.inserted = index < tail.nextInsert;
        }
    }

    /// Batches the tree holds. A test's tree holds fewer.
    function _capacity() internal view virtual returns (uint256) {
        return PublicVectors.BATCHES;
    }

    /// Batches kept back for leaving and refreshing.
    function _reserved() internal view virtual returns (uint256) {
        return RESERVED_BATCHES;
    }

    function _requireUnspent(uint256 nullifier) internal view {
        if (_spent[nullifier]) revert NullifierSpent(nullifier);
    }

    function _requireKnownRoot(uint256 root) internal view {
        if (!_knownRoots[root]) revert UnknownAccountRoot(root);
    }

    /// @param leaving the action may use the reserved end of the tree
    function _beginAppend(bool leaving) internal view returns (Cursor memory cursor) {
        Tail memory tail = _tail;
        cursor.openBatch = tail.openBatch;
        cursor.nextInsert = tail.nextInsert;
        cursor.count = tail.count;
        cursor.openedAt = tail.openedAt;
        cursor.reward = tail.reward;
        cursor.limit = leaving ? _capacity() : _capacity() - _reserved();
        if (tail.count > 0) cursor.acc = _accs[tail.openBatch];
    }

    /// Spends a state and queues the next one. The caller has checked that the state is unspent.
    function _append(
        Cursor memory cursor,
        uint256 nullifier,
        uint256 account,
        uint256[8] calldata record,
        uint256 reward
    ) internal {
        uint256 index = cursor.openBatch;
        uint256 count = cursor.count;
        if (index >= cursor.limit) {
            if (index >= _capacity()) revert TreeFull(index);
            revert TreeReserved(index);
        }
        _spent[nullifier] = true;
        // Nothing wraps: index < 2^27, count < 64, reward < 64 · 2^112.
        unchecked {
            emit AccountQueued(index * PublicVectors.BATCH_SIZE + count, nullifier, account, record);
            if (count == 0) cursor.openedAt = block.timestamp;
            cursor.acc = Folding.extend(cursor.acc, account, record);
            cursor.reward += reward;
            cursor.count = count + 1;
        }
        if (cursor.count == PublicVectors.BATCH_SIZE) _close(cursor);
    }

    function _endAppend(Cursor memory cursor) internal {
        if (cursor.count > 0) _accs[cursor.openBatch] = cursor.acc;
        _tail = Tail({
            openBatch: uint32(cursor.openBatch),
            nextInsert: uint32(cursor.nextInsert),
            count: uint8(cursor.count),
            openedAt: uint40(cursor.openedAt),
            reward: uint120(cursor.reward)
        });
    }

    /// Checks that the submission brings the next closed batch, leaf by leaf and record by record.
    function _checkBatch(InsertSubmission calldata submission) internal view {
        Tail memory tail = _tail;
        if (submission.batch != tail.nextInsert) revert WrongBatch(tail.nextInsert, submission.batch);
        if (submission.batch >= tail.openBatch) revert BatchNotClosed(submission.batch);
        uint256 count = _closed[submission.batch].count;
        if (submission.leaves.length != count || submission.recordHashes.length != count) {
            revert WrongLeafCount(count, submission.leaves.length, submission.recordHashes.length);
        }
        bytes32 acc = Folding.chain(submission.leaves, submission.recordHashes);
        if (acc != _accs[submission.batch]) revert QueueMismatch(submission.batch);
    }

    /// Makes `newRoot` the account root; every older one stays good. Returns the batch's reward.
    function _advanceRoot(uint256 index, uint256 newRoot) internal returns (uint256 reward) {
        _tail.nextInsert = uint32(index + 1);
        accountRoot = newRoot;
        _knownRoots[newRoot] = true;
        emit BatchInserted(index, newRoot, msg.sender);
        return _closed[index].reward;
    }

    function _close(Cursor memory cursor) private {
        uint256 index = cursor.openBatch;
        _accs[index] = cursor.acc;
        _closed[index] = Closed(uint8(cursor.count), uint120(cursor.reward));
        emit BatchClosed(index, cursor.count);
        cursor.openBatch = index + 1;
        (cursor.count, cursor.openedAt, cursor.reward, cursor.acc) = (0, 0, 0, 0);
    }
}
