// SPDX-License-Identifier: Apache-2.0

/**
 * What a member, a registrar or a batcher runs. Connect, synchronise, act:
 *
 *     const connection = await connect({ node: 'https://…', chainId: 1n, venue: '0x…', fromBlock: 19_000_000 });
 *     const view = await syncVenue(connection);
 *     const member = new Member({ view, phrase, engine, journal: fileJournal('journal.jsonl') });
 *     // For the registrars: member.identifier, member.secrets.viewCommit(0), member.secrets.sealingPublicKey.
 *     const [{ slot }] = await findCredential(member);
 *     const desk = member.desk(slot, 0);
 *     await openDesk(member, { desk, signer });
 *     // Once somebody has inserted the batch (until then: STATE_PENDING), from the newest view:
 *     await member.sync();
 *     await deposit(member, { desk, asset: 'USDC', amount: '250000', signer });
 *
 * The proving engine is given by the caller (`ProvingEngine` in protocol): nothing here is tied to a proving library.
 * Errors are SottoErrors; figures that only the owner may see are in `explain()`, never in a message.
 */

export * from './actions/agreeTerms.ts';
export * from './actions/claimExit.ts';
export * from './actions/claimFees.ts';
export * from './actions/deposit.ts';
export * from './actions/exitAuthorization.ts';
export * from './actions/findCredential.ts';
export * from './actions/openDesk.ts';
export * from './actions/proveHalf.ts';
export * from './actions/refresh.ts';
export * from './actions/restoreDesks.ts';
export * from './actions/settle.ts';
export type { Sending } from './actions/submit.ts';
export * from './actions/verifyHalf.ts';
export * from './actions/withdraw.ts';
export type { AccountUpdate } from './chain/accountQueue.ts';
export * from './chain/connect.ts';
export type { Snapshot } from './chain/policy.ts';
export type { PostedCredential, PostedRoot } from './chain/registryLog.ts';
export type { BlockHeader, Receipt, RpcOptions } from './chain/rpc.ts';
export * from './chain/sendTransaction.ts';
export * from './chain/syncVenue.ts';
export type { NodeSource } from './chain/transport.ts';
export { VenueView } from './chain/venueView.ts';
export type { OwnCredential } from './credentials.ts';
export type { Desk, DeskEvent, DeskState } from './desk.ts';
export { priceFeedAbi, registryAbi, venueAbi } from './generated/abi.ts';
export type { Half } from './half.ts';
export { parseHalf, serializeHalf } from './half.ts';
export type { AmountInput, AssetName } from './inputs/amounts.ts';
export * from './inputs/deposit.ts';
export * from './inputs/insert.ts';
export * from './inputs/open.ts';
export * from './inputs/refresh.ts';
export type { AccountStatement, Statement } from './inputs/statement.ts';
export { proveStatement } from './inputs/statement.ts';
export type { BuildContext } from './inputs/step.ts';
export * from './inputs/trade.ts';
export * from './inputs/withdraw.ts';
export * from './journal/fileJournal.ts';
export * from './journal/journal.ts';
export { pendingHalves } from './journal/promises.ts';
export * from './member.ts';
export * from './registrar/buildUpdate.ts';
export * from './registrar/publishUpdate.ts';
export * from './registrar/signUpdate.ts';
