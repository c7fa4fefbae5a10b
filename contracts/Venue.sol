// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from '@openzeppelin/contracts/access/Ownable.sol';
import {EIP712} from '@openzeppelin/contracts/utils/cryptography/EIP712.sol';
import {AccountQueue} from './AccountQueue.sol';
import {Custody} from './Custody.sol';
import {ExitAuthority} from './ExitAuthority.sol';
import {PolicyBook} from './PolicyBook.sol';
import {Settlement} from './Settlement.sol';
import {Statements} from './Statements.sol';
import {
    DepositVector,
    InsertVector,
    OpenVector,
    PublicVectors,
    RefreshVector,
    WithdrawVector
} from './generated/PublicVectors.sol';
import {IPriceFeed} from './interfaces/IPriceFeed.sol';
import {IRegistry} from './interfaces/IRegistry.sol';
import {IVerifier} from './interfaces/IVerifier.sol';
import {Calendar} from './libraries/Calendar.sol';
import {Folding} from './libraries/Folding.sol';

/// @title Sotto's venue: hidden accounts, moved only by proofs
/// @notice Each function checks what is public, builds the statement's public vector from the submission and from what
/// the contract knows itself, has the proof verified for exactly that vector, then writes.
contract Venue is Settlement, ExitAuthority {
    constructor(
        IRegistry registry_,
        IPriceFeed priceFeed_,
        IVerifier verifier_,
        address[] memory assets,
        Config memory config
    )
        Ownable(config.owner)
        AccountQueue(config.minBatchAge)
        Custody(assets, config)
        PolicyBook(config.maxFee, config.guardian, config.firstPolicy)
        Statements(registry_, priceFeed_, verifier_)
        EIP712('Sotto Venue', '1')
    {
        // A batch that could not be closed would hold up whoever waits in it. Batches closed at will, many in one block,
        // would burn the tree's places.
        if (config.minBatchAge == 0 || config.minBatchAge > 1 days) revert BadConfig();
    }

    function open(OpenSubmission calldata s) external nonReentrant whenNotPaused {
        Policy memory current = _policyFor(s.policyId);
        _requireCurrentDay(s.day);
        _requireUnspent(s.nullifier);
        _requireCurrentCredentialRoot(s.credentialRoot);
        OpenVector memory x;
        x.circuit = PublicVectors.OPEN;
        x.h = s.h;
        x.chainId = block.chainid;
        x.venue = uint160(address(this));
        x.day = s.day;
        (x.yearMonth, x.dayOfMonth) = Calendar.dateOf(s.day);
        x.nullifier = s.nullifier;
        x.account = s.account;
        x.credentialRoot = s.credentialRoot;
        x.jurisdictions = current.jurisdictions;
        (uint256 vector, uint256 length) = PublicVectors.locate(x);
        Folding.putRecord(vector, PublicVectors.OPEN_RECORD_TAG, s.record);
        _requireProof(s.proof, vector, length);
        _appendOne(s.nullifier, s.account, s.record, 0, false);
        emit Opened(s.nullifier);
    }

    function deposit(DepositSubmission calldata s) external nonReentrant whenNotPaused {
        Policy memory current = _policyFor(s.policyId);
        _requireCurrentDay(s.day);
        _requireAsset(s.asset);
        if (s.amount == 0 || s.amount >= AMOUNT_BOUND) revert BadAmount(s.amount);
        _requireUnspent(s.nullifier);
        _requireKnownRoot(s.accountRoot);
        _requireCurrentCredentialRoot(s.credentialRoot);
        DepositVector memory x;
        x.circuit = PublicVectors.DEPOSIT;
        x.h = s.h;
        x.chainId = block.chainid;
        x.venue = uint160(address(this));
        x.day = s.day;
        (x.yearMonth, x.dayOfMonth) = Calendar.dateOf(s.day);
        x.nullifier = s.nullifier;
        x.account = s.account;
        x.accountRoot = s.accountRoot;
        x.credentialRoot = s.credentialRoot;
        x.jurisdictions = current.jurisdictions;
        x.asset = s.asset;
        x.amount = s.amount;
        x.payer = uint160(msg.sender);
        (uint256 vector, uint256 length) = PublicVectors.locate(x);
        Folding.putRecord(vector, PublicVectors.DEPOSIT_RECORD_TAG, s.record);
        _requireProof(s.proof, vector, length);
        _appendOne(s.nullifier, s.account, s.record, 0, false);
        emit Deposited(s.nullifier, s.asset, s.amount, msg.sender);
        _take(s.asset, s.amount);
    }

    function withdraw(
        WithdrawSubmission calldata s,
        ExitAuthorization calldata authorization
    ) external nonReentrant {
        _checkWithdrawal(s);
        _consume(s, authorization);
        WithdrawVector memory x;
        x.circuit = PublicVectors.WITHDRAW;
        x.h = s.h;
        x.chainId = block.chainid;
        x.venue = uint160(address(this));
        x.day = s.day;
        (x.yearMonth, x.dayOfMonth) = Calendar.dateOf(s.day);
        x.nullifier = s.nullifier;
        x.account = s.account;
        x.accountRoot = s.accountRoot;
        x.asset = s.asset;
        x.amount = s.amount;
        x.recipient = uint160(s.recipient);
        x.relayer = uint160(s.relayer);
        x.relayerFee = s.relayerFee;
        x.exitAuthority = uint160(s.exitAuthority);
        x.newExitAuthority = uint160(s.newExitAuthority);
        (uint256 vector, uint256 length) = PublicVectors.locate(x);
        Folding.putRecord(vector, PublicVectors.WITHDRAW_RECORD_TAG, s.record);
        _requireProof(s.proof, vector, length);
        _appendOne(s.nullifier, s.account, s.record, 0, true);
        _payWithdrawal(s);
    }

    function refresh(RefreshSubmission calldata s) external nonReentrant {
        (, Policy memory current) = _currentPolicy();
        if (s.fee != 0 && s.fee != current.fee) revert WrongFee(s.fee, current.fee);
        _requireCurrentDay(s.day);
        _requireUnspent(s.nullifier);
        _requireKnownRoot(s.accountRoot);
        RefreshVector memory x;
        x.circuit = PublicVectors.REFRESH;
        x.h = s.h;
        x.chainId = block.chainid;
        x.venue = uint160(address(this));
        x.day = s.day;
        (x.yearMonth, x.dayOfMonth) = Calendar.dateOf(s.day);
        x.nullifier = s.nullifier;
        x.account = s.account;
        x.accountRoot = s.accountRoot;
        x.fee = s.fee;
        x.beneficiary = uint160(s.beneficiary);
        (uint256 vector, uint256 length) = PublicVectors.locate(x);
        Folding.putRecord(vector, PublicVectors.REFRESH_RECORD_TAG, s.record);
        _requireProof(s.proof, vector, length);
        uint256 reward = _inserterShare(s.fee, current.inserterShareBps);
        _appendOne(s.nullifier, s.account, s.record, reward, true);
        _owe(s.beneficiary == address(0) ? msg.sender : s.beneficiary, s.fee - reward);
        emit Refreshed(s.nullifier, s.fee, s.beneficiary);
    }

    function insert(InsertSubmission calldata s) external nonReentrant {
        _checkBatch(s);
        InsertVector memory x;
        x.circuit = PublicVectors.INSERT;
        x.h = s.h;
        x.chainId = block.chainid;
        x.venue = uint160(address(this));
        x.oldRoot = accountRoot;
        x.newRoot = s.newRoot;
        x.batch = s.batch;
        (uint256 vector, uint256 length) = PublicVectors.locate(x);
        Folding.putLeaves(vector, PublicVectors.INSERT_LEAF, s.leaves);
        _requireProof(s.proof, vector, length);
        _owe(msg.sender, _advanceRoot(s.batch, s.newRoot));
    }

    function _checkWithdrawal(WithdrawSubmission calldata s) private view {
        _requireCurrentDay(s.day);
        _requireAsset(s.asset);
        if (s.amount >= AMOUNT_BOUND) revert BadAmount(s.amount);
        if (s.relayerFee > s.amount) revert RelayerFeeTooHigh(s.relayerFee, s.amount);
        bool toNobody = s.recipient == address(0) && s.amount > s.relayerFee;
        if (toNobody || s.recipient == address(this)) revert BadRecipient(s.recipient);
        if (s.relayer == address(this)) revert BadRecipient(s.relayer);
        _requireUnspent(s.nullifier);
        _requireKnownRoot(s.accountRoot);
    }

    function _payWithdrawal(WithdrawSubmission calldata s) private {
        address relayer = s.relayer == address(0) ? msg.sender : s.relayer;
        uint256 exitId = _pay(Payout(s.asset, s.recipient, s.amount - s.relayerFee, relayer, s.relayerFee));
        emit Withdrawn(
            s.nullifier,
            s.asset,
            s.amount,
            s.recipient,
            relayer,
            s.relayerFee,
            s.exitAuthority,
            s.newExitAuthority,
            exitId
        );
    }
}
