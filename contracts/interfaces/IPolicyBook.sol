// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Trading rules that governance sets within fixed bounds, and the guardian's pause
interface IPolicyBook {
    /// @param fee              flat fee per trade half and per refresh that a third party sends; base units of slot 0
    /// @param collarBps        how far the two legs' values may differ, basis points, 10 to 2000
    /// @param jurisdictions    bit i: jurisdiction i may open, deposit and trade
    /// @param maxPriceAge      seconds a trade's snapshot may be old, 60 to 21600
    /// @param inserterShareBps part of a fee that goes to whoever inserts the leaf, basis points, at most 5000
    struct Policy {
        uint120 fee;
        uint16 collarBps;
        uint64 jurisdictions;
        uint32 maxPriceAge;
        uint16 inserterShareBps;
    }

    /// A policy is current from now on; proofs for older ones are refused.
    event PolicySet(uint32 indexed id, Policy policy);
    event GuardianSet(address indexed guardian);
    event Paused(address indexed by);
    event Unpaused(address indexed by);

    /// The sender is not the guardian.
    error NotGuardian(address sender);
    /// Opening, depositing and trading are paused.
    error VenuePaused();
    /// A value of the policy is outside its bounds; `name` is the field's.
    error PolicyOutOfBounds(string name, uint256 value);
    /// The proof was made for another policy than the current one.
    error PolicyNotCurrent(uint32 policyId, uint32 current);

    /// Makes a new policy current. Owner only.
    /// Reverts with PolicyOutOfBounds when a value is outside its bounds.
    function setPolicy(Policy calldata policy) external returns (uint32 id);

    /// Replaces the guardian; zero: none. Owner only.
    function setGuardian(address guardian) external;

    /// Stops open, deposit and settle. Nothing else: refreshing, withdrawing, inserting and claiming go on.
    /// Reverts with NotGuardian.
    function pause() external;

    /// Ends the pause. Reverts with NotGuardian (the owner may end it too).
    function unpause() external;

    function paused() external view returns (bool);
    function guardian() external view returns (address);
    function currentPolicyId() external view returns (uint32);

    /// A policy, current or past; all zero when the id is unknown. Ids run 1, 2, 3, …
    function policy(uint32 id) external view returns (Policy memory);

    /// The most a policy's fee can be.
    function maxFee() external view returns (uint120);
}
