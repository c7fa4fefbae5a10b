// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Groth16 verification of the venue's statements, one or many in one pairing check
interface IVerifier {
    /// One statement to check.
    /// @param circuit position of the statement in the list of circuits (circuits/circuits.json)
    /// @param proof   A.x, A.y, B.x.c1, B.x.c0, B.y.c1, B.y.c0, C.x, C.y: the order of the EVM precompiles
    /// @param h       hash of the public vector, first public input
    /// @param rho     point at which the vector was evaluated, second public input
    /// @param y       value of the vector at rho, third public input
    struct Claim {
        uint256 circuit;
        uint256[8] proof;
        uint256 h;
        uint256 rho;
        uint256 y;
    }

    /// The keys in this build were made from a public seed: anyone can forge with them.
    error DevelopmentKeys(uint256 chainId);
    /// An empty list proves nothing and must not read as "valid".
    error NoClaims();
    /// No verifying key exists for this position.
    error UnknownCircuit(uint256 circuit);

    /// Checks every claim at once. True only if each one holds, but for a chance of 2^-128 per try.
    /// Returns false for a proof that is invalid or malformed (a coordinate at or above the base field's order, a
    /// point off the curve or outside the subgroup) and for h, rho or y at or above the scalar field's order.
    /// Reverts with NoClaims when the list is empty, with UnknownCircuit when a claim names a circuit without a key.
    function verify(Claim[] calldata claims) external view returns (bool);
}
