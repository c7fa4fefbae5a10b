// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Tests only: a token with the vices that tokens have
contract TestToken {
    enum Vice {
        None,
        ReturnsNothing,
        ReturnsFalse,
        TakesFee,
        Reenters
    }

    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;
    mapping(address => bool) public isBlocked;
    Vice public vice;
    address private _target;
    bytes private _call;
    /// What the last reentrant call returned or reverted with.
    bytes public answer;
    bool public reentered;

    event Transfer(address indexed from, address indexed to, uint256 value);

    error Blocked(address account);
    error Insufficient(address account, uint256 value);

    function mint(address to, uint256 value) external {
        balanceOf[to] += value;
    }

    function setVice(Vice vice_) external {
        vice = vice_;
    }

    /// On every transfer, calls `target`.
    function reenter(address target, bytes calldata data) external {
        (vice, _target, _call) = (Vice.Reenters, target, data);
    }

    function setBlocked(address account, bool blocked) external {
        isBlocked[account] = blocked;
    }

    function approve(address spender, uint256 value) external returns (bool) {
        allowance[msg.sender][spender] = value;
        return true;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        return _transfer(msg.sender, to, value);
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        if (allowance[from][msg.sender] < value) revert Insufficient(from, value);
        allowance[from][msg.sender] -= value;
        return _transfer(from, to, value);
    }

    function _transfer(address from, address to, uint256 value) private returns (bool) {
        if (vice == Vice.ReturnsFalse) return false;
        if (isBlocked[to]) revert Blocked(to);
        if (balanceOf[from] < value) revert Insufficient(from, value);
        uint256 fee = vice == Vice.TakesFee ? 1 : 0;
        balanceOf[from] -= value;
        balanceOf[to] += value - fee;
        emit Transfer(from, to, value);
        if (vice == Vice.Reenters) {
            bool done;
            (done, answer) = _target.call(_call);
            reentered = reentered || done;
        }
        if (vice == Vice.ReturnsNothing) {
            assembly {
                return(0, 0)
            }
        }
        return true;
    }
}
