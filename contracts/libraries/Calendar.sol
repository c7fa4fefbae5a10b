// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title UTC calendar of the records' keys
library Calendar {
    /// Time after midnight in which proofs made for the day before are still good.
    uint256 internal constant GRACE = 600;

    /// Whether an action may count for `day` at `time` (seconds): today's, or yesterday's within the grace.
    function isCurrent(uint256 day, uint256 time) internal pure returns (bool) {
        uint256 today = time / 1 days;
        return day == today || (day + 1 == today && time % 1 days < GRACE);
    }

    /// The date of a UTC day number (days since 1970-01-01): year·100 + month, and the day of the month.
    /// Years are counted from March, so that the leap day is a year's last; days from 0000-03-01, whose 400-year
    /// cycles have 146,097 days.
    function dateOf(uint256 day) internal pure returns (uint256 yearMonth, uint256 dayOfMonth) {
        unchecked {
            uint256 sinceEra = day + 719_468;
            uint256 cycle = sinceEra / 146_097;
            uint256 dayOfCycle = sinceEra % 146_097;
            uint256 yearOfCycle = (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365;
            uint256 dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100);
            // Months from March have 31, 30, 31, 30, 31 days, again and again: 153 in five.
            uint256 monthFromMarch = (5 * dayOfYear + 2) / 153;
            dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
            uint256 month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
            uint256 year = yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0);
            yearMonth = year * 100 + month;
        }
    }
}
