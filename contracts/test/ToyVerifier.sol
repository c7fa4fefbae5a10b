// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BatchVerifier} from '../BatchVerifier.sol';

/// @title Tests only: the batch verifier with keys that a test gives it
contract ToyVerifier is BatchVerifier {
    struct Keys {
        uint256[2] alpha;
        uint256[4] negBeta;
        uint256[4] negGamma;
        uint256[4][] negDeltas;
        uint256[8][] ics;
    }

    Keys private _keys;

    constructor(Keys memory keys) {
        _keys = keys;
    }

    function _circuits() internal view override returns (uint256) {
        return _keys.ics.length;
    }

    function _alpha() internal view override returns (uint256 x, uint256 y) {
        return (_keys.alpha[0], _keys.alpha[1]);
    }

    function _negBeta() internal view override returns (uint256 x1, uint256 x0, uint256 y1, uint256 y0) {
        return _spread(_keys.negBeta);
    }

    function _negGamma() internal view override returns (uint256 x1, uint256 x0, uint256 y1, uint256 y0) {
        return _spread(_keys.negGamma);
    }

    function _negDelta(
        uint256 circuit
    ) internal view override returns (uint256 x1, uint256 x0, uint256 y1, uint256 y0) {
        return _spread(_keys.negDeltas[circuit]);
    }

    function _ic(uint256 circuit) internal view override returns (uint256[8] memory) {
        return _keys.ics[circuit];
    }

    function _spread(
        uint256[4] storage point
    ) private view returns (uint256 x1, uint256 x0, uint256 y1, uint256 y0) {
        return (point[0], point[1], point[2], point[3]);
    }
}
