// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Benchmark prices: median of m of n reporters, averaged over time, kept as immutable snapshots
/// @notice A price is an integer below 2^96; amount in base units times price is a value, 10^26 units of which are one
/// dollar. Price 0 means "no price".
interface IPriceFeed {
    /// One reporter's prices of the 16 asset slots, signed (EIP-712, domain "Sotto PriceFeed", version "1"):
    /// `PriceReport(uint40 minute,uint96[16] prices)`.
    struct Report {
        address reporter;
        uint96[16] prices;
        bytes signature;
    }

    /// A round was posted and its snapshot taken. `time` is minute·60, `medians` this round's, `prices` the averages.
    event SnapshotTaken(uint32 indexed id, uint40 time, uint96[16] prices, uint96[16] medians);
    /// The reporters and how many of them must report.
    event ReportersSet(address[] reporters, uint256 threshold);

    /// Rounds must come in strictly rising minutes.
    error MinuteNotNew(uint40 minute, uint40 lastMinute);
    /// The minute has not begun yet.
    error MinuteInFuture(uint40 minute, uint40 currentMinute);
    /// The reports are older than maxReportAge minutes.
    error ReportTooOld(uint40 minute, uint40 currentMinute);
    /// Fewer reports than the threshold.
    error TooFewReports(uint256 threshold, uint256 given);
    /// Reporters must be strictly ascending by address, which also makes them distinct.
    error ReportersNotAscending(address previous, address reporter);
    /// The report's author is not a reporter.
    error NotReporter(address reporter);
    /// The signature is not the reporter's over these prices, minute, chain and feed.
    error BadSignature(address reporter);
    /// A reporter set must have 1 ≤ threshold ≤ size ≤ 32.
    error BadThreshold(uint256 threshold, uint256 size);
    /// A reporter is the zero address or listed twice.
    error BadReporter(address reporter);
    /// A constructor argument is outside its bounds.
    error BadConfig();
    /// Storing the snapshot failed.
    error StorageFailed();

    /// Posts a round and takes its snapshot. Anyone may send it.
    /// Reverts with MinuteNotNew, MinuteInFuture or ReportTooOld when the minute is not acceptable; with TooFewReports,
    /// ReportersNotAscending, NotReporter or BadSignature when the reports do not make a quorum.
    function post(uint40 minute, Report[] calldata reports) external returns (uint32 id);

    /// Replaces the reporters. Owner only.
    /// Reverts with BadThreshold when threshold is 0 or above the size, with BadReporter on zero or duplicates.
    function setReporters(address[] calldata reporters, uint256 threshold) external;

    /// The snapshot's time (seconds, minute·60) and prices. An unknown id gives time 0; it does not revert.
    function snapshot(uint32 id) external view returns (uint40 time, uint256[16] memory prices);

    /// The medians of the round with this id. An unknown id gives time 0.
    function round(uint32 id) external view returns (uint40 time, uint256[16] memory medians);

    /// Id of the newest snapshot, 0 before the first. Ids run 1, 2, 3, …
    function latestId() external view returns (uint32);

    /// Digest that a reporter signs for these prices.
    function reportDigest(uint40 minute, uint96[16] calldata prices) external view returns (bytes32);

    /// The reporters, in the order they were set, and the threshold.
    function reporters() external view returns (address[] memory members, uint256 threshold);

    /// Seconds over which a snapshot averages.
    function window() external view returns (uint32);

    /// Seconds before its own time for which one round speaks at most.
    function maxGap() external view returns (uint32);

    /// Basis points of the window that rounds must cover for an asset to have a price.
    function minCoverageBps() external view returns (uint16);

    /// Of an even number of reports, how far the two in the middle may be apart, in basis points of the lower one; further
    /// apart, the asset has no price in that round.
    function maxSpreadBps() external view returns (uint16);

    /// Minutes a report may be old when it is posted.
    function maxReportAge() external view returns (uint32);
}
