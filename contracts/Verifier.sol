// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BatchVerifier} from './BatchVerifier.sol';
import {VerifyingKeys} from './generated/VerifyingKeys.sol';

/// @title The verifier of the statements in circuits.json, with keys that are constants of its code
contract Verifier is BatchVerifier {
    uint256 private constant HARDHAT_CHAIN = 31337;
    uint256 private constant GANACHE_CHAIN = 1337;

    /// Reverts with DevelopmentKeys where the keys are from a public seed and the chain is not a local one.
    constructor() {
        bool local = block.chainid == HARDHAT_CHAIN || block.chainid == GANACHE_CHAIN;
        if (VerifyingKeys.DEVELOPMENT && !local) revert DevelopmentKeys(block.chainid);
    }

    function _circuits() internal pure override returns (uint256) {
        return VerifyingKeys.CIRCUITS;
    }

    function _alpha() internal pure override returns (uint256 x, uint256 y) {
        return (VerifyingKeys.ALPHA_X, VerifyingKeys.ALPHA_Y);
    }

    function _negBeta() internal pure override returns (uint256 x1, uint256 x0, uint256 y1, uint256 y0) {
        x1 = VerifyingKeys.NEG_BETA_X1;
        x0 = VerifyingKeys.NEG_BETA_X0;
        y1 = VerifyingKeys.NEG_BETA_Y1;
        y0 = VerifyingKeys.NEG_BETA_Y0;
    }

    function _negGamma() internal pure override returns (uint256 x1, uint256 x0, uint256 y1, uint256 y0) {
        x1 = VerifyingKeys.NEG_GAMMA_X1;
        x0 = VerifyingKeys.NEG_GAMMA_X0;
        y1 = VerifyingKeys.NEG_GAMMA_Y1;
        y0 = VerifyingKeys.NEG_GAMMA_Y0;
    }

    function _negDelta(
        uint256 circuit
    ) internal pure override returns (uint256 x1, uint256 x0, uint256 y1, uint256 y0) {
        return VerifyingKeys.negDelta(circuit);
    }

    function _ic(uint256 circuit) internal pure override returns (uint256[8] memory) {
        return VerifyingKeys.ic(circuit);
    }
}
