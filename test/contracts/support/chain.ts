// SPDX-License-Identifier: Apache-2.0
import type { Contract, ContractTransactionReceipt, ContractTransactionResponse, Interface } from 'ethers';
import { keccak256, toUtf8Bytes } from 'ethers';
import hre from 'hardhat';
import { afterEach, beforeEach, expect } from 'vitest';
import { FIELD_ORDER } from '../../../protocol/field.ts';

/** Noon of a day in the week of the real price data; tests move on from here. */
export const START = Date.UTC(2023, 2, 14, 12) / 1000;
export const DAY = 86_400;
export const CHAIN_ID = 31337n;

const connection = await hre.network.create({ override: { initialDate: new Date(START * 1000) } });
export const { ethers, provider } = connection;

export type Receipt = ContractTransactionReceipt;
export type Sent = Promise<ContractTransactionResponse>;

export interface DecodedEvent {
  name: string;
  args: Record<string, unknown>;
}

export async function deploy(name: string, ...args: unknown[]): Promise<Contract> {
  const contract = await ethers.deployContract(name, args);
  return contract as unknown as Contract;
}

/** Timestamp of the newest block. */
export async function now(): Promise<number> {
  return (await ethers.provider.getBlock('latest'))!.timestamp;
}

/** The next block gets this timestamp. */
export async function nextBlockAt(seconds: number): Promise<void> {
  await provider.request({ method: 'evm_setNextBlockTimestamp', params: [seconds] });
}

/** Mines an empty block at this time. */
export async function moveTo(seconds: number): Promise<void> {
  await nextBlockAt(seconds);
  await provider.request({ method: 'evm_mine', params: [] });
}

/** Gives every test of the file the chain as it was before. */
export function isolateTests(): void {
  let id: unknown;
  beforeEach(async () => {
    id = await provider.request({ method: 'evm_snapshot', params: [] });
  });
  afterEach(async () => {
    await provider.request({ method: 'evm_revert', params: [id] });
  });
}

/** Waits for the transaction and expects it to have succeeded. */
export async function mined(sent: Sent): Promise<Receipt> {
  const receipt = await (await sent).wait();
  expect(receipt?.status).toBe(1);
  return receipt as Receipt;
}

/** Events of a receipt that the contract declares, in order. */
export function eventsOf(
  receipt: Receipt,
  contract: { interface: Interface },
  name?: string,
): DecodedEvent[] {
  return receipt.logs.flatMap((log) => {
    const parsed = contract.interface.parseLog(log);
    if (parsed === null || (name !== undefined && parsed.name !== name)) return [];
    return [{ name: parsed.name, args: parsed.args.toObject() }];
  });
}

/** Expects the call to revert with this custom error and exactly these values. */
export async function expectRevert(
  act: Promise<unknown>,
  contract: { interface: Interface },
  name: string,
  args: unknown[] = [],
): Promise<void> {
  const thrown = await act.then(
    () => undefined,
    (error: Error) => error,
  );
  if (thrown === undefined) throw new Error(`expected ${name}, but the call succeeded`);
  const data = revertData(thrown);
  const parsed = data === undefined ? null : contract.interface.parseError(data);
  expect(parsed?.name ?? data ?? thrown).toBe(name);
  expect([...(parsed?.args ?? [])]).toEqual(args);
}

/** The node puts it in one of two places, depending on whether gas was estimated first. */
function revertData(error: Error): string | undefined {
  const { data } = error as { data?: string | { data?: string } };
  return typeof data === 'object' ? data.data : data;
}

/** A stream of field elements that is the same in every run. */
export function randomFields(seed: string): () => bigint {
  let count = 0;
  return () => BigInt(keccak256(toUtf8Bytes(`${seed}/${count++}`))) % FIELD_ORDER;
}
