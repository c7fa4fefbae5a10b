// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from '@openzeppelin/contracts/access/Ownable.sol';
import {Ownable2Step} from '@openzeppelin/contracts/access/Ownable2Step.sol';
import {EIP712} from '@openzeppelin/contracts/utils/cryptography/EIP712.sol';
import {SignatureChecker} from '@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol';
import {IPriceFeed} from './interfaces/IPriceFeed.sol';
import {Quorum} from './libraries/Quorum.sol';
import {Rounds} from './libraries/Rounds.sol';

/// @title Median of reporters, average over time, snapshots
/// @notice A round's median speaks for the time since the round before, at most for maxGap: an outage is a hole, not the
/// old price drawn out. A snapshot averages, over the window that ends at its round, what rounds with a price for the
/// asset speak for. If that covers less than minCoverageBps of the window, the asset has no price. A new feed has no
/// history to ask for: until it is a window old, the window begins where its first round's time begins, so that its
/// first snapshot is its first medians. An asset that is listed later gets no such discount.
contract PriceFeed is IPriceFeed, Ownable2Step, EIP712 {
    using Quorum for Quorum.Set;

    /// Bounds of the constructor's arguments, and what keeps a post's cost in bounds.
    struct Config {
        uint32 window;
        uint32 maxGap;
        uint16 minCoverageBps;
        uint32 maxReportAge;
        uint16 maxSpreadBps;
    }

    /// @param code   holds averages and medians
    /// @param minute of the round
    struct Entry {
        address code;
        uint40 minute;
    }

    /// A window being averaged.
    struct Sum {
        uint256 start;
        uint256[16] weighted;
        uint256[16] covered;
    }

    bytes32 private constant PRICE_REPORT_TYPEHASH = keccak256('PriceReport(uint40 minute,uint96[16] prices)');
    uint256 private constant SLOTS = 16;
    uint256 private constant MAX_REPORTERS = 32;
    uint256 private constant MAX_WINDOW = 2 hours;

    uint32 public immutable window;
    uint32 public immutable maxGap;
    uint16 public immutable minCoverageBps;
    uint32 public immutable maxReportAge;
    uint16 public immutable maxSpreadBps;

    uint32 public latestId;
    mapping(uint32 id => Entry) private _rounds;
    Quorum.Set private _reporters;

    constructor(
        address owner_,
        address[] memory reporters_,
        uint256 threshold,
        Config memory config
    ) Ownable(owner_) EIP712('Sotto PriceFeed', '1') {
        bool windowOk = config.window >= 60 && config.window <= MAX_WINDOW;
        bool gapOk = config.maxGap >= 60 && config.maxGap <= config.window;
        bool coverageOk = config.minCoverageBps >= 1 && config.minCoverageBps <= 10_000;
        bool spreadOk = config.maxSpreadBps >= 1 && config.maxSpreadBps <= 10_000;
        if (!windowOk || !gapOk || !coverageOk || !spreadOk || config.maxReportAge == 0) revert BadConfig();
        window = config.window;
        maxGap = config.maxGap;
        minCoverageBps = config.minCoverageBps;
        maxReportAge = config.maxReportAge;
        maxSpreadBps = config.maxSpreadBps;
        _setReporters(reporters_, threshold);
    }

    function post(uint40 minute, Report[] calldata reports) external returns (uint32 id) {
        id = latestId + 1;
        _requireNewMinute(minute, _rounds[id - 1].minute);
        _requireQuorum(minute, reports);
        uint256[16] memory medians = _medians(reports);
        uint256[16] memory averages = _averages(id, uint256(minute) * 60, medians);
        address code = Rounds.write(averages, medians);
        if (code == address(0)) revert StorageFailed();
        _rounds[id] = Entry(code, minute);
        latestId = id;
        emit SnapshotTaken(id, minute * 60, _narrow(averages), _narrow(medians));
    }

    function setReporters(address[] calldata reporters_, uint256 threshold) external onlyOwner {
        _setReporters(reporters_, threshold);
    }

    function snapshot(uint32 id) external view returns (uint40 time, uint256[16] memory prices) {
        Entry memory entry = _rounds[id];
        if (entry.code == address(0)) return (0, prices);
        return (entry.minute * 60, Rounds.readAverages(entry.code));
    }

    function round(uint32 id) external view returns (uint40 time, uint256[16] memory medians) {
        Entry memory entry = _rounds[id];
        if (entry.code == address(0)) return (0, medians);
        return (entry.minute * 60, Rounds.readMedians(entry.code));
    }

    function reporters() external view returns (address[] memory members, uint256 threshold) {
        return (_reporters.members, _reporters.threshold);
    }

    function reportDigest(uint40 minute, uint96[16] calldata prices) public view returns (bytes32) {
        return
            _hashTypedDataV4(
                keccak256(abi.encode(PRICE_REPORT_TYPEHASH, minute, keccak256(abi.encode(prices))))
            );
    }

    function _requireNewMinute(uint40 minute, uint40 last) private view {
        uint40 current = uint40(block.timestamp / 60);
        if (minute <= last) revert MinuteNotNew(minute, last);
        if (minute > current) revert MinuteInFuture(minute, current);
        if (uint256(minute) + maxReportAge < current) revert ReportTooOld(minute, current);
    }

    function _requireQuorum(uint40 minute, Report[] calldata reports) private view {
        uint256 threshold = _reporters.threshold;
        if (reports.length < threshold) revert TooFewReports(threshold, reports.length);
        address previous = address(0);
        for (uint256 i = 0; i < reports.length; ++i) {
            Report calldata report = reports[i];
            if (report.reporter <= previous) revert ReportersNotAscending(previous, report.reporter);
            if (!_reporters.isMember[report.reporter]) revert NotReporter(report.reporter);
            bytes32 digest = reportDigest(minute, report.prices);
            if (!SignatureChecker.isValidSignatureNowCalldata(report.reporter, digest, report.signature)) {
                revert BadSignature(report.reporter);
            }
            previous = report.reporter;
        }
    }

    /// Per asset, the median of the prices that are not 0 if a quorum gives one, else 0. Of an even number, the mean of
    /// the two in the middle, rounded down, if they are within maxSpreadBps of the lower one, else 0: whoever posts
    /// chooses which reports to bring, and of two reports one may be a liar's. A mean of far-off prices is nobody's.
    function _medians(Report[] calldata reports) private view returns (uint256[16] memory medians) {
        uint256 threshold = _reporters.threshold;
        uint256[] memory sorted = new uint256[](reports.length);
        for (uint256 asset = 0; asset < SLOTS; ++asset) {
            uint256 count = 0;
            for (uint256 i = 0; i < reports.length; ++i) {
                uint256 price = reports[i].prices[asset];
                if (price == 0) continue;
                uint256 place = count++;
                for (; place > 0 && sorted[place - 1] > price; --place) sorted[place] = sorted[place - 1];
                sorted[place] = price;
            }
            if (count < threshold) continue;
            uint256 lower = sorted[(count - 1) / 2];
            uint256 upper = sorted[count / 2];
            if ((upper - lower) * 10_000 > lower * maxSpreadBps) continue;
            medians[asset] = (lower + upper) / 2;
        }
    }

    /// Averages over the window that ends with round `id` at `time`.
    function _averages(
        uint32 id,
        uint256 time,
        uint256[16] memory medians
    ) private view returns (uint256[16] memory averages) {
        Sum memory sum;
        // Written so that a clock near 0 could not wrap.
        sum.start = time > window ? time - window : 0;
        uint256 end = time;
        uint256[16] memory prices = medians;
        uint256 reach;
        while (true) {
            Entry memory before = _rounds[id - 1];
            reach = end > maxGap ? end - maxGap : 0;
            _add(sum, prices, _max(uint256(before.minute) * 60, reach), end);
            end = uint256(before.minute) * 60;
            if (end <= sum.start) break;
            prices = Rounds.readMedians(before.code);
            --id;
        }
        // id 1 left the loop only if the feed is younger than its window: it begins where round 1 begins to speak.
        uint256 length = time - (id == 1 ? _max(sum.start, reach) : sum.start);
        for (uint256 asset = 0; asset < SLOTS; ++asset) {
            uint256 covered = sum.covered[asset];
            if (covered == 0 || covered * 10_000 < length * minCoverageBps) continue;
            averages[asset] = sum.weighted[asset] / covered;
        }
    }

    /// Adds what a round speaks for: (from, to], clipped to the window.
    function _add(Sum memory sum, uint256[16] memory prices, uint256 from, uint256 to) private pure {
        if (from < sum.start) from = sum.start;
        uint256 span = to - from;
        for (uint256 asset = 0; asset < SLOTS; ++asset) {
            uint256 price = prices[asset];
            if (price == 0) continue;
            sum.weighted[asset] += price * span;
            sum.covered[asset] += span;
        }
    }

    function _setReporters(address[] memory reporters_, uint256 threshold) private {
        if (reporters_.length > MAX_REPORTERS) revert BadThreshold(threshold, reporters_.length);
        (Quorum.Fault fault, address member) = _reporters.replace(reporters_, threshold);
        if (fault == Quorum.Fault.Threshold) revert BadThreshold(threshold, reporters_.length);
        if (fault == Quorum.Fault.Member) revert BadReporter(member);
        emit ReportersSet(reporters_, threshold);
    }

    function _narrow(uint256[16] memory wide) private pure returns (uint96[16] memory narrow) {
        for (uint256 i = 0; i < SLOTS; ++i) narrow[i] = uint96(wide[i]);
    }

    function _max(uint256 a, uint256 b) private pure returns (uint256) {
        return a > b ? a : b;
    }
}
