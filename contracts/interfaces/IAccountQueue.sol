// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title New account states: spent nullifiers, the queue of leaves, the account tree's roots
/// @notice Leaves wait in batches of 64. A batch keeps a running hash acc = keccak256(acc ‖ leaf ‖ keccak256(record)),
/// from 0, for ever, so that a node that withholds a leaf or a record is found out by anyone who reads state. Leaf i of
/// batch b has position b·64 + i in the tree; what an early closed batch lacks stays 0.
interface IAccountQueue {
    /// @param proof        of `insert`
    /// @param h            hash of the public vector
    /// @param batch        the next batch to insert
    /// @param newRoot      root of the account tree with the batch in it
    /// @param leaves       the batch's leaves in queue order, without padding
    /// @param recordHashes keccak256 of each leaf's eight record words
    struct InsertSubmission {
        uint256[8] proof;
        uint256 h;
        uint256 batch;
        uint256 newRoot;
        uint256[] leaves;
        bytes32[] recordHashes;
    }

    /// A batch of the queue.
    /// @param acc      running hash over leaves and record hashes
    /// @param count    leaves in it
    /// @param openedAt time its first leaf came, in seconds; 0 once closed
    /// @param reward   fee asset owed to whoever inserts it
    /// @param closed   takes no more leaves
    /// @param inserted is in the tree
    struct BatchState {
        bytes32 acc;
        uint8 count;
        uint40 openedAt;
        uint120 reward;
        bool closed;
        bool inserted;
    }

    /// The one event of every account update: spent nullifier, new leaf, its position, the record (tag, siv, c0 … c5).
    event AccountQueued(uint256 position, uint256 nullifier, uint256 account, uint256[8] record);
    /// The batch takes no more leaves and may be inserted.
    event BatchClosed(uint256 indexed batch, uint256 count);
    /// The batch is in the tree.
    event BatchInserted(uint256 indexed batch, uint256 newRoot, address indexed inserter);

    /// The state was spent before.
    error NullifierSpent(uint256 nullifier);
    /// Never was a root of the account tree.
    error UnknownAccountRoot(uint256 root);
    /// The rest of the tree serves `withdraw` and `refresh` only.
    error TreeReserved(uint256 batch);
    /// The tree has no place left.
    error TreeFull(uint256 batch);
    /// The open batch has no leaf.
    error BatchEmpty(uint256 batch);
    /// The open batch may not be closed before `closableAt` (seconds).
    error BatchTooYoung(uint256 batch, uint256 closableAt);
    /// Batches are inserted in order.
    error WrongBatch(uint256 expected, uint256 batch);
    /// The batch is still open.
    error BatchNotClosed(uint256 batch);
    /// The submission does not bring exactly the batch's leaves and record hashes.
    error WrongLeafCount(uint256 expected, uint256 leaves, uint256 recordHashes);
    /// Leaves and record hashes are not those of the queue.
    error QueueMismatch(uint256 batch);

    /// Closes the open batch before it is full. Anyone, once it is minBatchAge seconds old.
    /// Reverts with BatchEmpty when it has no leaf, with BatchTooYoung when it is younger.
    function closeBatch() external;

    /// Appends the next closed batch to the tree. Anyone; the batch's reward is owed to the sender.
    /// Reverts with WrongBatch when it is not the next, BatchNotClosed when it is still open, WrongLeafCount or
    /// QueueMismatch when leaves or record hashes are not the queue's, NotInField when newRoot or h is too large,
    /// InvalidProof when the proof does not hold.
    function insert(InsertSubmission calldata submission) external;

    /// Current root of the account tree.
    function accountRoot() external view returns (uint256);

    /// Whether this is or ever was a root of the account tree.
    function isKnownRoot(uint256 root) external view returns (bool);

    /// Whether the nullifier was spent.
    function isSpent(uint256 nullifier) external view returns (bool);

    /// The batch that takes leaves now, and the one to insert next.
    function queue() external view returns (uint256 openBatch, uint256 nextInsert);

    /// State of a batch.
    function batch(uint256 index) external view returns (BatchState memory);

    /// Seconds before an incomplete batch may be closed.
    function minBatchAge() external view returns (uint32);
}
