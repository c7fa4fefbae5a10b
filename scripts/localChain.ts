// SPDX-License-Identifier: Apache-2.0

/** An Ethereum node in this process: JSON-RPC over HTTP on the loopback interface, one block for each transaction. */
export interface LocalChain {
  /** http://127.0.0.1:<free port> */
  readonly url: string;
  readonly chainId: bigint;
  /** A raw JSON-RPC call. */
  request(method: string, params?: readonly unknown[]): Promise<unknown>;
  /** Timestamp of the newest block, UTC seconds. */
  now(): Promise<number>;
  /** Mines an empty block at this time; the clock runs on from there. Time only goes forward. */
  moveTo(seconds: number): Promise<void>;
  /** Stops answering and frees the port. May be called twice. */
  stop(): Promise<void>;
}

export interface LocalChainOptions {
  /** Timestamp of the first block, UTC seconds; the clock runs on from there. The machine's time if not given. */
  startAt?: number;
}

const LOOPBACK = '127.0.0.1';
const ANY_FREE_PORT = 0;
const CHAIN_ID = 31337;

/** Starts an empty chain with twenty funded, unlocked accounts. Its chain id accepts development keys. */
export async function startLocalChain({ startAt }: LocalChainOptions = {}): Promise<LocalChain> {
  const { createHardhatRuntimeEnvironment } = await import('hardhat/hre');
  const initialDate = new Date(startAt === undefined ? Date.now() : startAt * 1000);
  const environment = await createHardhatRuntimeEnvironment({
    networks: {
      local: { type: 'edr-simulated', chainType: 'l1', hardfork: 'prague', chainId: CHAIN_ID, initialDate },
    },
  });
  const server = await environment.network.createServer('local', LOOPBACK, ANY_FREE_PORT);
  const { port } = await server.listen();
  const url = `http://${LOOPBACK}:${port}`;
  const request = createRequest(url);
  let stopping: Promise<void> | undefined;
  return {
    url,
    chainId: BigInt(CHAIN_ID),
    request,
    now: async () =>
      Number(((await request('eth_getBlockByNumber', ['latest', false])) as { timestamp: string }).timestamp),
    moveTo: async (seconds) => {
      await request('evm_setNextBlockTimestamp', [seconds]);
      await request('evm_mine');
    },
    stop: () => {
      stopping ??= server.close();
      return stopping;
    },
  };
}

function createRequest(url: string): LocalChain['request'] {
  let id = 0;
  return async (method, params = []) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params });
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const { result, error } = (await response.json()) as { result?: unknown; error?: { message: string } };
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  };
}
