// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IVerifier} from './interfaces/IVerifier.sol';
import {Bn254} from './libraries/Bn254.sol';
import {Folding} from './libraries/Folding.sol';

/// @title Groth16 for several circuits that share α, β and γ, any number of proofs in one pairing check
/// @notice docs/PROTOCOL.md, section 9. Each proof's equation is raised to a power nobody could choose: the challenges
/// come from a hash of everything, so a false equation is not hidden by another one. Where the keys come from is the
/// deriving contract's business.
/// @dev One circuit's sums, each claim weighted with its challenge, are six words in memory: Σr, Σrh, Σr·rho, Σry and
/// the point ΣrC. A pair is six words too, in the order of the pairing precompile.
abstract contract BatchVerifier is IVerifier {
    /// The pairing's input as it grows: where it starts in memory, and its number of pairs.
    struct Pairs {
        uint256 start;
        uint256 count;
    }

    uint256 private constant CLAIM_BYTES = 384;
    uint256 private constant SUM_WORDS = 6;
    uint256 private constant SUM_BYTES = 192;
    uint256 private constant SUM_POINT = 128;
    uint256 private constant PAIR_BYTES = 192;

    function verify(Claim[] calldata claims) external view returns (bool) {
        if (claims.length == 0) revert NoClaims();
        uint256 circuits = _circuits();
        uint256 sums = _allocate(circuits * SUM_WORDS);
        Pairs memory pairs = Pairs(_allocate((claims.length + circuits + 2) * (PAIR_BYTES / 32)), 0);
        bytes32 seed = _seed(claims);
        for (uint256 i = 0; i < claims.length; ++i) {
            Claim calldata claim = claims[i];
            uint256 circuit = claim.circuit;
            if (circuit >= circuits) revert UnknownCircuit(circuit);
            uint256 challenge = i == 0 ? 1 : _challenge(seed, i);
            uint256 sum = _sumOf(sums, circuit);
            if (!_addInputs(sum, claim, challenge) || !_addProof(pairs, sum, claim, challenge)) return false;
        }
        return _addKeys(pairs, sums, circuits) && Bn254.pairingIsOne(pairs.start, pairs.count);
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

    /// Adds a claim's weighted public inputs. False if one is at or above r.
    function _addInputs(uint256 sum, Claim calldata claim, uint256 challenge) private pure returns (bool inField) {
        (uint256 h, uint256 rho, uint256 y) = (claim.h, claim.rho, claim.y);
        uint256 order = Folding.R;
        assembly ("memory-safe") {
            // R, as no pointer has its top bit set: the optimizer would load a constant again for every use.
            let r := add(order, shr(255, sum))
            inField := and(lt(h, r), and(lt(rho, r), lt(y, r)))
            mstore(sum, addmod(mload(sum), challenge, r))
            let place := add(sum, 32)
            mstore(place, addmod(mload(place), mulmod(h, challenge, r), r))
            place := add(sum, 64)
            mstore(place, addmod(mload(place), mulmod(rho, challenge, r), r))
            place := add(sum, 96)
            mstore(place, addmod(mload(place), mulmod(y, challenge, r), r))
        }
    }

    /// Adds the pair (rA, B), and rC to the sum. False if A or C is malformed; the pairing finds a malformed B.
    function _addProof(
        Pairs memory pairs,
        uint256 sum,
        Claim calldata claim,
        uint256 challenge
    ) private view returns (bool) {
        uint256[8] calldata proof = claim.proof;
        uint256 pair = _nextPair(pairs);
        uint256 c;
        assembly ("memory-safe") {
            calldatacopy(pair, proof, PAIR_BYTES)
            // The next pair's place serves as scratch; after the last claim come the keys' pairs.
            c := add(pair, PAIR_BYTES)
            calldatacopy(c, add(proof, PAIR_BYTES), 64)
        }
        return Bn254.mulTo(pair, pair, challenge) && Bn254.mulAddTo(sum + SUM_POINT, c, challenge);
    }

    /// Pairs of each used circuit's ΣrC with −δ, of (Σr)α with −β and of ΣrL with −γ.
    function _addKeys(Pairs memory pairs, uint256 sums, uint256 circuits) private view returns (bool) {
        uint256 total = 0;
        uint256 inputs = _allocate(2);
        for (uint256 circuit = 0; circuit < circuits; ++circuit) {
            uint256 sum = _sumOf(sums, circuit);
            uint256 weight = _load(sum);
            if (weight == 0) continue;
            total = addmod(total, weight, Folding.R);
            if (!_addKeyedInputs(inputs, sum, _ic(circuit))) return false;
            uint256 c = sum + SUM_POINT;
            (uint256 dx1, uint256 dx0, uint256 dy1, uint256 dy0) = _negDelta(circuit);
            _push(pairs, _load(c), _load(c + 32), dx1, dx0, dy1, dy0);
        }
        (uint256 x, uint256 y) = _alpha();
        (uint256 x1, uint256 x0, uint256 y1, uint256 y0) = _negBeta();
        uint256 pair = _push(pairs, x, y, x1, x0, y1, y0);
        if (!Bn254.mulTo(pair, pair, total)) return false;
        (x1, x0, y1, y0) = _negGamma();
        _push(pairs, _load(inputs), _load(inputs + 32), x1, x0, y1, y0);
        return true;
    }

    /// inputs += Σr·IC₀ + Σrh·IC₁ + Σr·rho·IC₂ + Σry·IC₃ of one circuit.
    function _addKeyedInputs(uint256 inputs, uint256 sum, uint256[8] memory ic) private view returns (bool) {
        uint256 point;
        assembly ("memory-safe") {
            point := ic
        }
        return
            Bn254.mulAddTo(inputs, point, _load(sum)) &&
            Bn254.mulAddTo(inputs, point + 64, _load(sum + 32)) &&
            Bn254.mulAddTo(inputs, point + 128, _load(sum + 64)) &&
            Bn254.mulAddTo(inputs, point + 192, _load(sum + 96));
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

    /// Memory of so many words, all zero.
    function _allocate(uint256 count) private pure returns (uint256 start) {
        uint256[] memory room = new uint256[](count);
        assembly ("memory-safe") {
            start := add(room, 32)
        }
    }

    /// Where a circuit's sums are. Memory is far too small for these to wrap.
    function _sumOf(uint256 sums, uint256 circuit) private pure returns (uint256) {
        unchecked {
            return sums + circuit * SUM_BYTES;
        }
    }

    /// The place of one more pair.
    function _nextPair(Pairs memory pairs) private pure returns (uint256 pair) {
        unchecked {
            pair = pairs.start + pairs.count++ * PAIR_BYTES;
        }
    }

    function _load(uint256 pointer) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := mload(pointer)
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
    ) private pure returns (uint256 pair) {
        pair = _nextPair(pairs);
        assembly ("memory-safe") {
            mstore(pair, x)
            mstore(add(pair, 32), y)
            mstore(add(pair, 64), x1)
            mstore(add(pair, 96), x0)
            mstore(add(pair, 128), y1)
            mstore(add(pair, 160), y0)
        }
    }
}
