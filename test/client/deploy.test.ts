// SPDX-License-Identifier: Apache-2.0
import { inspect } from 'node:util';
import { Contract, JsonRpcProvider, type JsonRpcSigner } from 'ethers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../client/chain/connect.ts';
import { VENUE } from '../../client/chain/interfaces.ts';
import { sendTransaction } from '../../client/chain/sendTransaction.ts';
import { syncVenue } from '../../client/chain/syncVenue.ts';
import { insertNext } from '../../operator/sequencer.ts';
import { type DeployConfig, deployContract, deployVenue } from '../../scripts/deploy.ts';
import { type LocalChain, startLocalChain } from '../../scripts/localChain.ts';
import { expectCodeAsync } from '../support/expectCode.ts';
import { noEngine, POLICY } from './support/stage.ts';

let chain: LocalChain;
let provider: JsonRpcProvider;
let signer: JsonRpcSigner;
let config: DeployConfig;

beforeAll(async () => {
  chain = await startLocalChain();
  provider = new JsonRpcProvider(chain.url, Number(chain.chainId), { staticNetwork: true, cacheTimeout: -1 });
  signer = await provider.getSigner(0);
  const { address } = signer;
  const token = await deployContract(signer, 'DemoToken', 'Test dollar', 'USDC', 6);
  const committee = { members: [address], threshold: 1 };
  const timelock = { minDelay: 86_400, proposers: [address], executors: [address] };
  config = {
    ...{ governance: { timelock }, guardian: address, assets: [token], policy: POLICY },
    ...{ registrars: committee, reporters: committee },
  };
});

afterAll(async () => {
  provider?.destroy();
  await chain?.stop();
});

describe('deployVenue', () => {
  it('deployVenue_makesAVenueThatClientsFind_governedByATimelock', async () => {
    const deployment = await deployVenue({ signer, config });
    const view = await syncVenue(await connect({ node: chain.url, ...deployment }));
    expect(view.policy).toMatchObject(POLICY);
    expect(view.assets.assets.map(({ symbol }) => symbol)).toEqual(['USDC']);
    expect(view.connection.fromBlock).toBeGreaterThan(0);
    for (const address of [deployment.venue, deployment.registry, deployment.priceFeed]) {
      const owned = new Contract(address, ['function owner() view returns (address)'], signer);
      expect(await owned.owner!()).toBe(deployment.owner);
    }
    const timelock = new Contract(
      deployment.owner,
      ['function getMinDelay() view returns (uint256)'],
      signer,
    );
    expect(await timelock.getMinDelay!()).toBe(86_400n);
    const { connection } = view;
    const set = { to: deployment.venue, abi: VENUE, name: 'setPolicy', args: [{ ...POLICY, collarBps: 50 }] };
    const refusal = () => sendTransaction({ connection, signer, ...set });
    const error = await expectCodeAsync('TRANSACTION_REVERTED', refusal);
    expect(error.message).toContain('OwnableUnauthorizedAccount');
  });

  it('insertNext_doesNothing_whenNothingWaits', async () => {
    const deployment = await deployVenue({ signer, config });
    const view = await syncVenue(await connect({ node: chain.url, ...deployment }));
    expect(await insertNext({ view, engine: noEngine(), signer })).toBeUndefined();
  });

  it('deployVenue_throws_forAPolicyOutOfBounds_orAContractThatIsNotThere', async () => {
    const wrong = { ...config, policy: { ...POLICY, collarBps: 20_000 } };
    await expectCodeAsync('POLICY_INVALID', () => deployVenue({ signer, config: wrong }));
    const refused = { ...config, policy: { ...POLICY, collarBps: 5 } };
    const error = await expectCodeAsync('TRANSACTION_REVERTED', () =>
      deployVenue({ signer, config: refused }),
    );
    expect(error.message).toMatch(/Venue could not be deployed/);
    await expectCodeAsync('ARTIFACT_MISSING', () => deployContract(signer, 'NoSuchContract'));
  });

  it('deployContract_repeatsNoAddress_whenTheNodeRefuses', async () => {
    const failure = new Error('no line to https://node.example/an-api-key');
    const refusing = Object.create(signer, { sendTransaction: { value: () => Promise.reject(failure) } });
    const error = await expectCodeAsync('TRANSACTION_REVERTED', () =>
      deployContract(refusing as JsonRpcSigner, 'DemoToken', 'Test dollar', 'USDC', 6),
    );
    expect(inspect(error)).toContain('no line to');
    expect(inspect(error)).not.toContain('an-api-key');
  });
});
