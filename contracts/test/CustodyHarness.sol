// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from '@openzeppelin/contracts/access/Ownable.sol';
import {Custody} from '../Custody.sol';
import {IVenue} from '../interfaces/IVenue.sol';

/// @title Tests only: custody without proofs
contract CustodyHarness is Custody {
    constructor(
        address[] memory tokens,
        IVenue.Config memory config
    ) Ownable(config.owner) Custody(tokens, config) {}

    function take(uint256 asset, uint256 amount) external {
        _take(asset, amount);
    }

    function pay(uint256 asset, address recipient, uint256 amount) external returns (uint256 exitId) {
        return _pay(Payout(asset, recipient, amount, address(0), 0));
    }

    function owe(address beneficiary, uint256 amount) external {
        _owe(beneficiary, amount);
    }

    function _isPaused() internal pure override returns (bool) {
        return false;
    }
}
