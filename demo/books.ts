// SPDX-License-Identifier: Apache-2.0
import type { VenueConnection } from '../client/chain/connect.ts';
import { TOKEN, VENUE } from '../client/chain/interfaces.ts';
import type { VenueView } from '../client/chain/venueView.ts';
import { FEE_ASSET } from '../protocol/asset.ts';

/** Where one asset's tokens belong, in base units. */
export interface Book {
  readonly slot: number;
  /** Sum over all desks; only their owners know their own part. */
  readonly hidden: bigint;
  /** To beneficiaries, and to whoever inserts the waiting batches. */
  readonly feesOwed: bigint;
  readonly delayedExits: bigint;
  /** What the venue's books say. */
  readonly custody: bigint;
  /** What the token says the venue has. */
  readonly balance: bigint;
}

/** P1: the books are exactly what is owed to somebody, and the tokens are there. */
export function isSolvent({ hidden, feesOwed, delayedExits, custody, balance }: Book): boolean {
  return hidden + feesOwed + delayedExits === custody && balance >= custody;
}

/** The venue's books of every asset, against the balances of all its desks. */
export async function readBooks(view: VenueView, desks: readonly (readonly bigint[])[]): Promise<Book[]> {
  const { connection } = view;
  const { rpc, venue } = connection;
  const [fees, exits] = [await owedFees(view), await delayedExits(connection)];
  const books: Book[] = [];
  for (const { slot, token } of view.assets.assets) {
    const [book] = await rpc.call(venue, VENUE, 'book', [slot]);
    const [balance] = await rpc.call(token, TOKEN, 'balanceOf', [venue]);
    books.push({
      ...{ slot, custody: book.custody, balance },
      hidden: desks.reduce((sum, balances) => sum + balances[slot]!, 0n),
      feesOwed: slot === FEE_ASSET ? fees : 0n,
      delayedExits: exits.filter((exit) => exit.slot === slot).reduce((sum, exit) => sum + exit.amount, 0n),
    });
  }
  return books;
}

/** What beneficiaries can claim, and what waits for the inserters of batches that are not in the tree yet. */
async function owedFees({ connection, log }: VenueView): Promise<bigint> {
  const { rpc, venue } = connection;
  let owed = 0n;
  for (const beneficiary of await beneficiaries(connection)) {
    owed += (await rpc.call(venue, VENUE, 'feesOwed', [beneficiary]))[0];
  }
  const { nextInsert, openBatch } = log.queue.state;
  for (let batch = nextInsert; batch <= openBatch; batch++) {
    owed += (await rpc.call(venue, VENUE, 'batch', [batch]))[0].reward;
  }
  return owed;
}

async function beneficiaries({ rpc, venue }: VenueConnection): Promise<Set<string>> {
  const filter = { address: venue, topics: [VENUE.getEvent('FeesOwed')!.topicHash], fromBlock: '0x0' };
  const logs = (await rpc.send('eth_getLogs', [filter])) as { topics: string[]; data: string }[];
  return new Set(logs.map((log) => VENUE.parseLog(log)!.args.beneficiary));
}

async function delayedExits({ rpc, venue }: VenueConnection): Promise<{ slot: number; amount: bigint }[]> {
  const [next] = await rpc.call(venue, VENUE, 'nextExitId');
  const exits = [];
  for (let id = 1n; id < next; id++) {
    const [exit] = await rpc.call(venue, VENUE, 'delayedExit', [id]);
    exits.push({ slot: Number(exit.asset), amount: exit.toRecipient + exit.toRelayer });
  }
  return exits;
}
