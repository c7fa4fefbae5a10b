// SPDX-License-Identifier: Apache-2.0
import type { Asset, AssetList } from '../../protocol/asset.ts';
import { isSottoError } from '../../protocol/errors.ts';
import { TOKEN } from './interfaces.ts';
import type { Rpc } from './rpc.ts';
import { NodeError } from './transport.ts';

/** What the listed tokens call themselves; those known already are not asked again. */
export async function readAssets(rpc: Rpc, tokens: readonly string[], known: AssetList): Promise<Asset[]> {
  const assets: Asset[] = [];
  for (const [slot, token] of tokens.entries()) {
    const before = known.assets.find((asset) => asset.slot === slot && asset.token === token);
    assets.push(before ?? (await readAsset(rpc, slot, token, assets)));
  }
  return assets;
}

/** A token without a name, or with another one's, is called by its slot; one without decimals has none. */
async function readAsset(rpc: Rpc, slot: number, token: string, others: readonly Asset[]): Promise<Asset> {
  const answer = async (name: string): Promise<unknown> => {
    try {
      return (await rpc.call(token, TOKEN, name))[0];
    } catch (error) {
      if (error instanceof NodeError || isSottoError(error, 'DEPLOYMENT_MISMATCH')) return '';
      throw error;
    }
  };
  const symbol = String(await answer('symbol'));
  const isFree = (name: string) => others.every((other) => other.symbol !== name);
  let name = symbol === '' ? `#${slot}` : symbol;
  while (!isFree(name)) name += `#${slot}`;
  return {
    slot,
    token,
    symbol: name,
    decimals: Number(await answer('decimals')),
  };
}
