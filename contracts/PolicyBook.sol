// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable2Step} from '@openzeppelin/contracts/access/Ownable2Step.sol';
import {IPolicyBook} from './interfaces/IPolicyBook.sol';

/// @title Policies, guardian, pause
abstract contract PolicyBook is IPolicyBook, Ownable2Step {
    uint256 internal constant MAX_FEE_BOUND = 1 << 112;
    uint256 internal constant MIN_COLLAR_BPS = 10;
    uint256 internal constant MAX_COLLAR_BPS = 2000;
    uint256 internal constant MIN_PRICE_AGE = 60;
    uint256 internal constant MAX_PRICE_AGE = 6 hours;
    uint256 internal constant MAX_INSERTER_SHARE_BPS = 5000;

    uint120 public immutable maxFee;

    address public guardian;
    bool public paused;
    uint32 public currentPolicyId;
    mapping(uint32 id => Policy) private _policies;

    modifier whenNotPaused() {
        if (paused) revert VenuePaused();
        _;
    }

    constructor(uint120 maxFee_, address guardian_, Policy memory firstPolicy) {
        // Sums of 64 fees must fit where a batch's reward is kept.
        if (maxFee_ >= MAX_FEE_BOUND) revert PolicyOutOfBounds('maxFee', maxFee_);
        maxFee = maxFee_;
        guardian = guardian_;
        emit GuardianSet(guardian_);
        _addPolicy(firstPolicy, maxFee_);
    }

    function setPolicy(Policy calldata newPolicy) external onlyOwner returns (uint32 id) {
        return _addPolicy(newPolicy, maxFee);
    }

    function setGuardian(address newGuardian) external onlyOwner {
        guardian = newGuardian;
        emit GuardianSet(newGuardian);
    }

    function pause() external {
        if (msg.sender != guardian) revert NotGuardian(msg.sender);
        paused = true;
        emit Paused(msg.sender);
    }

    function unpause() external {
        if (msg.sender != guardian && msg.sender != owner()) revert NotGuardian(msg.sender);
        paused = false;
        emit Unpaused(msg.sender);
    }

    function policy(uint32 id) external view returns (Policy memory) {
        return _policies[id];
    }

    function _currentPolicy() internal view returns (uint32 id, Policy memory current) {
        id = currentPolicyId;
        current = _policies[id];
    }

    /// The current policy, for a proof that was made for `policyId`.
    function _policyFor(uint32 policyId) internal view returns (Policy memory current) {
        uint32 id;
        (id, current) = _currentPolicy();
        if (policyId != id) revert PolicyNotCurrent(policyId, id);
    }

    function _addPolicy(Policy memory p, uint256 feeBound) private returns (uint32 id) {
        if (p.fee > feeBound) revert PolicyOutOfBounds('fee', p.fee);
        if (p.collarBps < MIN_COLLAR_BPS || p.collarBps > MAX_COLLAR_BPS) {
            revert PolicyOutOfBounds('collarBps', p.collarBps);
        }
        if (p.maxPriceAge < MIN_PRICE_AGE || p.maxPriceAge > MAX_PRICE_AGE) {
            revert PolicyOutOfBounds('maxPriceAge', p.maxPriceAge);
        }
        if (p.inserterShareBps > MAX_INSERTER_SHARE_BPS) {
            revert PolicyOutOfBounds('inserterShareBps', p.inserterShareBps);
        }
        id = ++currentPolicyId;
        _policies[id] = p;
        emit PolicySet(id, p);
    }
}
