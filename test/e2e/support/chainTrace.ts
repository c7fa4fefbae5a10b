// SPDX-License-Identifier: Apache-2.0
import { type Interface, type ParamType, Result } from 'ethers';
import type { LocalChain } from '../../../scripts/localChain.ts';

/** One named value of a call or an event: "halves.0.proof.3" and its text. */
export type NamedValue = readonly [path: string, value: string];

export interface TracedEvent {
  readonly emitter: string;
  readonly name: string;
  readonly topics: number;
  readonly dataBytes: number;
  readonly values: readonly NamedValue[];
}

/** What anybody can read of one transaction. */
export interface TracedTransaction {
  readonly from: string;
  readonly to: string;
  readonly succeeded: boolean;
  readonly call: string;
  readonly inputBytes: number;
  /** Gas of the execution alone: without the part that depends on how many bytes of the input are zero. */
  readonly executionGas: number;
  readonly values: readonly NamedValue[];
  readonly events: readonly TracedEvent[];
}

interface RawTransaction {
  hash: string;
  from: string;
  to: string | null;
  input: string;
}

interface RawReceipt {
  status: string;
  gasUsed: string;
  logs: { address: string; topics: string[]; data: string }[];
}

const BASE_GAS = 21_000;
const ZERO_BYTE_GAS = 4;
const OTHER_BYTE_GAS = 16;

/** Everything that happened from a block on, transaction by transaction. */
export async function traceChain(
  chain: LocalChain,
  abis: readonly Interface[],
  fromBlock: number,
): Promise<TracedTransaction[]> {
  const head = Number(await chain.request('eth_blockNumber'));
  const traced: TracedTransaction[] = [];
  for (let number = fromBlock; number <= head; number++) {
    const block = await chain.request('eth_getBlockByNumber', [`0x${number.toString(16)}`, true]);
    for (const transaction of (block as { transactions: RawTransaction[] }).transactions) {
      const receipt = await chain.request('eth_getTransactionReceipt', [transaction.hash]);
      traced.push(traceTransaction(transaction, receipt as RawReceipt, abis));
    }
  }
  return traced;
}

/** Gas that a transaction's execution took, from its receipt and input. */
export function executionGas(gasUsed: bigint | string, input: string): number {
  let gas = Number(gasUsed) - BASE_GAS;
  for (let at = 2; at < input.length; at += 2) {
    gas -= input.startsWith('00', at) ? ZERO_BYTE_GAS : OTHER_BYTE_GAS;
  }
  return gas;
}

function traceTransaction(
  transaction: RawTransaction,
  receipt: RawReceipt,
  abis: readonly Interface[],
): TracedTransaction {
  const { from, to, input } = transaction;
  const call = firstMatch(abis, (abi) => abi.parseTransaction({ data: input }));
  return {
    ...{ from, to: to ?? 'creation', succeeded: BigInt(receipt.status) === 1n },
    ...{ call: call?.name ?? input.slice(0, 10), inputBytes: (input.length - 2) / 2 },
    executionGas: executionGas(receipt.gasUsed, input),
    values: call === undefined ? [] : named(call.fragment.inputs, call.args),
    events: receipt.logs.map(({ address, topics, data }) => {
      const event = firstMatch(abis, (abi) => abi.parseLog({ topics, data }));
      return {
        ...{ emitter: address, name: event?.name ?? topics[0]!, topics: topics.length },
        dataBytes: (data.length - 2) / 2,
        values: event === undefined ? [] : named(event.fragment.inputs, event.args),
      };
    }),
  };
}

function firstMatch<T>(abis: readonly Interface[], parse: (abi: Interface) => T | null): T | undefined {
  for (const abi of abis) {
    const parsed = parse(abi);
    if (parsed !== null) return parsed;
  }
  return undefined;
}

function named(inputs: readonly ParamType[], args: Result): NamedValue[] {
  return inputs.flatMap((input, i) => flatten(input, input.name, args[i]));
}

function flatten(type: ParamType, path: string, value: unknown): NamedValue[] {
  if (type.components !== null && value instanceof Result) {
    return type.components.flatMap((each, i) => flatten(each, `${path}.${each.name}`, value[i]));
  }
  if (type.arrayChildren !== null && value instanceof Result) {
    return [...value].flatMap((each, i) => flatten(type.arrayChildren!, `${path}.${i}`, each));
  }
  return [[path, String(value)]];
}
