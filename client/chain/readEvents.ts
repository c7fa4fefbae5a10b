// SPDX-License-Identifier: Apache-2.0
import { SottoError } from '../../protocol/errors.ts';
import type { LogFilter, RawLog, Rpc } from './rpc.ts';
import { NodeError } from './transport.ts';

export interface ReadEventsParameters extends LogFilter {
  fromBlock: number;
  toBlock: number;
}

const FIRST_RANGE = 2_000;
const LARGEST_RANGE = 500_000;
/** Logs in one answer that are few enough to ask for more blocks next time, and so many to ask for fewer. */
const FEW_LOGS = 2_000;
const MANY_LOGS = 8_000;

/**
 * All logs that pass the filter in a range of blocks, in chain order, a part at a time. The number of blocks asked for at
 * once follows what the node can answer.
 *
 * @throws SottoError CHAIN_UNREACHABLE, CHAIN_TIMEOUT, CHAIN_INCONSISTENT
 */
export async function* readEvents(
  rpc: Rpc,
  { fromBlock, toBlock, ...filter }: ReadEventsParameters,
): AsyncGenerator<{ logs: RawLog[]; toBlock: number }> {
  let range = FIRST_RANGE;
  let from = fromBlock;
  while (from <= toBlock) {
    const to = Math.min(toBlock, from + range - 1);
    const logs = await logsOrTooMany(rpc, filter, from, to);
    if (logs === undefined) {
      range = Math.max(1, Math.floor((to - from + 1) / 4));
      continue;
    }
    yield { logs, toBlock: to };
    from = to + 1;
    if (logs.length < FEW_LOGS) range = Math.min(range * 4, LARGEST_RANGE);
    if (logs.length > MANY_LOGS) range = Math.max(1, Math.floor(range / 2));
  }
}

/** Undefined when the node finds the range too large; nodes say so in many ways, so every refusal counts. */
async function logsOrTooMany(
  rpc: Rpc,
  filter: LogFilter,
  from: number,
  to: number,
): Promise<RawLog[] | undefined> {
  try {
    return await rpc.logs(filter, from, to);
  } catch (cause) {
    const isRefusal =
      cause instanceof NodeError || (cause instanceof SottoError && cause.code === 'CHAIN_TIMEOUT');
    if (!isRefusal) throw cause;
    if (to > from) return undefined;
    if (cause instanceof SottoError) throw cause;
    throw new SottoError('CHAIN_UNREACHABLE', `The node (${rpc.label}) refuses the logs of block ${from}`, {
      cause,
    });
  }
}
