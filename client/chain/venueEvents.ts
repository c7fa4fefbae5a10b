// SPDX-License-Identifier: Apache-2.0
import type { LogDescription } from 'ethers';
import type { VenueConnection } from './connect.ts';
import { VENUE } from './interfaces.ts';
import type { Receipt } from './rpc.ts';

/** The venue's own events in a receipt: a token that is paid may log what it likes, under the same topics too. */
export function venueEvents({ venue }: VenueConnection, { logs }: Receipt): LogDescription[] {
  const own = logs.filter(({ address, topics }) => address.toLowerCase() === venue && topics.length > 0);
  return own.flatMap((log) => VENUE.parseLog(log) ?? []);
}
