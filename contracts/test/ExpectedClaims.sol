// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IVerifier} from '../interfaces/IVerifier.sol';

/// @title Tests only: accepts exactly the claims that the test worked out by itself
/// @notice A contract that builds another public vector than the test does gets a no.
contract ExpectedClaims is IVerifier {
    mapping(bytes32 => bool) public isExpected;

    function expect(Claim[] calldata claims) external {
        for (uint256 i = 0; i < claims.length; ++i) isExpected[keccak256(abi.encode(claims[i]))] = true;
    }

    function verify(Claim[] calldata claims) external view returns (bool) {
        if (claims.length == 0) revert NoClaims();
        for (uint256 i = 0; i < claims.length; ++i) {
            if (!isExpected[keccak256(abi.encode(claims[i]))]) return false;
        }
        return true;
    }
}
