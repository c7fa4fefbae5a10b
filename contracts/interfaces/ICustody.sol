// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The tokens: books, outflow limit, delayed exits, fees owed
/// @notice `custody` is what the venue's books say, never a token balance: tokens sent without a deposit change nothing
/// and belong to nobody. Tokens whose balances change by themselves (rebasing) must not be listed.
/// Net outflow of an asset that is paid at once stays, in every rolling window, within a share of the asset's custody
/// at the window's start; a payout that would exceed it waits. It is never refused and nobody can cancel it.
interface ICustody {
    /// A payout that waits.
    /// @param asset      slot
    /// @param createdAt  seconds
    /// @param recipient  gets `toRecipient`
    /// @param relayer    gets `toRelayer`
    /// @param toRecipient base units still to be paid to the recipient
    /// @param toRelayer   base units still to be paid to the relayer
    struct DelayedExit {
        uint8 asset;
        uint40 createdAt;
        address recipient;
        address relayer;
        uint120 toRecipient;
        uint120 toRelayer;
    }

    /// What the venue knows of an asset.
    /// @param token     ERC-20
    /// @param custody   base units on the books
    /// @param level     net outflow that still counts against the limit
    /// @param updatedAt time of `level`, seconds
    struct Book {
        address token;
        uint40 updatedAt;
        uint120 custody;
        uint120 level;
    }

    event AssetAdded(uint8 indexed asset, address indexed token);
    /// The payout waits; see claimExit.
    event ExitDelayed(
        uint256 indexed id,
        uint8 asset,
        address indexed recipient,
        uint256 toRecipient,
        address relayer,
        uint256 toRelayer
    );
    /// These parts of a delayed exit were paid now. A part whose transfer failed stays claimable.
    event ExitPaid(uint256 indexed id, uint256 toRecipient, uint256 toRelayer);
    /// The venue owes `amount` more of the fee asset to `beneficiary`.
    event FeesOwed(address indexed beneficiary, uint256 amount);
    /// Fees owed were paid, or became the delayed exit `exitId` (0: paid at once).
    event FeesClaimed(address indexed beneficiary, uint256 amount, uint256 exitId);

    /// No asset has this slot.
    error UnknownAsset(uint256 asset);
    /// All 16 slots are taken.
    error TooManyAssets();
    /// The token is zero, has no code or is listed already.
    error BadAsset(address token);
    /// An amount is zero where that makes no sense, or 2^120 or more.
    error BadAmount(uint256 amount);
    /// The token moved another amount than the proven one.
    error DepositMismatch(uint256 expected, uint256 received);
    /// Custody of an asset must stay below 2^120.
    error CustodyCap(uint256 asset, uint256 custody, uint256 amount);
    /// The books hold less than is to be paid out.
    error CustodyShort(uint256 asset, uint256 custody, uint256 amount);
    /// A constructor argument is outside its bounds.
    error BadConfig();
    /// No such exit, or all of it was paid.
    error UnknownExit(uint256 id);
    /// The exit can be claimed from `claimableAt` (seconds) on.
    error ExitNotDue(uint256 id, uint256 claimableAt);
    /// Neither part of the exit could be paid now.
    error PayoutFailed(uint256 id);
    /// Nothing is owed.
    error NothingOwed(address beneficiary);

    /// Pays a delayed exit that is due: exitDelay seconds after it was made, pausedExitDelay while paused. Anyone.
    /// The recipient's and the relayer's part are paid independently: one that fails stays claimable.
    /// Reverts with UnknownExit, ExitNotDue, or PayoutFailed when neither transfer succeeds.
    function claimExit(uint256 id) external;

    /// Pays what the venue owes to `beneficiary` in the fee asset, through the outflow limit. Anyone may send it.
    /// Reverts with NothingOwed when nothing is owed.
    function claimFees(address beneficiary) external;

    /// Lists a token in the next free slot. Owner only.
    /// Reverts with TooManyAssets when all slots are taken, BadAsset when it is zero, has no code or is listed.
    function addAsset(address token) external returns (uint8 asset);

    /// Listed assets; slot 0 is the fee asset.
    function assetCount() external view returns (uint256);

    /// Books of an asset; level as stored, see outflow for now. Reverts with UnknownAsset.
    function book(uint256 asset) external view returns (Book memory);

    /// Outflow that counts now, and the most that may count. Reverts with UnknownAsset.
    function outflow(uint256 asset) external view returns (uint256 level, uint256 capacity);

    /// A delayed exit; all zero when unknown or paid.
    function delayedExit(uint256 id) external view returns (DelayedExit memory);

    /// Id the next delayed exit will get. Ids run 1, 2, 3, …
    function nextExitId() external view returns (uint256);

    /// Base units of the fee asset owed to an address.
    function feesOwed(address beneficiary) external view returns (uint256);

    function outflowWindow() external view returns (uint32);
    function outflowShareBps() external view returns (uint16);
    function exitDelay() external view returns (uint32);
    function pausedExitDelay() external view returns (uint32);
}
