// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from '@openzeppelin/contracts/utils/cryptography/EIP712.sol';
import {SignatureChecker} from '@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol';
import {Statements} from './Statements.sol';

/// @title The exit authority's consent to a withdrawal
abstract contract ExitAuthority is Statements, EIP712 {
    /// The authority itself is signed over: two ERC-1271 wallets of one owner must not share a signature.
    bytes32 private constant EXIT_AUTHORIZATION_TYPEHASH =
        keccak256(
            'ExitAuthorization(address exitAuthority,uint8 asset,address token,uint256 amount,address recipient,address relayer,uint256 relayerFee,address newExitAuthority,uint256 nonce,uint40 expiry)'
        );

    mapping(address authority => mapping(uint256 nonce => bool)) public isNonceUsed;

    function exitAuthorizationDigest(
        WithdrawSubmission calldata submission,
        uint256 nonce,
        uint40 expiry
    ) public view returns (bytes32) {
        bytes32 structHash = keccak256(
            abi.encode(
                EXIT_AUTHORIZATION_TYPEHASH,
                submission.exitAuthority,
                submission.asset,
                _token(submission.asset),
                submission.amount,
                submission.recipient,
                submission.relayer,
                submission.relayerFee,
                submission.newExitAuthority,
                nonce,
                expiry
            )
        );
        return _hashTypedDataV4(structHash);
    }

    /// Uses up the authorization, if the account has an exit authority.
    function _consume(WithdrawSubmission calldata submission, ExitAuthorization calldata authorization) internal {
        address authority = submission.exitAuthority;
        if (authority == address(0)) return;
        if (block.timestamp > authorization.expiry) revert AuthorizationExpired(authorization.expiry);
        if (isNonceUsed[authority][authorization.nonce]) revert NonceUsed(authority, authorization.nonce);
        isNonceUsed[authority][authorization.nonce] = true;
        bytes32 digest = exitAuthorizationDigest(submission, authorization.nonce, authorization.expiry);
        if (!SignatureChecker.isValidSignatureNowCalldata(authority, digest, authorization.signature)) {
            revert BadExitSignature(authority);
        }
    }
}
