// SPDX-License-Identifier: Apache-2.0
import { SottoError } from '../../protocol/errors.ts';
import { ASSET_SLOTS } from '../../protocol/generated/circuits.ts';
import type { Snapshot } from './policy.ts';
import { RowTable } from './rowTable.ts';
import { copyWords, wordAt } from './words.ts';

const TIME_BYTES = 8;
const PRICE_BYTES = 12;
const ROW_BYTES = TIME_BYTES + ASSET_SLOTS * PRICE_BYTES;
/** Room to decode prices into: a word each, of which the last twelve bytes are kept. */
const scratch = new Uint8Array(ASSET_SLOTS * 32);

/** All price snapshots: a venue takes one each minute, so each is kept in 200 bytes. */
export class SnapshotLog {
  readonly #rows = new RowTable(ROW_BYTES, []);

  /** Id of the newest snapshot, 0 before the first. */
  get latestId(): number {
    return this.#rows.count;
  }

  get(id: number): Snapshot | undefined {
    if (!Number.isInteger(id) || id < 1 || id > this.#rows.count) return undefined;
    const bytes = this.#rows.bytes(id - 1);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const prices = Array.from({ length: ASSET_SLOTS }, (_, i) => {
      const at = TIME_BYTES + i * PRICE_BYTES;
      return (BigInt(view.getUint32(at)) << 64n) | view.getBigUint64(at + 4);
    });
    return { id, time: Number(view.getBigUint64(0)), prices };
  }

  /** SnapshotTaken(id, time, prices, medians). */
  apply(id: number, data: string, block: number): void {
    if (id !== this.#rows.count + 1) {
      throw new SottoError('CHAIN_INCONSISTENT', `The node left out price snapshots before number ${id}`);
    }
    const time = wordAt(data, 0);
    copyWords(data, 1, ASSET_SLOTS, scratch, 0);
    this.#rows.append(block, (target, offset) => {
      new DataView(target.buffer, target.byteOffset).setBigUint64(offset, time);
      for (let i = 0; i < ASSET_SLOTS; i++) {
        const price = scratch.subarray(i * 32 + 32 - PRICE_BYTES, i * 32 + 32);
        target.set(price, offset + TIME_BYTES + i * PRICE_BYTES);
      }
    });
  }

  truncate(lastBlock: number): void {
    this.#rows.truncate(lastBlock);
  }
}
