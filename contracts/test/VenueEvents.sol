// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from '@openzeppelin/contracts/utils/cryptography/EIP712.sol';
import {IAccountQueue} from '../interfaces/IAccountQueue.sol';
import {ICustody} from '../interfaces/ICustody.sol';
import {IPolicyBook} from '../interfaces/IPolicyBook.sol';
import {IVenue} from '../interfaces/IVenue.sol';

/// @title Local chains only: shows clients a venue without a single proof
/// @notice Emits what a venue emits, in bulk if wanted, and answers what clients check. Anybody may call anything.
contract VenueEvents is EIP712 {
    uint256 private constant FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617;
    uint256 private constant BATCH_SIZE = 64;

    address public immutable registry;
    address public immutable priceFeed;
    uint256 public accountRoot;
    uint32 public currentPolicyId;
    uint256 public assetCount;
    bool public paused;
    uint256 public leaves;
    uint256 private _openBatch;
    uint256 private _openCount;
    uint256 private _nextInsert;
    mapping(uint256 batch => bytes32) private _accs;
    mapping(uint256 batch => uint256) private _counts;

    constructor(
        address registry_,
        address priceFeed_,
        uint256 emptyRoot,
        IPolicyBook.Policy memory policy
    ) EIP712('Sotto Venue', '1') {
        registry = registry_;
        priceFeed = priceFeed_;
        accountRoot = emptyRoot;
        setPolicy(policy);
    }

    function setPolicy(IPolicyBook.Policy memory policy) public {
        emit IPolicyBook.PolicySet(++currentPolicyId, policy);
    }

    function setPaused(bool paused_) external {
        paused = paused_;
        if (paused_) emit IPolicyBook.Paused(msg.sender);
        else emit IPolicyBook.Unpaused(msg.sender);
    }

    function addAsset(address token) external {
        emit ICustody.AssetAdded(uint8(assetCount++), token);
    }

    /// Appends made-up updates of strangers: word i of the update with number n is keccak256(n ‖ i) in the field.
    function queueStrangers(uint256 count) external {
        uint256[8] memory record;
        for (uint256 i = 0; i < count; ++i) {
            uint256 number = leaves;
            for (uint256 j = 0; j < 8; ++j) record[j] = wordOf(number, 2 + j);
            _queue(wordOf(number, 0), wordOf(number, 1), record);
        }
    }

    /// Appends one update.
    function queueOne(uint256 nullifier, uint256 account, uint256[8] calldata record) external {
        _queue(nullifier, account, record);
    }

    function settleEvent(uint256 tradeHash, uint32 snapshotId, uint32 policyId) external {
        emit IVenue.TradeSettled(tradeHash, snapshotId, policyId);
    }

    function closeBatch() external {
        _close();
    }

    /// Emits the insertion of `count` batches; only the last root is the client's to check.
    function insertBatches(uint256 count, uint256 lastRoot) external {
        for (uint256 i = 0; i < count; ++i) {
            uint256 batch_ = _nextInsert++;
            uint256 root = i + 1 == count ? lastRoot : wordOf(batch_, 99);
            emit IAccountQueue.BatchInserted(batch_, root, msg.sender);
        }
        accountRoot = lastRoot;
    }

    function queue() external view returns (uint256, uint256) {
        return (_openBatch, _nextInsert);
    }

    function batch(uint256 index) external view returns (IAccountQueue.BatchState memory state) {
        state.acc = _accs[index];
        state.count = uint8(index == _openBatch ? _openCount : _counts[index]);
    }

    function wordOf(uint256 number, uint256 index) public pure returns (uint256) {
        return uint256(keccak256(abi.encode(number, index))) % FIELD;
    }

    function _queue(uint256 nullifier, uint256 account, uint256[8] memory record) private {
        emit IAccountQueue.AccountQueued(_openBatch * BATCH_SIZE + _openCount, nullifier, account, record);
        if (leaves % 2 == 1) emit IVenue.TradeSettled(wordOf(leaves, 98), 1, 1);
        bytes32 recordHash = keccak256(abi.encode(record));
        _accs[_openBatch] = keccak256(abi.encode(_accs[_openBatch], account, recordHash));
        ++leaves;
        if (++_openCount == BATCH_SIZE) _close();
    }

    function _close() private {
        emit IAccountQueue.BatchClosed(_openBatch, _openCount);
        _counts[_openBatch++] = _openCount;
        _openCount = 0;
    }
}
