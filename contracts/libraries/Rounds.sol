// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title One round of prices, kept as a contract's code
/// @notice Code is written once and read with one copy, where storage would take 16 reads. Layout: a zero byte (STOP: the
/// code does nothing when called), then 16 averages and 16 medians of 12 bytes each.
library Rounds {
    uint256 private constant SLOTS = 16;
    uint256 private constant PRICE_BYTES = 12;
    uint256 private constant AVERAGES_AT = 1;
    uint256 private constant MEDIANS_AT = AVERAGES_AT + SLOTS * PRICE_BYTES;
    uint256 private constant CODE_BYTES = MEDIANS_AT + SLOTS * PRICE_BYTES;
    /// PUSH2 CODE_BYTES (385), DUP1, PUSH1 10, PUSH0, CODECOPY, PUSH0, RETURN: returns what follows it as code.
    uint256 private constant INIT_BYTES = 10;
    uint256 private constant INIT = 0x61018180600a5f395ff3;

    /// Deploys the code; zero if that fails.
    function write(
        uint256[16] memory averages,
        uint256[16] memory medians
    ) internal returns (address code) {
        bytes memory init = new bytes(INIT_BYTES + CODE_BYTES);
        uint256 data;
        assembly ("memory-safe") {
            data := add(init, 32)
            mstore(data, shl(176, INIT))
            data := add(data, INIT_BYTES)
        }
        _pack(data + AVERAGES_AT, averages);
        _pack(data + MEDIANS_AT, medians);
        assembly ("memory-safe") {
            code := create(0, add(init, 32), mload(init))
        }
    }

    function readAverages(address code) internal view returns (uint256[16] memory prices) {
        _read(code, AVERAGES_AT, prices);
    }

    function readMedians(address code) internal view returns (uint256[16] memory prices) {
        _read(code, MEDIANS_AT, prices);
    }

    /// Writes whole words in rising order: each one's last 20 bytes are zeros over what the next ones write. The last
    /// word ends in the padding of the array, which solc rounds up to 32 bytes (INIT_BYTES + CODE_BYTES = 395, 416).
    function _pack(uint256 data, uint256[16] memory prices) private pure {
        for (uint256 i = 0; i < SLOTS; ++i) {
            uint256 price = prices[i];
            assembly ("memory-safe") {
                mstore(add(data, mul(i, PRICE_BYTES)), shl(160, price))
            }
        }
    }

    function _read(address code, uint256 offset, uint256[16] memory prices) private view {
        assembly ("memory-safe") {
            let free := mload(0x40)
            extcodecopy(code, free, offset, 192)
            for { let i := 0 } lt(i, SLOTS) { i := add(i, 1) } {
                mstore(add(prices, mul(i, 32)), shr(160, mload(add(free, mul(i, PRICE_BYTES)))))
            }
        }
    }
}
