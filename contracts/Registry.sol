// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from '@openzeppelin/contracts/access/Ownable.sol';
import {Ownable2Step} from '@openzeppelin/contracts/access/Ownable2Step.sol';
import {EIP712} from '@openzeppelin/contracts/utils/cryptography/EIP712.sol';
import {SignatureChecker} from '@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol';
import {PublicVectors} from './generated/PublicVectors.sol';
import {IRegistry} from './interfaces/IRegistry.sol';
import {Folding} from './libraries/Folding.sol';
import {Quorum} from './libraries/Quorum.sol';

/// @title Credential roots, signed by m of n registrars
contract Registry is IRegistry, Ownable2Step, EIP712 {
    using Quorum for Quorum.Set;

    bytes32 private constant LEAF_CHANGE_TYPEHASH =
        keccak256('LeafChange(uint32 slot,uint256 leaf,bytes sealedOpening)');
    bytes32 private constant UPDATE_TYPEHASH =
        keccak256(
            'Update(uint64 version,bool admitsOnly,uint256 newRoot,LeafChange[] changes)LeafChange(uint32 slot,uint256 leaf,bytes sealedOpening)'
        );
    uint256 private constant SEALED_OPENING_BYTES = 304;

    uint64 public version;
    uint64 public lastTightening;
    uint256 public latestRoot = PublicVectors.EMPTY_CREDENTIAL_ROOT;
    /// The last version that posted a root, 0: never.
    mapping(uint256 root => uint64) private _versions;
    Quorum.Set private _registrars;

    constructor(
        address owner_,
        address[] memory registrars_,
        uint256 threshold
    ) Ownable(owner_) EIP712('Sotto Registry', '1') {
        _setRegistrars(registrars_, threshold);
    }

    function update(Update calldata change, Signature[] calldata signatures) external {
        uint64 next = version + 1;
        if (change.version != next) revert WrongVersion(next, change.version);
        _requireQuorum(updateDigest(change), signatures);
        if (change.newRoot >= Folding.R) revert NotInField(change.newRoot);
        version = next;
        latestRoot = change.newRoot;
        _versions[change.newRoot] = next;
        if (!change.admitsOnly) lastTightening = next;
        _announce(change);
        emit RootPosted(change.newRoot, next, !change.admitsOnly);
    }

    function setRegistrars(address[] calldata registrars_, uint256 threshold) external onlyOwner {
        _setRegistrars(registrars_, threshold);
    }

    function isCurrent(uint256 root) external view returns (bool) {
        uint64 posted = _versions[root];
        return posted != 0 && posted >= lastTightening;
    }

    function registrars() external view returns (address[] memory members, uint256 threshold) {
        return (_registrars.members, _registrars.threshold);
    }

    function updateDigest(Update calldata change) public view returns (bytes32) {
        bytes32[] memory changes = new bytes32[](change.changes.length);
        for (uint256 i = 0; i < changes.length; ++i) {
            LeafChange calldata leaf = change.changes[i];
            changes[i] = keccak256(
                abi.encode(LEAF_CHANGE_TYPEHASH, leaf.slot, leaf.leaf, keccak256(leaf.sealedOpening))
            );
        }
        return
            _hashTypedDataV4(
                keccak256(
                    abi.encode(
                        UPDATE_TYPEHASH,
                        change.version,
                        change.admitsOnly,
                        change.newRoot,
                        keccak256(abi.encodePacked(changes))
                    )
                )
            );
    }

    function _requireQuorum(bytes32 digest, Signature[] calldata signatures) private view {
        uint256 threshold = _registrars.threshold;
        if (signatures.length < threshold) revert TooFewSignatures(threshold, signatures.length);
        address previous = address(0);
        for (uint256 i = 0; i < signatures.length; ++i) {
            address signer = signatures[i].signer;
            if (signer <= previous) revert SignersNotAscending(previous, signer);
            if (!_registrars.isMember[signer]) revert NotRegistrar(signer);
            if (!SignatureChecker.isValidSignatureNowCalldata(signer, digest, signatures[i].signature)) {
                revert BadSignature(signer);
            }
            previous = signer;
        }
    }

    /// Checks and emits the changed leaves.
    function _announce(Update calldata change) private {
        for (uint256 i = 0; i < change.changes.length; ++i) {
            LeafChange calldata leaf = change.changes[i];
            if (leaf.slot >= PublicVectors.CREDENTIAL_SLOTS) revert SlotOutOfRange(leaf.slot);
            if (i > 0 && leaf.slot <= change.changes[i - 1].slot) {
                revert SlotsNotAscending(change.changes[i - 1].slot, leaf.slot);
            }
            if (leaf.leaf >= Folding.R) revert NotInField(leaf.leaf);
            uint256 expected = leaf.leaf == 0 ? 0 : SEALED_OPENING_BYTES;
            if (leaf.sealedOpening.length != expected) {
                revert BadSealedOpening(leaf.slot, leaf.sealedOpening.length);
            }
            emit CredentialChanged(leaf.slot, leaf.leaf, leaf.sealedOpening, change.version);
        }
    }

    function _setRegistrars(address[] memory registrars_, uint256 threshold) private {
        (Quorum.Fault fault, address member) = _registrars.replace(registrars_, threshold);
        if (fault == Quorum.Fault.Threshold) revert BadThreshold(threshold, registrars_.length);
        if (fault == Quorum.Fault.Member) revert BadRegistrar(member);
        emit RegistrarsSet(registrars_, threshold);
    }
}
