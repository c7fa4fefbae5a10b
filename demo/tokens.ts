// SPDX-License-Identifier: Apache-2.0
import { Contract, type ContractRunner } from 'ethers';

/** A token of the demo: anybody may mint it. */
export function demoToken(address: string, runner: ContractRunner): Contract {
  return new Contract(
    address,
    [
      'function mint(address to, uint256 value)',
      'function balanceOf(address owner) view returns (uint256)',
      'function approve(address spender, uint256 value) returns (bool)',
    ],
    runner,
  );
}
