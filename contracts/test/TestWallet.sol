// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC1271} from '@openzeppelin/contracts/interfaces/IERC1271.sol';
import {ECDSA} from '@openzeppelin/contracts/utils/cryptography/ECDSA.sol';

/// @title Tests only: a contract wallet with one owner, which can be told to call somewhere while it judges a signature
contract TestWallet is IERC1271 {
    address private immutable _owner;
    address private _target;
    bytes private _call;

    constructor(address owner) {
        _owner = owner;
    }

    function reenter(address target, bytes calldata data) external {
        (_target, _call) = (target, data);
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        if (_target != address(0)) _reenter();
        return ECDSA.recover(hash, signature) == _owner ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }

    /// The interface says view, but nothing makes a wallet keep to it: a plain call, as a hostile one would.
    function _reenter() private view {
        function(address, bytes memory) internal act = _act;
        function(address, bytes memory) internal view pretended;
        assembly {
            pretended := act
        }
        pretended(_target, _call);
    }

    function _act(address target, bytes memory data) private {
        (bool done, ) = target.call(data);
        require(done, 'reentry failed');
    }
}
