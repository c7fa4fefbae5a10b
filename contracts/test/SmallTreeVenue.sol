// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Venue} from '../Venue.sol';
import {IPriceFeed} from '../interfaces/IPriceFeed.sol';
import {IRegistry} from '../interfaces/IRegistry.sol';
import {IVerifier} from '../interfaces/IVerifier.sol';

/// @title Tests only: a venue whose tree holds two batches, the second kept back for leaving and refreshing
contract SmallTreeVenue is Venue {
    constructor(
        IRegistry registry_,
        IPriceFeed priceFeed_,
        IVerifier verifier_,
        address[] memory assets,
        Config memory config
    ) Venue(registry_, priceFeed_, verifier_, assets, config) {}

    function _capacity() internal pure override returns (uint256) {
        return 2;
    }

    function _reserved() internal pure override returns (uint256) {
        return 1;
    }
}
