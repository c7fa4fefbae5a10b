// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable2Step} from '@openzeppelin/contracts/access/Ownable2Step.sol';
import {IERC20} from '@openzeppelin/contracts/token/ERC20/IERC20.sol';
import {SafeERC20} from '@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol';
import {ReentrancyGuardTransient} from '@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol';
import {ICustody} from './interfaces/ICustody.sol';
import {IVenue} from './interfaces/IVenue.sol';

/// @title Assets, books, outflow limit, delayed exits and fees
/// @notice The outflow limit is a leaky bucket of net outflow. A payout at once adds to its level and must not lift it
/// above capacity K = ½·share·custody; a deposit lowers it, not below 0; it leaks K in each window.
///
/// Claim: in any window of `outflowWindow` seconds, payouts at once minus deposits are at most share·(custody at the
/// window's start). Let C be custody, β = share/2, K = βC, and (u, t] a part of the window.
/// 1. level(t) − level(u) = payouts − (what deposits really took off) − leaked ≥ payouts − deposits − leaked.
///    Right after the last payout level ≤ K, the leak is at most max K over a window, and level(u) ≥ 0; so with C the
///    largest custody in (u, t], payouts − deposits ≤ 2·β·C.
/// 2. Let custody be largest at u, within the window that starts at s. Over (u, t] net outflow is at most 2β·C(u) by
///    1. Over (s, u] it is C(s) − C(u) minus delayed exits paid, so at most C(s) − C(u). Together at most
///    C(s) − (1 − 2β)·C(u) ≤ 2β·C(s), as C(u) ≥ C(s) and 2β = share ≤ 1.
/// Divisions round the leak and the capacity down, which only lowers the outflow. ∎
abstract contract Custody is ICustody, Ownable2Step, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// A payout: to the recipient, and for the relayer that submitted it.
    struct Payout {
        uint256 asset;
        address recipient;
        uint256 toRecipient;
        address relayer;
        uint256 toRelayer;
    }

    uint256 private constant MAX_ASSETS = 16;
    uint256 private constant FEE_ASSET = 0;
    uint256 internal constant AMOUNT_BOUND = 1 << 120;

    uint32 public immutable outflowWindow;
    uint16 public immutable outflowShareBps;
    uint32 public immutable exitDelay;
    uint32 public immutable pausedExitDelay;

    uint256 public assetCount;
    uint256 public nextExitId = 1;
    mapping(uint256 asset => Book) private _books;
    mapping(uint256 id => DelayedExit) private _exits;
    mapping(address beneficiary => uint256) public feesOwed;

    constructor(address[] memory tokens, IVenue.Config memory config) {
        bool windowOk = config.outflowWindow >= 1 hours && config.outflowWindow <= 30 days;
        bool shareOk = config.outflowShareBps >= 1 && config.outflowShareBps <= 10_000;
        // An exit that hardly waits would be outflow at once, past the limit.
        bool delayOk = config.exitDelay >= 1 hours && config.exitDelay <= config.pausedExitDelay;
        delayOk = delayOk && config.pausedExitDelay <= 30 days;
        if (!windowOk || !shareOk || !delayOk || tokens.length == 0) revert BadConfig();
        outflowWindow = config.outflowWindow;
        outflowShareBps = config.outflowShareBps;
        exitDelay = config.exitDelay;
        pausedExitDelay = config.pausedExitDelay;
        for (uint256 i = 0; i < tokens.length; ++i) _addAsset(tokens[i]);
    }

    function addAsset(address token) external onlyOwner returns (uint8 asset) {
        return _addAsset(token);
    }

    function claimExit(uint256 id) external nonReentrant {
        DelayedExit memory due = _exits[id];
        if (due.createdAt == 0) revert UnknownExit(id);
        uint256 claimableAt = uint256(due.createdAt) + (_isPaused() ? pausedExitDelay : exitDelay);
        if (block.timestamp < claimableAt) revert ExitNotDue(id, claimableAt);
        delete _exits[id];
        // Each part on its own: a token that refuses the relayer must not hold the recipient's money, nor the reverse.
        IERC20 token = IERC20(_books[due.asset].token);
        uint120 toRecipient = _tryPay(token, due.recipient, due.toRecipient) ? due.toRecipient : 0;
        uint120 toRelayer = _tryPay(token, due.relayer, due.toRelayer) ? due.toRelayer : 0;
        uint256 paid = uint256(toRecipient) + toRelayer;
        if (paid == 0) revert PayoutFailed(id);
        due.toRecipient -= toRecipient;
        due.toRelayer -= toRelayer;
        if (due.toRecipient > 0 || due.toRelayer > 0) _exits[id] = due;
        Book memory updated = _leakedBook(due.asset);
        _decrease(updated, due.asset, paid);
        _books[due.asset] = updated;
        emit ExitPaid(id, toRecipient, toRelayer);
    }

    function claimFees(address beneficiary) external nonReentrant {
        uint256 amount = feesOwed[beneficiary];
        if (amount == 0) revert NothingOwed(beneficiary);
        feesOwed[beneficiary] = 0;
        uint256 exitId = _pay(Payout(FEE_ASSET, beneficiary, amount, address(0), 0));
        emit FeesClaimed(beneficiary, amount, exitId);
    }

    function book(uint256 asset) external view returns (Book memory) {
        _requireAsset(asset);
        return _books[asset];
    }

    function outflow(uint256 asset) external view returns (uint256 level, uint256 capacity) {
        _requireAsset(asset);
        Book memory now_ = _leakedBook(asset);
        return (now_.level, _outflowCapacity(now_.custody));
    }

    function delayedExit(uint256 id) external view returns (DelayedExit memory) {
        return _exits[id];
    }

    /// The guardian's pause, kept elsewhere: delayed exits wait longer.
    function _isPaused() internal view virtual returns (bool);

    function _requireAsset(uint256 asset) internal view {
        if (asset >= assetCount) revert UnknownAsset(asset);
    }

    function _token(uint256 asset) internal view returns (address) {
        return _books[asset].token;
    }

    /// Takes exactly `amount` of a listed asset from the sender.
    function _take(uint256 asset, uint256 amount) internal {
        Book memory updated = _leakedBook(asset);
        if (uint256(updated.custody) + amount >= AMOUNT_BOUND) revert CustodyCap(asset, updated.custody, amount);
        updated.custody += uint120(amount);
        updated.level = updated.level > amount ? updated.level - uint120(amount) : 0;
        _books[asset] = updated;
        IERC20 token = IERC20(updated.token);
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = token.balanceOf(address(this)) - before;
        if (received != amount) revert DepositMismatch(amount, received);
    }

    /// Pays at once if the outflow limit allows all of it (returns 0), else makes a delayed exit (returns its id).
    function _pay(Payout memory payout) internal returns (uint256 exitId) {
        uint256 amount = payout.toRecipient + payout.toRelayer;
        if (amount == 0) return 0;
        if (amount >= AMOUNT_BOUND) revert BadAmount(amount);
        Book memory updated = _leakedBook(payout.asset);
        if (updated.level + amount > _outflowCapacity(updated.custody)) return _delay(payout);
        updated.level += uint120(amount);
        _decrease(updated, payout.asset, amount);
        _books[payout.asset] = updated;
        IERC20 token = IERC20(updated.token);
        if (payout.toRecipient > 0) token.safeTransfer(payout.recipient, payout.toRecipient);
        if (payout.toRelayer > 0) token.safeTransfer(payout.relayer, payout.toRelayer);
    }

    function _owe(address beneficiary, uint256 amount) internal {
        if (amount == 0) return;
        feesOwed[beneficiary] += amount;
        emit FeesOwed(beneficiary, amount);
    }

    function _delay(Payout memory payout) private returns (uint256 id) {
        id = nextExitId++;
        _exits[id] = DelayedExit({
            asset: uint8(payout.asset),
            createdAt: uint40(block.timestamp),
            recipient: payout.recipient,
            relayer: payout.relayer,
            toRecipient: uint120(payout.toRecipient),
            toRelayer: uint120(payout.toRelayer)
        });
        emit ExitDelayed(
            id,
            uint8(payout.asset),
            payout.recipient,
            payout.toRecipient,
            payout.relayer,
            payout.toRelayer
        );
    }

    /// The books with the level as of now.
    function _leakedBook(uint256 asset) private view returns (Book memory updated) {
        updated = _books[asset];
        uint256 elapsed = block.timestamp - updated.updatedAt;
        uint256 leaked = (_outflowCapacity(updated.custody) * elapsed) / outflowWindow;
        updated.level = leaked < updated.level ? updated.level - uint120(leaked) : 0;
        updated.updatedAt = uint40(block.timestamp);
    }

    function _outflowCapacity(uint256 custody) private view returns (uint256) {
        return (custody * outflowShareBps) / 20_000;
    }

    function _decrease(Book memory updated, uint256 asset, uint256 amount) private pure {
        if (amount > updated.custody) revert CustodyShort(asset, updated.custody, amount);
        updated.custody -= uint120(amount);
    }

    function _tryPay(IERC20 token, address to, uint256 amount) private returns (bool) {
        return amount > 0 && token.trySafeTransfer(to, amount);
    }

    function _addAsset(address token) private returns (uint8 asset) {
        uint256 count = assetCount;
        if (count >= MAX_ASSETS) revert TooManyAssets();
        if (token.code.length == 0) revert BadAsset(token);
        for (uint256 i = 0; i < count; ++i) {
            if (_books[i].token == token) revert BadAsset(token);
        }
        asset = uint8(count);
        assetCount = count + 1;
        _books[asset] = Book(token, uint40(block.timestamp), 0, 0);
        emit AssetAdded(asset, token);
    }
}
