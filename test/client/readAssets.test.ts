// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { readAssets } from '../../client/chain/readAssets.ts';
import type { Rpc } from '../../client/chain/rpc.ts';
import { AssetList } from '../../protocol/asset.ts';

it('readAssets_namesEveryTokenDifferently_whateverTheyCallThemselves', async () => {
  const symbols = ['USD#2', 'USD', 'USD', '', '#3'];
  const tokens = symbols.map((_, i) => `0x${(i + 1).toString(16).padStart(40, '0')}`);
  const call = async (token: string, _abi: unknown, name: string) =>
    name === 'symbol' ? [symbols[tokens.indexOf(token)]] : [6n];
  const assets = await readAssets({ call } as unknown as Rpc, tokens, new AssetList([]));
  expect(assets.map(({ symbol }) => symbol)).toEqual(['USD#2', 'USD', 'USD#2#2', '#3', '#3#4']);
  expect(() => new AssetList(assets)).not.toThrow();
});
