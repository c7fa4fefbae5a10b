// SPDX-License-Identifier: Apache-2.0
import type { Interface, Result } from 'ethers';
import { isSottoError, SottoError } from '../../protocol/errors.ts';
import type { Transport } from './transport.ts';
import { NodeError } from './transport.ts';

export interface RpcOptions {
  /** Milliseconds the node may take for one answer. */
  timeoutMs?: number;
  /** How often a request is repeated when the node is down, slow or limits its rate. */
  retries?: number;
  /** Milliseconds before the first repetition; each later one waits twice as long. */
  backoffMs?: number;
}

/** A block's place in the chain. */
export interface BlockHeader {
  number: number;
  hash: string;
  /** Unix seconds. */
  timestamp: number;
}

/** A log as the node sends it. */
export interface RawLog {
  address: string;
  topics: string[];
  data: string;
  blockNumber: string;
}

export interface LogFilter {
  addresses: readonly string[];
  /** First topics: which events. */
  topics: readonly string[];
}

export interface Receipt {
  transactionHash: string;
  blockNumber: number;
  gasUsed: bigint;
  succeeded: boolean;
  logs: RawLog[];
}

const LIMIT_CODES = [429, -32005, -32016];

/** Requests to one node, repeated with back-off. Rejects with CHAIN_UNREACHABLE, CHAIN_TIMEOUT or NodeError. */
export class Rpc {
  readonly #transport: Transport;
  readonly #options: Required<RpcOptions>;

  constructor(transport: Transport, options: RpcOptions = {}) {
    this.#transport = transport;
    this.#options = { timeoutMs: 30_000, retries: 3, backoffMs: 250, ...options };
  }

  get label(): string {
    return this.#transport.label;
  }

  async send(method: string, params: readonly unknown[]): Promise<unknown> {
    const { retries, timeoutMs, backoffMs } = this.#options;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#transport.request(method, params, timeoutMs);
      } catch (error) {
        if (attempt >= retries || !isPassing(error)) throw error;
        await sleep(backoffMs * 2 ** attempt);
      }
    }
  }

  async chainId(): Promise<bigint> {
    return BigInt(expectNumber(await this.send('eth_chainId', []), 'chain id'));
  }

  /** Undefined when the node has no such block. */
  async block(at: number | 'latest'): Promise<BlockHeader | undefined> {
    const block = asObject(await this.send('eth_getBlockByNumber', [tagOf(at), false]));
    if (block === undefined) return undefined;
    return {
      number: Number(expectNumber(block.number, 'block number')),
      hash: expectHex(block.hash, 'block hash'),
      timestamp: Number(expectNumber(block.timestamp, 'block timestamp')),
    };
  }

  async head(): Promise<BlockHeader> {
    const head = await this.block('latest');
    if (head !== undefined) return head;
    throw new SottoError('CHAIN_UNREACHABLE', `The chain’s node (${this.label}) has no blocks yet`);
  }

  async code(address: string): Promise<string> {
    return expectHex(await this.send('eth_getCode', [address, 'latest']), 'code');
  }

  /** Logs of these contracts whose first topic is one of these, in a range of blocks. */
  async logs({ addresses, topics }: LogFilter, fromBlock: number, toBlock: number): Promise<RawLog[]> {
    const range = { fromBlock: tagOf(fromBlock), toBlock: tagOf(toBlock) };
    const filter = { address: addresses, topics: [topics], ...range };
    return this.#expectLogs(await this.send('eth_getLogs', [filter]));
  }

  #expectLogs(logs: unknown): RawLog[] {
    if (Array.isArray(logs) && logs.every(isLog)) return logs;
    throw new SottoError('CHAIN_INCONSISTENT', `The chain’s node (${this.label}) sent no list of logs`);
  }

  /** Calls a view function at a block. Rejects with NodeError when it reverts. */
  async call(
    to: string,
    abi: Interface,
    name: string,
    args: readonly unknown[] = [],
    options: { at?: number | 'latest'; from?: string } = {},
  ): Promise<Result> {
    const request = {
      to,
      data: abi.encodeFunctionData(name, args),
      ...(options.from && { from: options.from }),
    };
    const answer = expectHex(await this.send('eth_call', [request, tagOf(options.at ?? 'latest')]), name);
    try {
      return abi.decodeFunctionResult(name, answer);
    } catch (cause) {
      throw new SottoError(
        'DEPLOYMENT_MISMATCH',
        `The contract at ${to} has no function ${name} as expected`,
        { cause },
      );
    }
  }

  async receipt(transactionHash: string): Promise<Receipt | undefined> {
    const raw = asObject(await this.send('eth_getTransactionReceipt', [transactionHash]));
    if (raw === undefined) return undefined;
    return {
      transactionHash,
      blockNumber: Number(expectNumber(raw.blockNumber, 'block number')),
      gasUsed: BigInt(expectNumber(raw.gasUsed, 'gas used')),
      succeeded: BigInt(expectNumber(raw.status, 'status')) === 1n,
      logs: this.#expectLogs(raw.logs),
    };
  }
}

function isPassing(error: unknown): boolean {
  if (error instanceof NodeError) return LIMIT_CODES.includes(error.rpcCode);
  return isSottoError(error, 'CHAIN_UNREACHABLE') || isSottoError(error, 'CHAIN_TIMEOUT');
}

function tagOf(at: number | 'latest'): string {
  return at === 'latest' ? at : `0x${at.toString(16)}`;
}

function expectHex(value: unknown, name: string): string {
  if (typeof value === 'string' && /^0x[0-9a-fA-F]*$/.test(value)) return value;
  throw new SottoError('CHAIN_INCONSISTENT', `The chain’s node sent no ${name}`);
}

function expectNumber(value: unknown, name: string): string {
  if (value !== '0x') return expectHex(value, name);
  throw new SottoError('CHAIN_INCONSISTENT', `The chain’s node sent no ${name}`);
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

/** What is in the words of a log is checked by whoever reads it. */
function isLog(value: unknown): value is RawLog {
  const { address, topics, data, blockNumber } = asObject(value) ?? {};
  const words = [address, data, blockNumber, ...(Array.isArray(topics) ? topics : [undefined])];
  return words.every((word) => typeof word === 'string');
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
