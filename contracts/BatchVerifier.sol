// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IVerifier} from './interfaces/IVerifier.sol';
import {Bn254} from './libraries/Bn254.sol';
import {Folding} from './libraries/Folding.sol';

/// @title Groth16 for several circuits that share α, β and γ, any number of proofs in one pairing check
/// @notice docs/PROTOCOL.md, section 9. Each proof's equation is raised to a power nobody could choose: the challenges
/// come from a hash of everything, so a false equation is not hidden by another one. Where the keys come from is the
/// deriving contract's business.
abstract contract BatchVerifier is IVerifier {
    /// Sums over one circuit's claims, each weighted with its challenge.
    struct Sums {
        uint256 one;
        uint256 h;
        uint256 rho;
        uint256 y;
        Bn254.Point c;
    }

    /// The pairing's input as it grows.
    struct Pairs {
        uint256 start;
        uint256 count;
    }

    uint256 private constant CLAIM_BYTES = 384;

    function verify(Claim[] calldata claims) external view returns (bool) {
        if (claims.length == 0) revert NoClaims();
        uint256 circuits = _circuits();
        Sums[] memory sums = new Sums[](circuits);
        Pairs memory pairs = _allocate(claims.length + circuits + 2);
        if (!_addClaims(claims, sums, pairs)) return false;
        return _addKeys(sums, pairs) && Bn254.pairingIsOne(pairs.start, pairs.count);
    }

    function _circuits() internal view virtual returns (uint256);

    function _alpha() internal view virtual returns (uint256 x, uint256 y);

    /// Points of G2 come as x.c1, x.c0, y.c1, y.c0.
    function _negBeta() internal view virtual returns (uint256 x1, uint256 x0, uint256 y1, uint256 y0);

    function _negGamma() internal view virtual returns (uint256 x1, uint256 x0, uint256 y1, uint256 y0);

    function _negDelta(
        uint256 circuit
    ) internal view virtual returns (uint256 x1, uint256 x0, uint256 y1, uint256 y0);

    /// IC₀ … IC₃ as x, y, x, y, …
    function _ic(uint256 circuit) internal view virtual returns (uint256[8] memory);

    /// Pairs (rᵢAᵢ, Bᵢ), and the sums. False if a claim is malformed.
    function _addClaims(
        Claim[] calldata claims,
        Sums[] memory sums,
        Pairs memory pairs
    ) private view returns (bool) {
        bytes32 seed = _seed(claims);
        for (uint256 i = 0; i < claims.length; ++i) {
            Claim calldata claim = claims[i];
            if (claim.circuit >= sums.length) revert UnknownCircuit(claim.circuit);
            if (claim.h >= Folding.R || claim.rho >= Folding.R || claim.y >= Folding.R) return false;
            uint256 challenge = i == 0 ? 1 : _challenge(seed, i);
            Sums memory sum = sums[claim.circuit];
            sum.one = addmod(sum.one, challenge, Folding.R);
            sum.h = addmod(sum.h, mulmod(claim.h, challenge, Folding.R), Folding.R);
            sum.rho = addmod(sum.rho, mulmod(claim.rho, challenge, Folding.R), Folding.R);
            sum.y = addmod(sum.y, mulmod(claim.y, challenge, Folding.R), Folding.R);
            (bool done, uint256 x, uint256 y) = Bn254.mul(claim.proof[0], claim.proof[1], challenge);
            if (!done) return false;
            _push(pairs, x, y, claim.proof[2], claim.proof[3], claim.proof[4], claim.proof[5]);
            (done, x, y) = Bn254.mul(claim.proof[6], claim.proof[7], challenge);
            if (!done || !Bn254.addTo(sum.c, x, y)) return false;
        }
        return true;
    }

    /// Pairs with −β, −γ and each used circuit's −δ.
    function _addKeys(Sums[] memory sums, Pairs memory pairs) private view returns (bool) {
        uint256 total = 0;
        Bn254.Point memory inputs;
        for (uint256 circuit = 0; circuit < sums.length; ++circuit) {
            Sums memory sum = sums[circuit];
            if (sum.one == 0) continue;
            total = addmod(total, sum.one, Folding.R);
            if (!_addInputs(inputs, sum, _ic(circuit))) return false;
            (uint256 dx1, uint256 dx0, uint256 dy1, uint256 dy0) = _negDelta(circuit);
            _push(pairs, sum.c.x, sum.c.y, dx1, dx0, dy1, dy0);
        }
        (uint256 x, uint256 y) = _alpha();
        bool done;
        (done, x, y) = Bn254.mul(x, y, total);
        if (!done) return false;
        (uint256 x1, uint256 x0, uint256 y1, uint256 y0) = _negBeta();
        _push(pairs, x, y, x1, x0, y1, y0);
        (x1, x0, y1, y0) = _negGamma();
        _push(pairs, inputs.x, inputs.y, x1, x0, y1, y0);
        return true;
    }

    /// inputs += Σ rᵢLᵢ of one circuit.
    function _addInputs(
        Bn254.Point memory inputs,
        Sums memory sum,
        uint256[8] memory ic
    ) private view returns (bool) {
        return
            _addMul(inputs, ic[0], ic[1], sum.one) &&
            _addMul(inputs, ic[2], ic[3], sum.h) &&
            _addMul(inputs, ic[4], ic[5], sum.rho) &&
            _addMul(inputs, ic[6], ic[7], sum.y);
    }

    function _addMul(Bn254.Point memory sum, uint256 x, uint256 y, uint256 scalar) private view returns (bool) {
        bool done;
        (done, x, y) = Bn254.mul(x, y, scalar);
        return done && Bn254.addTo(sum, x, y);
    }

    /// keccak256(chain id ‖ this contract ‖ all claims), in 32-byte words.
    function _seed(Claim[] calldata claims) private view returns (bytes32 seed) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            let size := mul(claims.length, CLAIM_BYTES)
            mstore(free, chainid())
            mstore(add(free, 32), address())
            calldatacopy(add(free, 64), claims.offset, size)
            seed := keccak256(free, add(size, 64))
        }
    }

    function _challenge(bytes32 seed, uint256 index) private pure returns (uint256 challenge) {
        assembly ("memory-safe") {
            mstore(0, seed)
            mstore(32, index)
            challenge := and(keccak256(0, 64), 0xffffffffffffffffffffffffffffffff)
        }
    }

    function _allocate(uint256 room) private pure returns (Pairs memory pairs) {
        assembly ("memory-safe") {
            let start := mload(0x40)
            mstore(0x40, add(start, mul(room, 192)))
            mstore(pairs, start)
        }
    }

    function _push(
        Pairs memory pairs,
        uint256 x,
        uint256 y,
        uint256 x1,
        uint256 x0,
        uint256 y1,
        uint256 y0
    ) private pure {
        assembly ("memory-safe") {
            let count := mload(add(pairs, 32))
            let place := add(mload(pairs), mul(count, 192))
            mstore(place, x)
            mstore(add(place, 32), y)
            mstore(add(place, 64), x1)
            mstore(add(place, 96), x0)
            mstore(add(place, 128), y1)
            mstore(add(place, 160), y0)
            mstore(add(pairs, 32), add(count, 1))
        }
    }
}
