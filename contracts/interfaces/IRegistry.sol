// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The members' credentials: a tree whose root m of n registrars sign
/// @notice The contract cannot compute Poseidon. It keeps roots; anyone rebuilds the tree from CredentialChanged and
/// compares its root with RootPosted.
interface IRegistry {
    /// One leaf of the credential tree.
    /// @param slot          position in the tree, below 32768
    /// @param leaf          the credential, a field element; 0 revokes
    /// @param sealedOpening the credential's opening, sealed to the member (304 bytes; empty when leaf is 0)
    struct LeafChange {
        uint32 slot;
        uint256 leaf;
        bytes sealedOpening;
    }

    /// What registrars sign (EIP-712, domain "Sotto Registry", version "1"):
    /// `Update(uint64 version,bool admitsOnly,uint256 newRoot,LeafChange[] changes)`
    /// `LeafChange(uint32 slot,uint256 leaf,bytes sealedOpening)`.
    /// @param version    one more than the last update's; the first is 1
    /// @param admitsOnly true only if every change admits a member or raises a limit; otherwise the update tightens
    ///                   and every older root stops being current
    /// @param newRoot    root after the changes
    /// @param changes    strictly ascending by slot
    struct Update {
        uint64 version;
        bool admitsOnly;
        uint256 newRoot;
        LeafChange[] changes;
    }

    /// @param signer    a registrar: an account with a key, or an ERC-1271 contract
    /// @param signature over the update
    struct Signature {
        address signer;
        bytes signature;
    }

    /// A root was posted. `tightens`: roots of earlier versions are no longer current.
    event RootPosted(uint256 indexed root, uint64 indexed version, bool tightens);
    /// A leaf of the tree as of `version`.
    event CredentialChanged(uint32 indexed slot, uint256 leaf, bytes sealedOpening, uint64 indexed version);
    /// The registrars and how many of them must sign.
    event RegistrarsSet(address[] registrars, uint256 threshold);

    /// The update does not follow the last one (also: a replay).
    error WrongVersion(uint64 expected, uint64 version);
    /// Fewer signatures than the threshold.
    error TooFewSignatures(uint256 threshold, uint256 given);
    /// Signers must be strictly ascending by address, which also makes them distinct.
    error SignersNotAscending(address previous, address signer);
    /// The signer is not a registrar.
    error NotRegistrar(address signer);
    /// The signature is not the signer's over this update, chain and registry.
    error BadSignature(address signer);
    /// A registrar set must have 1 ≤ threshold ≤ size.
    error BadThreshold(uint256 threshold, uint256 size);
    /// A registrar is the zero address or listed twice.
    error BadRegistrar(address registrar);
    /// A slot is beyond the tree.
    error SlotOutOfRange(uint32 slot);
    /// Slots must be strictly ascending.
    error SlotsNotAscending(uint32 previous, uint32 slot);
    /// A sealed opening has 304 bytes; a revoked leaf has none.
    error BadSealedOpening(uint32 slot, uint256 length);
    /// A value at or above the field's order.
    error NotInField(uint256 value);

    /// Posts an update. Anyone may send it.
    /// Reverts with WrongVersion when `version` is not last + 1; with TooFewSignatures, SignersNotAscending,
    /// NotRegistrar or BadSignature when the signatures do not make a quorum (every signature given must be good);
    /// with SlotOutOfRange, SlotsNotAscending, NotInField or BadSealedOpening when a change is malformed.
    function update(Update calldata change, Signature[] calldata signatures) external;

    /// Replaces the registrars. Owner only.
    /// Reverts with BadThreshold when threshold is 0 or above the size, with BadRegistrar on zero or duplicates.
    function setRegistrars(address[] calldata registrars, uint256 threshold) external;

    /// Whether a proof may use this root: it was posted at or after the last tightening.
    function isCurrent(uint256 root) external view returns (bool);

    /// Version of the last update, 0 before the first.
    function version() external view returns (uint64);

    /// Version of the last update that tightened, 0 before the first.
    function lastTightening() external view returns (uint64);

    /// Root of the last update; before the first, the root of the empty tree (which is never current).
    function latestRoot() external view returns (uint256);

    /// Digest that registrars sign for this update.
    function updateDigest(Update calldata change) external view returns (bytes32);

    /// The registrars, in the order they were set, and the threshold.
    function registrars() external view returns (address[] memory members, uint256 threshold);
}
