// SPDX-License-Identifier: Apache-2.0
import { SottoError } from '../../protocol/errors.ts';
import { hideUrls, withoutUrls } from './withoutUrls.ts';

/** Sends one JSON-RPC request. Rejects with NodeError when the node answered with an error, else with SottoError. */
export interface Transport {
  /** Whom errors name: never a whole URL, which may hold an API key. */
  readonly label: string;
  request(method: string, params: readonly unknown[], timeoutMs: number): Promise<unknown>;
}

/** What connects to a chain: a URL, an ethers JSON-RPC provider, or any EIP-1193 provider. */
export type NodeSource =
  | string
  | { send(method: string, params: unknown[]): Promise<unknown> }
  | { request(request: { method: string; params?: unknown[] }): Promise<unknown> };

/** The node understood the request and answered with an error, such as a revert. */
export class NodeError extends Error {
  readonly rpcCode: number;
  /** Return data of a revert, `0x…`, if the node gave it. */
  readonly data: string | undefined;

  constructor(rpcCode: number, message: string, data: string | undefined, cause?: unknown) {
    super(message, { cause });
    this.name = 'NodeError';
    this.rpcCode = rpcCode;
    this.data = data;
  }
}

/** Of a server error without a code of its own. */
const UNKNOWN_CODE = -32000;
const MAX_DEPTH = 5;

export function transportOf(source: NodeSource): Transport {
  return typeof source === 'string' ? httpTransport(source) : providerTransport(source);
}

function httpTransport(url: string): Transport {
  const label = hostOf(url);
  let nextId = 1;
  return {
    label,
    async request(method, params, timeoutMs) {
      const body = JSON.stringify({ jsonrpc: '2.0', id: nextId++, method, params });
      const answer = await post(url, body, label, timeoutMs);
      if (answer.error !== undefined) throw toNodeError(answer.error);
      if (!('result' in answer)) throw unreachable(label, 'sent an answer that is not JSON-RPC');
      return answer.result;
    },
  };
}

interface JsonRpcAnswer {
  result?: unknown;
  error?: unknown;
}

async function post(url: string, body: string, label: string, timeoutMs: number): Promise<JsonRpcAnswer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    const answer = parseJson(text);
    if (answer !== undefined) return answer;
    throw unreachable(label, `answered HTTP ${response.status} without JSON`);
  } catch (cause) {
    if (cause instanceof SottoError) throw cause;
    if ((cause as Error).name === 'TimeoutError') throw tooSlow(label, timeoutMs, cause);
    throw unreachable(label, 'cannot be reached', cause);
  }
}

function parseJson(text: string): JsonRpcAnswer | undefined {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === 'object' && answer !== null ? answer : undefined;
  } catch {
    return undefined;
  }
}

function providerTransport(provider: Exclude<NodeSource, string>): Transport {
  const label = 'the given provider';
  return {
    label,
    async request(method, params, timeoutMs) {
      const answer =
        'request' in provider
          ? provider.request({ method, params: [...params] })
          : provider.send(method, [...params]);
      try {
        return await withTimeout(answer, label, timeoutMs);
      } catch (cause) {
        if (cause instanceof SottoError) throw cause;
        if (isUnreachable(cause)) throw unreachable(label, 'cannot be reached', cause);
        throw toNodeError(cause);
      }
    },
  };
}

async function withTimeout<T>(promise: Promise<T>, label: string, timeoutMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooSlow(label, timeoutMs)), timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Ethers and EIP-1193 providers report a dead line with one of these, or with no code at all. */
const LINE_CODES: readonly unknown[] = [
  ...['NETWORK_ERROR', 'SERVER_ERROR', 'TIMEOUT', 'ECONNREFUSED', 'ECONNRESET', 4900, 4901],
  undefined,
];

function isUnreachable(error: unknown): boolean {
  return LINE_CODES.includes((error as { code?: unknown })?.code);
}

function toNodeError(error: unknown): NodeError {
  const { message } = (error ?? {}) as { message?: unknown };
  return new NodeError(
    rpcCodeOf(error) ?? UNKNOWN_CODE,
    typeof message === 'string' ? hideUrls(message) : 'The node answered with an error',
    revertDataOf(error),
    withoutUrls(error),
  );
}

/** Libraries wrap the node's error in their own, whose codes are words. */
function rpcCodeOf(error: unknown, depth = 0): number | undefined {
  if (typeof error !== 'object' || error === null || depth > MAX_DEPTH) return undefined;
  const { code, error: inner, info, cause } = error as Record<string, unknown>;
  if (typeof code === 'number') return code;
  return rpcCodeOf(inner, depth + 1) ?? rpcCodeOf(info, depth + 1) ?? rpcCodeOf(cause, depth + 1);
}

/** Nodes and libraries nest a revert's return data in different ways; the first `0x…` called data is it. */
export function revertDataOf(error: unknown, depth = 0): string | undefined {
  if (typeof error !== 'object' || error === null || depth > MAX_DEPTH) return undefined;
  const { data, error: inner, info, cause } = error as Record<string, unknown>;
  if (typeof data === 'string' && /^0x([0-9a-fA-F]{2})*$/.test(data)) return data;
  for (const nested of [data, inner, info, cause]) {
    const found = revertDataOf(nested, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function hostOf(url: string): string {
  try {
    const { protocol, host } = new URL(url);
    if (protocol === 'http:' || protocol === 'https:') return host;
  } catch {
    // Nothing is chained: it would repeat the address.
  }
  throw new SottoError(
    'CHAIN_UNREACHABLE',
    'The address of the node must be a URL that begins with http:// or https://',
  );
}

function unreachable(label: string, what: string, cause?: unknown): SottoError {
  return new SottoError('CHAIN_UNREACHABLE', `The chain’s node (${label}) ${what}`, {
    cause: withoutUrls(cause),
  });
}

function tooSlow(label: string, timeoutMs: number, cause?: unknown): SottoError {
  return new SottoError('CHAIN_TIMEOUT', `The chain’s node (${label}) did not answer in ${timeoutMs} ms`, {
    cause: withoutUrls(cause),
  });
}
