// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { startLocalChain } from '../../scripts/localChain.ts';

test('localChain_startsAtTheGivenTimeAndOnlyGoesForward', async () => {
  const startAt = Date.UTC(2023, 2, 11, 6, 45) / 1000;
  const chain = await startLocalChain({ startAt });
  try {
    expect(chain.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(BigInt((await chain.request('eth_chainId')) as string)).toBe(chain.chainId);
    expect(await chain.now()).toBe(startAt);
    await chain.moveTo(startAt + 3600);
    expect(await chain.now()).toBe(startAt + 3600);
    await expect(chain.moveTo(startAt)).rejects.toThrow('evm_setNextBlockTimestamp');
  } finally {
    await chain.stop();
  }
  await chain.stop();
  await expect(fetch(chain.url)).rejects.toThrow();
});

test('localChain_givesEveryChainItsOwnPort', async () => {
  const chains = await Promise.all([startLocalChain(), startLocalChain()]);
  expect(chains[0]!.url).not.toBe(chains[1]!.url);
  await Promise.all(chains.map((chain) => chain.stop()));
});
