// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccountQueue} from './IAccountQueue.sol';
import {ICustody} from './ICustody.sol';
import {IPolicyBook} from './IPolicyBook.sol';
import {IPriceFeed} from './IPriceFeed.sol';
import {IRegistry} from './IRegistry.sol';
import {IVerifier} from './IVerifier.sol';

/// @title The statements that change hidden accounts
/// @notice In every submission: `proof` in EVM order (see IVerifier.Claim); `h` the hash of the public vector; `day` the
/// UTC day number, today or, until ten minutes after midnight, yesterday; `record` = tag, siv, c0 … c5. The contract
/// writes what circuits.json calls "by contract" into the vector itself; a submission cannot.
/// Every function here reverts with NotInField when h or a value of the vector is at or above the field's order, with
/// DayNotCurrent on another day, NullifierSpent on a spent state, InvalidProof when the proof does not hold for the
/// vector the contract built (settle differs: see there).
interface IVenue is IAccountQueue, ICustody, IPolicyBook {
    /// What a deployment fixes for ever, but for owner, guardian and the first policy.
    /// @param owner           governance, meant to be a timelock
    /// @param guardian        may pause; zero: nobody
    /// @param maxFee          bound on the policy's fee, below 2^112
    /// @param minBatchAge     seconds before an incomplete batch may be closed, 1 to 86400
    /// @param outflowWindow   seconds, 1 hour to 30 days
    /// @param outflowShareBps share of custody that may leave at once per window, 1 to 10000
    /// @param exitDelay       seconds a payout above that waits, at least 1 hour
    /// @param pausedExitDelay seconds it waits while paused, at least exitDelay, at most 30 days
    /// @param firstPolicy     policy 1
    struct Config {
        address owner;
        address guardian;
        uint120 maxFee;
        uint32 minBatchAge;
        uint32 outflowWindow;
        uint16 outflowShareBps;
        uint32 exitDelay;
        uint32 pausedExitDelay;
        Policy firstPolicy;
    }

    struct OpenSubmission {
        uint256[8] proof;
        uint256 h;
        uint32 day;
        uint32 policyId;
        uint256 nullifier;
        uint256 account;
        uint256 credentialRoot;
        uint256[8] record;
    }

    struct DepositSubmission {
        uint256[8] proof;
        uint256 h;
        uint32 day;
        uint32 policyId;
        uint256 nullifier;
        uint256 account;
        uint256 accountRoot;
        uint256 credentialRoot;
        uint8 asset;
        uint256 amount;
        uint256[8] record;
    }

    /// @param amount           leaves the hidden balance; relayerFee is part of it. May be 0 (new exit authority)
    /// @param recipient        gets amount − relayerFee
    /// @param relayer          gets relayerFee; zero: whoever submits
    /// @param exitAuthority    the leaf's; zero: none, no signature needed
    /// @param newExitAuthority the next leaf's
    struct WithdrawSubmission {
        uint256[8] proof;
        uint256 h;
        uint32 day;
        uint256 nullifier;
        uint256 account;
        uint256 accountRoot;
        uint8 asset;
        uint256 amount;
        address recipient;
        address relayer;
        uint256 relayerFee;
        address exitAuthority;
        address newExitAuthority;
        uint256[8] record;
    }

    /// The exit authority's consent (EIP-712, domain "Sotto Venue", version "1"):
    /// `ExitAuthorization(address exitAuthority,uint8 asset,address token,uint256 amount,address recipient,address relayer,uint256 relayerFee,address newExitAuthority,uint256 nonce,uint40 expiry)`.
    /// It names no state and no day: whoever stole the account's secret could refresh those away.
    /// Ignored (send zeros) when the leaf has no exit authority.
    /// @param nonce     any number the authority has not used before
    /// @param expiry    last second in which it is valid
    /// @param signature of a key (65 bytes) or of an ERC-1271 contract
    struct ExitAuthorization {
        uint256 nonce;
        uint40 expiry;
        bytes signature;
    }

    /// @param fee         0, or the current policy's fee
    /// @param beneficiary to whom the fee is owed; zero: the sender
    struct RefreshSubmission {
        uint256[8] proof;
        uint256 h;
        uint32 day;
        uint256 nullifier;
        uint256 account;
        uint256 accountRoot;
        uint256 fee;
        address beneficiary;
        uint256[8] record;
    }

    /// One side of a trade.
    /// @param side        0 the maker's, 1 the taker's
    /// @param deadline    minutes since 1970; valid while block.timestamp ≤ deadline·60
    /// @param beneficiary to whom this half's fee is owed; zero: the sender
    struct Half {
        uint256[8] proof;
        uint256 h;
        uint32 day;
        uint32 policyId;
        uint32 snapshotId;
        uint8 side;
        uint40 deadline;
        address beneficiary;
        uint256 nullifier;
        uint256 account;
        uint256 accountRoot;
        uint256 credentialRoot;
        uint256 tradeHash;
        uint256[8] record;
    }

