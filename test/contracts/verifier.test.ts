// SPDX-License-Identifier: Apache-2.0
import { bn254 } from '@noble/curves/bn254.js';
import { solidityPackedKeccak256 } from 'ethers';
import { describe, expect, it } from 'vitest';
import { FIELD_ORDER } from '../../protocol/field.ts';
import { CHAIN_ID, deploy, ethers, expectRevert, randomFields } from './support/chain.ts';
import type { Claim } from './support/statements.ts';
import { outsideSubgroup, spoil, TOY_KEYS, toyClaim } from './support/toyKeys.ts';

const BASE_ORDER = bn254.fields.Fp.ORDER;
const field = randomFields('verifier');
const verifier = await deploy('ToyVerifier', TOY_KEYS);

const inputs = (): [bigint, bigint, bigint] => [field(), field(), field()];
const valid = (circuit: 0 | 1): Claim => toyClaim(circuit, inputs(), field(), field());
const verify = (...claims: Claim[]): Promise<boolean> => verifier.verify(claims);
const withWord = (claim: Claim, place: number, word: bigint): Claim => ({
  ...claim,
  proof: claim.proof.map((old, i) => (i === place ? word : old)),
});

describe('verify', () => {
  it('acceptsValidClaimsAloneAndTogether', async () => {
    expect(await verify(valid(0))).toBe(true);
    expect(await verify(valid(1))).toBe(true);
    expect(await verify(valid(0), valid(0))).toBe(true);
    expect(await verify(valid(1), valid(0), valid(1), valid(0), valid(0))).toBe(true);
    const claim = valid(1);
    expect(await verify(claim, claim)).toBe(true);
  });

  it('acceptsZeroInputs', async () => {
    expect(await verify(toyClaim(0, [0n, 0n, 0n]))).toBe(true);
    expect(await verify(toyClaim(0, [0n, 0n, 0n]), toyClaim(1, [0n, 1n, 0n]))).toBe(true);
  });

  it.each(['h', 'rho', 'y'] as const)('rejectsAnother %s', async (name) => {
    for (const circuit of [0, 1] as const) {
      const claim = valid(circuit);
      const wrong = { ...claim, [name]: (claim[name] + 1n) % FIELD_ORDER };
      expect(await verify(wrong)).toBe(false);
      expect(await verify(valid(0), wrong, valid(1))).toBe(false);
      expect(await verify(wrong, valid(0))).toBe(false);
    }
  });

  it('rejectsAnotherCircuitsProof', async () => {
    const claim = valid(0);
    expect(await verify({ ...claim, circuit: 1n })).toBe(false);
    expect(await verify(valid(1), { ...claim, circuit: 1n })).toBe(false);
  });

  it('rejectsSwappedProofs', async () => {
    const [first, second] = [valid(0), valid(0)];
    const swapped = [
      { ...first, proof: second.proof },
      { ...second, proof: first.proof },
    ];
    expect(await verify(...swapped)).toBe(false);
  });

  it('rejectsErrorsThatWouldCancelInAnUnweightedSum', async () => {
    const [first, second] = [valid(0), valid(0)];
    expect(await verify(spoil(first, 5n), spoil(second, -5n))).toBe(false);
    expect(await verify(spoil(first, 5n), second)).toBe(false);
    // The same with three, where the sum of the errors is zero too.
    expect(await verify(spoil(first, 5n), spoil(second, 5n), spoil(valid(0), -10n))).toBe(false);
  });

  it('rejectsErrorsThatWouldCancelIfChallengesWereEqual', async () => {
    const [first, second, third] = [valid(0), valid(0), valid(0)];
    expect(await verify(first, spoil(second, 5n), spoil(third, -5n))).toBe(false);
    expect(await verify(valid(1), first, spoil(second, 5n), valid(1), spoil(third, -5n))).toBe(false);
  });

  it('rejectsErrorsThatWouldCancelIfChallengesWereKnownBeforehand', async () => {
    const address = await verifier.getAddress();
    const seed = solidityPackedKeccak256(['uint256', 'uint256'], [CHAIN_ID, address]);
    const challenge = BigInt(solidityPackedKeccak256(['bytes32', 'uint256'], [seed, 1])) % 2n ** 128n;
    const [first, second] = [valid(0), valid(0)];
    // 5·challenge − challenge·5 = 0, were the claims left out of what is hashed.
    expect(await verify(spoil(first, 5n * challenge), spoil(second, -5n))).toBe(false);
    expect(await verify(first, second)).toBe(true);
  });

  it('rejectsInputsAtOrAboveTheFieldsOrder', async () => {
    const claim = valid(0);
    for (const name of ['h', 'rho', 'y'] as const) {
      expect(await verify({ ...claim, [name]: claim[name] + FIELD_ORDER })).toBe(false);
      expect(await verify({ ...toyClaim(0, [0n, 0n, 0n]), [name]: FIELD_ORDER })).toBe(false);
      expect(await verify(valid(1), { ...claim, [name]: claim[name] + FIELD_ORDER })).toBe(false);
    }
  });

  it('rejectsCoordinatesAtOrAboveTheBaseFieldsOrder', async () => {
    const claim = valid(0);
    for (let place = 0; place < 8; place++) {
      const alias = withWord(claim, place, claim.proof[place]! + BASE_ORDER);
      expect(await verify(alias)).toBe(false);
      expect(await verify(valid(1), alias)).toBe(false);
    }
  });

  it('rejectsPointsOffTheCurve', async () => {
    const claim = valid(0);
    for (let place = 0; place < 8; place++) {
      const moved = withWord(claim, place, (claim.proof[place]! + 1n) % BASE_ORDER);
      expect(await verify(moved)).toBe(false);
      expect(await verify(valid(1), moved)).toBe(false);
    }
  });

  it('rejectsPointsOutsideTheSubgroup', async () => {
    const claim = valid(0);
    const b = outsideSubgroup();
    const outside = { ...claim, proof: [...claim.proof.slice(0, 2), ...b, ...claim.proof.slice(6)] };
    expect(await verify(outside)).toBe(false);
    expect(await verify(claim, outside)).toBe(false);
  });

  it('rejectsPointsAtInfinity', async () => {
    expect(await verify({ ...valid(0), proof: Array<bigint>(8).fill(0n) })).toBe(false);
    const claim = valid(0);
    expect(await verify(withWord(withWord(claim, 0, 0n), 1, 0n))).toBe(false);
  });

  it('spendsLittleGasOnMalformedPoints', async () => {
    const [signer] = await ethers.getSigners();
    const to = await verifier.getAddress();
    // A precompile that rejects its input takes all the gas it is given.
    for (const [place, most] of [
      [1, 500_000n],
      [7, 500_000n],
      [3, 1_200_000n],
    ] as const) {
      const data = verifier.interface.encodeFunctionData('verify', [
        [valid(0), withWord(valid(0), place, 1n)],
      ]);
      expect(BigInt(await ethers.provider.call({ to, data }))).toBe(0n);
      const sent = await signer!.sendTransaction({ to, data, gasLimit: 10_000_000n });
      expect((await sent.wait())!.gasUsed).toBeLessThan(most);
    }
  });

  it('revertsOnNothingToVerifyAndOnUnknownCircuits', async () => {
    await expectRevert(verify(), verifier, 'NoClaims');
    await expectRevert(verify({ ...valid(0), circuit: 2n }), verifier, 'UnknownCircuit', [2n]);
    const huge = 2n ** 256n - 1n;
    await expectRevert(verify(valid(0), { ...valid(0), circuit: huge }), verifier, 'UnknownCircuit', [huge]);
  });
});
