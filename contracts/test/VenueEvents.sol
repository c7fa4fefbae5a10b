// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from '@openzeppelin/contracts/utils/cryptography/EIP712.sol';
import {IAccountQueue} from '../interfaces/IAccountQueue.sol';
import {IPolicyBook} from '../interfaces/IPolicyBook.sol';
import {IVenue} from '../interfaces/IVenue.sol';

/// @title Local chains only: shows clients a venue with as many leaves as one likes, without a single proof
/// @notice Emits what a venue emits, in bulk, and answers what clients check. Only whole batches, all of them inserted.
contract VenueEvents is EIP712 {
    uint256 private constant FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617;
    uint256 private constant BATCH_SIZE = 64;

    address public immutable registry;
    address public immutable priceFeed;
    uint256 public accountRoot;
    uint256 public positions;
    uint256 public inserted;
    uint32 public constant currentPolicyId = 1;
    uint256 public constant assetCount = 0;
    bool public constant paused = false;

    constructor(address registry_, address priceFeed_, IPolicyBook.Policy memory policy) EIP712('Sotto Venue', '1') {
        registry = registry_;
        priceFeed = priceFeed_;
        emit IPolicyBook.PolicySet(1, policy);
    }


    /// Appends made-up updates of strangers: word i of update p is keccak256(p ‖ i) in the field.
    function queueStrangers(uint256 count) external {
        uint256[8] memory record;
        for (uint256 i = 0; i < count; ++i) {
            uint256 position = positions;
            for (uint256 j = 0; j < 8; ++j) record[j] = wordOf(position, 2 + j);
            _queue(wordOf(position, 0), wordOf(position, 1), record);
        }
    }

    /// Appends one update.
    function queueOne(uint256 nullifier, uint256 account, uint256[8] calldata record) external {
        _queue(nullifier, account, record);
    }

    /// Emits the insertion of `count` batches; only the last root is kept, and is the client's to check.
    function insertBatches(uint256 count, uint256 lastRoot) external {
        for (uint256 i = 0; i < count; ++i) {
            uint256 batch_ = inserted++;
            bool last = i + 1 == count;
            emit IAccountQueue.BatchInserted(batch_, last ? lastRoot : wordOf(batch_, 99), msg.sender);
        }
        accountRoot = lastRoot;
    }

    function queue() external view returns (uint256, uint256) {
        return (positions / BATCH_SIZE, inserted);
    }

    function batch(uint256) external pure returns (IAccountQueue.BatchState memory state) {}

    function wordOf(uint256 position, uint256 index) public pure returns (uint256) {
        return uint256(keccak256(abi.encode(position, index))) % FIELD;
    }

    function _queue(uint256 nullifier, uint256 account, uint256[8] memory record) private {
        uint256 position = positions++;
        emit IAccountQueue.AccountQueued(position, nullifier, account, record);
        if (position % 2 == 1) emit IVenue.TradeSettled(wordOf(position, 98), 1, 1);
        if (position % BATCH_SIZE == BATCH_SIZE - 1) {
            emit IAccountQueue.BatchClosed(position / BATCH_SIZE, BATCH_SIZE);
        }
    }
}