    /// Why settle left a trade out, in the order the reasons are looked for.
    enum SkipReason {
        SidesNotOpposite,
        TradeHashesDiffer,
        DeadlinesDiffer,
        SnapshotsDiffer,
        PolicyNotCurrent,
        DayNotCurrent,
        DeadlinePassed,
        SnapshotUnknown,
        SnapshotStale,
        AccountRootUnknown,
        CredentialRootNotCurrent,
        NullifierSpent
    }

    event Opened(uint256 nullifier);
    event Deposited(uint256 nullifier, uint8 indexed asset, uint256 amount, address indexed from);
    /// `exitId`: the delayed exit that pays it; 0: paid at once.
    event Withdrawn(
        uint256 nullifier,
        uint8 indexed asset,
        uint256 amount,
        address indexed recipient,
        address relayer,
        uint256 relayerFee,
        address indexed exitAuthority,
        address newExitAuthority,
        uint256 exitId
    );
    event Refreshed(uint256 nullifier, uint256 fee, address beneficiary);
    event TradeSettled(uint256 indexed tradeHash, uint32 snapshotId, uint32 policyId);
    /// settle left out the pair whose first half names `tradeHash`. Unauthenticated: what is left out is never proven, so
    /// anybody can make this appear for any hash. It says something only in the receipt of one's own call.
    event TradeSkipped(uint256 indexed tradeHash, SkipReason reason);

    /// A value at or above the field's order.
    error NotInField(uint256 value);
    /// The proof does not hold. In settle and insert too it undoes the whole call.
    error InvalidProof();
    /// `day` is neither today nor, within the grace, yesterday.
    error DayNotCurrent(uint32 day, uint256 today);
    /// The credential root is unknown or older than the last tightening.
    error CredentialRootNotCurrent(uint256 root);
    /// A refresh pays nothing or the current policy's fee.
    error WrongFee(uint256 fee, uint256 policyFee);
    /// The relayer's part is more than the amount.
    error RelayerFeeTooHigh(uint256 relayerFee, uint256 amount);
    /// Tokens can be paid neither to nobody nor to the venue.
    error BadRecipient(address recipient);
    /// The exit authorization was good until `expiry` (seconds).
    error AuthorizationExpired(uint40 expiry);
    /// The exit authority used this nonce before.
    error NonceUsed(address authority, uint256 nonce);
    /// The signature is not the exit authority's over this withdrawal, chain and venue.
    error BadExitSignature(address authority);
    /// settle takes pairs: maker's half, taker's half.
    error OddNumberOfHalves(uint256 count);

    /// Opens a desk's account. Also reverts with VenuePaused, PolicyNotCurrent, CredentialRootNotCurrent, TreeReserved.
    function open(OpenSubmission calldata submission) external;

    /// Takes `amount` of the asset from the sender into a hidden account; the proof names the sender, so that nobody else
    /// can use it up. Also reverts with VenuePaused,
    /// PolicyNotCurrent, UnknownAccountRoot, CredentialRootNotCurrent, UnknownAsset, BadAmount (0 or ≥ 2^120),
    /// DepositMismatch when the token moves another amount, CustodyCap, TreeReserved.
    function deposit(DepositSubmission calldata submission) external;

    /// Pays out of a hidden account, at once or, above the outflow limit, as a delayed exit. Never paused.
    /// Also reverts with UnknownAccountRoot, UnknownAsset, BadAmount (≥ 2^120), RelayerFeeTooHigh, BadRecipient, and, if
    /// the leaf has an exit authority, AuthorizationExpired, NonceUsed, BadExitSignature; TreeFull.
    function withdraw(WithdrawSubmission calldata submission, ExitAuthorization calldata authorization) external;

    /// Moves an account to a fresh state: whatever was promised on the old one is void. Never paused.
    /// Also reverts with UnknownAccountRoot, WrongFee, TreeFull.
    function refresh(RefreshSubmission calldata submission) external;

    /// Settles trades: halves 2i and 2i+1 are one. A trade that has become impossible is left out with TradeSkipped and
    /// harms no other; the rest is verified in one pairing check, and one invalid proof reverts the whole call.
    /// Reverts with VenuePaused, OddNumberOfHalves, NotInField (no honest half has such a value), InvalidProof,
    /// TreeReserved.
    function settle(Half[] calldata halves) external;

    /// Whether the authority has used the nonce.
    function isNonceUsed(address authority, uint256 nonce) external view returns (bool);

    /// Digest that an exit authority signs.
    function exitAuthorizationDigest(
        WithdrawSubmission calldata submission,
        uint256 nonce,
        uint40 expiry
    ) external view returns (bytes32);

    function registry() external view returns (IRegistry);
    function priceFeed() external view returns (IPriceFeed);
    function verifier() external view returns (IVerifier);
}
