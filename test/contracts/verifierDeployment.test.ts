// SPDX-License-Identifier: GPL-3.0-or-later
import hre from 'hardhat';
import { describe, expect, it } from 'vitest';
import { CIRCUIT_NAMES } from '../../protocol/generated/circuits.ts';
import { deploy, randomFields } from './support/chain.ts';
import { forge } from './support/forge.ts';

const field = randomFields('verifierDeployment');

function claimOf(circuit: number) {
  return forge({ circuit: BigInt(circuit), proof: [], h: field(), rho: field(), y: field() });
}

describe('Verifier', () => {
  it('hasAKeyForEachCircuitInTheOrderOfTheList', async () => {
    const verifier = await deploy('Verifier');
    for (let circuit = 0; circuit < CIRCUIT_NAMES.length; circuit++) {
      const claim = claimOf(circuit);
      expect(await verifier.verify([claim]), CIRCUIT_NAMES[circuit]).toBe(true);
      expect(await verifier.verify([{ ...claim, circuit: (circuit + 1) % CIRCUIT_NAMES.length }])).toBe(
        false,
      );
    }
    expect(await verifier.verify(CIRCUIT_NAMES.map((_, circuit) => claimOf(circuit)))).toBe(true);
  });

  it('isFitForLocalChainsOnlyWithDevelopmentKeys', async () => {
    const deployOn = async (chainId: number) => {
      const { ethers } = await hre.network.create({ override: { chainId } });
      return ethers.deployContract('Verifier');
    };
    await expect(deployOn(1)).rejects.toThrow(/DevelopmentKeys\(1\)/);
    await expect(deployOn(11155111)).rejects.toThrow(/DevelopmentKeys\(11155111\)/);
    await expect(deployOn(1337)).resolves.toBeDefined();
  });
});
