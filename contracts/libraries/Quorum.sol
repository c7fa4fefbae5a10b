// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title A set of signers and how many of them it takes
/// @notice Registry and price feed have errors of their own for the same mistakes; they pass judgement, this keeps.
library Quorum {
    enum Fault {
        None,
        Threshold,
        Member
    }

    struct Set {
        address[] members;
        mapping(address => bool) isMember;
        uint256 threshold;
    }

    /// Replaces the set. Returns what is wrong with it (and the member at fault), and then changed nothing useful:
    /// the caller must revert.
    function replace(
        Set storage set,
        address[] memory members,
        uint256 threshold
    ) internal returns (Fault fault, address member) {
        if (threshold == 0 || threshold > members.length) return (Fault.Threshold, address(0));
        for (uint256 i = 0; i < set.members.length; ++i) set.isMember[set.members[i]] = false;
        for (uint256 i = 0; i < members.length; ++i) {
            if (members[i] == address(0) || set.isMember[members[i]]) return (Fault.Member, members[i]);
            set.isMember[members[i]] = true;
        }
        set.members = members;
        set.threshold = threshold;
    }
}
