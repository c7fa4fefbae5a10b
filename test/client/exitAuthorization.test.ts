// SPDX-License-Identifier: Apache-2.0
import { TypedDataEncoder, Wallet } from 'ethers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  assertExitAuthorized,
  type ExitAuthorizationParameters,
  exitAuthorizationRequest,
  signExitAuthorization,
} from '../../client/actions/exitAuthorization.ts';
import { syncVenue } from '../../client/chain/syncVenue.ts';
import type { VenueView } from '../../client/chain/venueView.ts';
import { deployContract } from '../../scripts/deploy.ts';
import { expectCode, expectCodeAsync } from '../support/expectCode.ts';
import { createStage, type Stage } from './support/stage.ts';

const signer = new Wallet(`0x${'5'.repeat(64)}`);
const recipient = '0x00000000000000000000000000000000000000cc';

let stage: Stage;
let view: VenueView;
let wallet: string;

beforeAll(async () => {
  stage = await createStage();
  view = await syncVenue(stage.connection);
  wallet = await deployContract(stage.signer, 'TestWallet', signer.address);
});

afterAll(() => stage?.stop());

function request(changes: Partial<ExitAuthorizationParameters> = {}) {
  const payout = { asset: 'USDC', amount: '12.5', recipient } as const;
  return exitAuthorizationRequest({ view, exitAuthority: signer.address, ...payout, ...changes });
}

describe('an exit authorization', () => {
  it('exitAuthorizationRequest_namesTokenChainAndVenue_andNoState', () => {
    const { domain, types, message } = request({ nonce: 7n, expiry: 99 });
    expect(domain).toEqual({
      name: 'Sotto Venue',
      version: '1',
      chainId: 31337n,
      verifyingContract: view.connection.venue,
    });
    expect(message).toMatchObject({
      asset: 0,
      token: stage.tokens[0]!.toLowerCase(),
      amount: 12_500000n,
      nonce: 7n,
    });
    expect(TypedDataEncoder.from(types).encodeType('ExitAuthorization')).toBe(
      'ExitAuthorization(address exitAuthority,uint8 asset,address token,uint256 amount,address recipient,address relayer,uint256 relayerFee,address newExitAuthority,uint256 nonce,uint40 expiry)',
    );
  });

  it('exitAuthorizationRequest_drawsFreshNonces_andLastsAWeek', () => {
    const [first, second] = [request(), request()];
    expect(first.message.nonce).not.toBe(second.message.nonce);
    expect(first.message.expiry).toBe(view.now + 604_800);
    expectCode('ASSET_UNKNOWN', () => request({ asset: 9 }));
    expectCode('ADDRESS_INVALID', () => request({ recipient: '0x1' }));
  });

  it('assertExitAuthorized_acceptsTheKeysSignature_overExactlyThis', async () => {
    const asked = request();
    const signed = await signExitAuthorization(asked, signer);
    await expect(assertExitAuthorized(view, asked, signed)).resolves.toBeUndefined();
    const { nonce, expiry } = signed;
    for (const changes of [
      { amount: '12.6' },
      { recipient: stage.tokens[0]! },
      { relayerFee: '1' },
      { newExitAuthority: recipient },
    ]) {
      const other = request({ ...changes, nonce, expiry });
      await expectCodeAsync('EXIT_SIGNATURE_INVALID', () => assertExitAuthorized(view, other, signed));
    }
    const malformed = { ...signed, signature: '0x1234' };
    await expectCodeAsync('EXIT_SIGNATURE_INVALID', () => assertExitAuthorized(view, asked, malformed));
  });

  it('assertExitAuthorized_asksTheContract_whenTheAuthorityIsOne', async () => {
    const asked = request({ exitAuthority: wallet });
    const signed = await signExitAuthorization(asked, signer);
    await expect(assertExitAuthorized(view, asked, signed)).resolves.toBeUndefined();
    const stranger = await signExitAuthorization(asked, new Wallet(`0x${'6'.repeat(64)}`));
    await expectCodeAsync('EXIT_SIGNATURE_INVALID', () => assertExitAuthorized(view, asked, stranger));
    const noContract = request({ exitAuthority: recipient });
    await expectCodeAsync('EXIT_SIGNATURE_INVALID', () => assertExitAuthorized(view, noContract, signed));
  });

  it('assertExitAuthorized_throwsExitSignatureInvalid_whenItExpired', async () => {
    const asked = request({ expiry: view.now - 1 });
    const signed = await signExitAuthorization(asked, signer);
    const error = await expectCodeAsync('EXIT_SIGNATURE_INVALID', () =>
      assertExitAuthorized(view, asked, signed),
    );
    expect(error.message).toMatch(/expired/);
  });
});
