// SPDX-License-Identifier: Apache-2.0
import type { Signer, Wallet } from 'ethers';
import type { VenueConnection } from '../client/chain/connect.ts';
import { VENUE } from '../client/chain/interfaces.ts';
import type { VenueView } from '../client/chain/venueView.ts';
import type { Desk } from '../client/desk.ts';
import type { Member } from '../client/member.ts';
import type { Bars } from '../operator/prices/bars.ts';
import { insertNext } from '../operator/sequencer.ts';
import type { ProvingEngine } from '../protocol/provingEngine.ts';
import type { LocalChain } from '../scripts/localChain.ts';
import type { Institution } from './cast.ts';
import type { Meter } from './meter.ts';
import type { Outcome } from './outcome.ts';
import type { PriceRounds } from './priceRounds.ts';
import type { Terminal } from './terminal.ts';

/** An institution with what it runs: its member software, its wallet, and who must sign when funds leave. */
export interface Actor {
  readonly institution: Institution;
  readonly member: Member;
  readonly desk: Desk;
  /** Sends and receives tokens in the open. */
  readonly wallet: Signer;
  readonly exitAuthority: Wallet;
}

/** Everything the chapters of the story share. */
export interface Stage {
  readonly terminal: Terminal;
  readonly chain: LocalChain;
  readonly connection: VenueConnection;
  readonly engine: ProvingEngine;
  readonly meter: Meter;
  readonly bars: Bars;
  readonly rounds: PriceRounds;
  readonly registrars: readonly Signer[];
  readonly reporters: readonly Signer[];
  readonly actors: ReadonlyMap<string, Actor>;
  /** A third party that submits trades and earns their fees. */
  readonly batcher: Signer;
  /** A third party that brings waiting leaves into the tree and earns its share. */
  readonly inserter: Signer;
  readonly inserterView: VenueView;
  readonly outcome: Outcome;
}

export function actorOf(stage: Stage, name: string): Actor {
  const actor = stage.actors.get(name);
  if (actor === undefined) throw new Error(`No institution ${name} in this story`);
  return actor;
}

/** Short name of a member identifier; members know each other's. */
export function nameOf(stage: Pick<Stage, 'actors'>, member: bigint): string {
  for (const { institution, member: known } of stage.actors.values()) {
    if (known.identifier === member) return institution.name;
  }
  return 'somebody unknown';
}

export async function syncAll(stage: Stage): Promise<void> {
  for (const { member } of stage.actors.values()) await member.sync();
}

/** Gas a transaction used, noted under a name. */
export async function noteGas(stage: Stage, name: string, transactionHash: string): Promise<bigint> {
  const receipt = await stage.connection.rpc.receipt(transactionHash);
  if (receipt === undefined) throw new Error(`No receipt of ${transactionHash}`);
  stage.meter.gas(name, receipt.gasUsed);
  return receipt.gasUsed;
}

/** Closes the open batch once it is old enough, proves it and brings it into the tree. */
export async function insertWaiting(stage: Stage): Promise<void> {
  const { chain, connection, terminal, inserter, inserterView: view, engine, meter } = stage;
  const [minAge] = await connection.rpc.call(connection.venue, VENUE, 'minBatchAge');
  await terminal.progress('Anyone: prove the new leaves into the tree, for a share of the fees', async () => {
    await chain.moveTo((await chain.now()) + Number(minAge));
    const inserted = await insertNext({ view, engine, signer: inserter });
    if (inserted === undefined) throw new Error('There was nothing to insert');
    meter.gas('insert', inserted.gasUsed);
    await syncAll(stage);
  });
}
