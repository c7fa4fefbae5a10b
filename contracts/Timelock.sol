// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TimelockController} from '@openzeppelin/contracts/governance/TimelockController.sol';

/// @title Governance: the owner of registry, price feed and venue, slow and announced
/// @notice Nobody administers it from outside: its roles change only through itself, after the same delay.
contract Timelock is TimelockController {
    constructor(
        uint256 minDelay,
        address[] memory proposers,
        address[] memory executors
    ) TimelockController(minDelay, proposers, executors, address(0)) {}
}
