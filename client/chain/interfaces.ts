// SPDX-License-Identifier: Apache-2.0
import { Interface } from 'ethers';
import { priceFeedAbi, registryAbi, venueAbi } from '../generated/abi.ts';

export const VENUE = new Interface(venueAbi);
export const REGISTRY = new Interface(registryAbi);
export const PRICE_FEED = new Interface(priceFeedAbi);

/** What the client needs of a token and of a contract that signs. */
export const TOKEN = new Interface([
  'function symbol() view returns (string)',
  'function decimals() view returns (uint8)',
  'function balanceOf(address owner) view returns (uint256)',
  'function allowance(address owner, address spender) view returns (uint256)',
  'function approve(address spender, uint256 amount) returns (bool)',
  'error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)',
  'error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)',
]);

export const ERC1271 = new Interface([
  'function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)',
]);
