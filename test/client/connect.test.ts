// SPDX-License-Identifier: Apache-2.0
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectCodeAsync } from '../support/expectCode.ts';
import { createStage, type Stage } from './support/stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await createStage();
});

afterEach(() => {
  stage.node.behave((_, forward) => forward());
});

afterAll(() => stage?.stop());

describe('connect', () => {
  it('connect_findsRegistryAndPriceFeed_whenThereIsAVenue', async () => {
    const connection = await stage.connect();
    expect(connection.registry).toBe(stage.registry.toLowerCase());
    expect(connection.priceFeed).toBe(stage.priceFeed.toLowerCase());
  });

  it('connect_takesAnEip1193ProviderAndAnEthersProvider', async () => {
    const request = ({ method, params = [] }: { method: string; params?: unknown[] }) =>
      stage.chain.request(method, params);
    const send = (method: string, params: unknown[]) => stage.chain.request(method, params);
    expect((await stage.connect({ node: { request } })).chainId).toBe(31337n);
    expect((await stage.connect({ node: { send } })).chainId).toBe(31337n);
  });

  it('connect_throwsChainUnreachable_whenNothingListens', async () => {
    const closed = 'http://127.0.0.1:9/v3/an-api-key';
    const error = await expectCodeAsync('CHAIN_UNREACHABLE', () =>
      stage.connect({ node: closed, retries: 0 }),
    );
    expect(error.message).toContain('127.0.0.1:9');
    expect(error.message).not.toContain('an-api-key');
  });

  it.each([
    ['not a url: an-api-key'],
    ['localhost:8545/an-api-key'],
    ['wss://node.example/an-api-key'],
    ['http://user:an-api-key@127.0.0.1:9'],
  ])('connect_throwsChainUnreachable_andRepeatsNoAddress %s', async (node) => {
    const error = await expectCodeAsync('CHAIN_UNREACHABLE', () => stage.connect({ node, retries: 0 }));
    expect(inspect(error)).not.toContain('an-api-key');
  });

  it('connect_throwsChainUnreachable_withoutTheAddressAnInjectedProviderRepeats', async () => {
    const requestUrl = 'https://node.example/v3/an-api-key';
    for (const code of ['SERVER_ERROR', 'UNKNOWN_ERROR']) {
      const cause = Object.assign(new Error(`request to ${requestUrl} failed`), { requestUrl });
      const failure = Object.assign(new Error(`bad (info={ "requestUrl": "${requestUrl}" })`, { cause }), {
        ...{ code, info: { requestUrl } },
      });
      const send = () => Promise.reject(failure);
      const error = await expectCodeAsync('CHAIN_UNREACHABLE', () =>
        stage.connect({ node: { send }, retries: 0 }),
      );
      expect(inspect(error, { depth: 9 })).toMatch(/bad \(info=/);
      expect(inspect(error, { depth: 9 })).not.toContain('an-api-key');
    }
  });

  it.each([['0x'], [5], [null]])('connect_throwsATypedError_whenTheChainIdIs %s', async (result) => {
    stage.node.behave(({ method }, forward) => (method === 'eth_chainId' ? { result } : forward()));
    await expectCodeAsync('CHAIN_INCONSISTENT', () => stage.connect());
  });

  it('connect_throwsChainUnreachable_whenTheNodeDropsTheLine', async () => {
    stage.node.behave(() => 'drop');
    await expectCodeAsync('CHAIN_UNREACHABLE', () => stage.connect({ retries: 1 }));
  });

  it('connect_throwsChainTimeout_whenTheNodeHangs', async () => {
    stage.node.behave(() => 'hang');
    await expectCodeAsync('CHAIN_TIMEOUT', () => stage.connect({ timeoutMs: 50, retries: 0 }));
  });

  it('connect_throwsChainTimeout_whenAnInjectedProviderHangs', async () => {
    const request = () => new Promise<never>(() => {});
    await expectCodeAsync('CHAIN_TIMEOUT', () =>
      stage.connect({ node: { request }, timeoutMs: 50, retries: 0 }),
    );
  });

  it('connect_triesAgain_whenAnInjectedProviderLosesItsLine', async () => {
    const failures: unknown[] = [
      Object.assign(new Error('lost'), { code: 'NETWORK_ERROR' }),
      new TypeError('fetch failed'),
      Object.assign(new Error('could not coalesce error'), {
        ...{ code: 'UNKNOWN_ERROR', error: { code: -32005, message: 'rate limit' } },
      }),
    ];
    const send = async (method: string, params: unknown[]) => {
      const failure = failures.pop();
      if (failure !== undefined) throw failure;
      return stage.chain.request(method, params);
    };
    expect((await stage.connect({ node: { send }, retries: 3 })).chainId).toBe(31337n);
    expect(failures).toEqual([]);
  });

  it('connect_throwsChainWrong_whenTheNodeServesAnotherChain', async () => {
    stage.node.behave(({ method }, forward) => (method === 'eth_chainId' ? { result: '0x1' } : forward()));
    const error = await expectCodeAsync('CHAIN_WRONG', () => stage.connect());
    expect(error.message).toMatch(/chain 1, not chain 31337/);
  });

  it('connect_throwsDeploymentMismatch_whenThereIsNoContract', async () => {
    const venue = '0x00000000000000000000000000000000000000aa';
    await expectCodeAsync('DEPLOYMENT_MISMATCH', () => stage.connect({ venue }));
  });

  it('connect_throwsDeploymentMismatch_whenTheContractIsNoVenue', async () => {
    await expectCodeAsync('DEPLOYMENT_MISMATCH', () => stage.connect({ venue: stage.tokens[0]! }));
    await expectCodeAsync('DEPLOYMENT_MISMATCH', () => stage.connect({ venue: stage.registry }));
  });

  it('connect_throwsAddressInvalid_whenTheChecksumIsWrong', async () => {
    const venue = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD'.replace('a', 'A');
    await expectCodeAsync('ADDRESS_INVALID', () => stage.connect({ venue }));
  });

  it('connect_triesAgain_whenTheNodeFailsAtFirst', async () => {
    let failures = 3;
    stage.node.behave((_, forward) => {
      failures -= 1;
      if (failures === 1) return { error: { code: -32005, message: 'too many requests' } };
      return failures >= 0 ? 'drop' : forward();
    });
    expect((await stage.connect({ retries: 3 })).chainId).toBe(31337n);
  });

  it('connect_doesNotTryAgain_whenTheNodeRefusesTheRequest', async () => {
    stage.node.behave(() => ({ error: { code: -32601, message: 'method not found' } }));
    const before = stage.node.requests.length;
    await expectCodeAsync('CHAIN_UNREACHABLE', () => stage.connect({ retries: 3 }));
    expect(stage.node.requests.length - before).toBe(1);
  });

  it('connect_throwsChainUnreachable_whenTheAnswerIsNoJson', async () => {
    stage.node.behave(() => ({ result: undefined }));
    await expectCodeAsync('CHAIN_UNREACHABLE', () => stage.connect({ retries: 0 }));
  });
});
