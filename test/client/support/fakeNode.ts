// SPDX-License-Identifier: Apache-2.0
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RpcRequest {
  method: string;
  params: unknown[];
}

/** What a node says: a result, an error, or nothing at all. */
export type Answer =
  | { result: unknown }
  | { error: { code: number; message: string; data?: string } }
  | 'hang'
  | 'drop';

/** Answers a request; `forward` asks the real node. */
export type Behaviour = (request: RpcRequest, forward: () => Promise<Answer>) => Promise<Answer> | Answer;

/** A node in front of another one that misbehaves as told. */
export interface FakeNode {
  url: string;
  /** Every request it got. */
  requests: RpcRequest[];
  behave(behaviour: Behaviour): void;
  stop(): Promise<void>;
}

export async function startFakeNode(target: string): Promise<FakeNode> {
  const requests: RpcRequest[] = [];
  let behaviour: Behaviour = (_, forward) => forward();
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const request = JSON.parse(body) as RpcRequest & { id: number };
    requests.push({ method: request.method, params: request.params });
    const forward = async (): Promise<Answer> => {
      const headers = { 'content-type': 'application/json' };
      return (await (await fetch(target, { method: 'POST', headers, body })).json()) as Answer;
    };
    const answer = await behaviour(request, forward);
    if (answer === 'drop') response.destroy();
    if (answer === 'drop' || answer === 'hang') return;
    response.end(JSON.stringify({ ...answer, jsonrpc: '2.0', id: request.id }));
  });
  await listen(server);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    behave: (next) => {
      behaviour = next;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
}
