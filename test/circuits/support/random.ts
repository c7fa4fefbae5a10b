// SPDX-License-Identifier: GPL-3.0-or-later
import { FIELD_ORDER } from '../../../protocol/field.ts';

/** Repeatable random numbers (mulberry32): the same seed gives the same sequence on every machine. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  word(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** Integer in [0, limit). */
  below(limit: number): number {
    return Number(this.bits(52) % BigInt(limit));
  }

  /** Integer below 2^bits. */
  bits(bits: number): bigint {
    let value = 0n;
    for (let filled = 0; filled < bits; filled += 32) value = (value << 32n) | BigInt(this.word());
    return value & ((1n << BigInt(bits)) - 1n);
  }

  field(): bigint {
    return this.bits(384) % FIELD_ORDER;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }
}
