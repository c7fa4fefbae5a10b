// SPDX-License-Identifier: Apache-2.0

/** Trading rules that governance set. */
export interface Policy {
  /** 1, 2, 3, … */
  id: number;
  /** Flat fee of a trade half, and of a refresh that somebody else sends: base units of asset 0. */
  fee: bigint;
  /** How far the two legs' values may differ, in basis points of the larger. */
  collarBps: number;
  /** Bit i: jurisdiction i may open, deposit and trade. */
  jurisdictions: bigint;
  /** Seconds a trade's snapshot may be old. */
  maxPriceAge: number;
  /** Part of a fee that goes to whoever inserts the leaf, in basis points. */
  inserterShareBps: number;
}

/** Benchmark prices at one moment. */
export interface Snapshot {
  id: number;
  /** Unix seconds. */
  time: number;
  /** Units of value for one base unit of each asset; 0: none. */
  prices: bigint[];
}
