// SPDX-License-Identifier: Apache-2.0
import type { AssetList } from '../protocol/asset.ts';
import { encodeMessage, type RecordMessage } from '../protocol/record.ts';
import { money, utc, word } from './format.ts';

/** The one event that every account update leaves, whatever it is. */
export interface QueuedAccount {
  readonly position: bigint;
  readonly nullifier: bigint;
  readonly account: bigint;
  /** tag, siv, c0 … c5 */
  readonly record: readonly bigint[];
}

export interface RecordReader {
  readonly assets: AssetList;
  /** Short name of a member; members are known to each other. */
  nameOf(member: bigint): string;
}

/** Rows [word, what the chain sees, what whoever has the desk's view key reads]. */
export function recordTable(
  { position, nullifier, account, record }: QueuedAccount,
  message: RecordMessage,
  reader: RecordReader,
): string[][] {
  const own = reader.nameOf(message.member);
  const meaning = meaningOf(message, reader);
  const [tag, siv, ...ciphertext] = record as [bigint, bigint, ...bigint[]];
  // Each word of the ciphertext hides exactly one word of the message: the table shows them side by side.
  const words = encodeMessage(message).map((_, i) => [`c${i}`, word(ciphertext[i]!), meaning[i]!]);
  return [
    ['position', position.toString(), 'place in the queue of leaves'],
    ['nullifier', word(nullifier), `spends the last state of ${own}'s desk`],
    ['account', word(account), `${own}'s next state: balances, limits used, view key`],
    ['tag', word(tag), 'how the record is found with its key'],
    ['siv', word(siv), 'proves that the record is unaltered'],
    ...words,
  ];
}

function meaningOf(message: RecordMessage, { assets, nameOf }: RecordReader): string[] {
  const own = `own member: ${nameOf(message.member)}`;
  const desk = `desk ${message.desk % 64} of slot ${Math.floor(message.desk / 64)}`;
  const nothing = 'nothing';
  switch (message.kind) {
    case 'trade': {
      const { side, giveAsset, giveAmount, takeAsset, takeAmount, deadline, fee } = message;
      const legs = `gives ${money(assets, giveAsset, giveAmount)}, takes ${money(assets, takeAsset, takeAmount)}`;
      return [
        `trade, ${side === 0 ? 'maker' : 'taker'}: ${legs}`,
        own,
        `counterparty: ${nameOf(message.counterparty)}`,
        message.agreementHash === 0n ? 'no agreement named' : 'the parties’ agreement, by its hash',
        'the salt of the terms',
        `good until ${utc(deadline * 60)}; fee ${money(assets, 0, fee)}; ${desk}`,
      ];
    }
    case 'deposit':
      return [
        `deposit of ${money(assets, message.takeAsset, message.takeAmount)}`,
        own,
        nothing,
        nothing,
        nothing,
        desk,
      ];
    case 'withdraw':
      return [
        `withdrawal of ${money(assets, message.giveAsset, message.giveAmount)}`,
        own,
        'exit authority from now on',
        ...[nothing, nothing, desk],
      ];
    case 'open':
      return ['the desk was opened', own, 'exit authority', nothing, nothing, desk];
    case 'refresh':
      return ['refresh', own, nothing, nothing, nothing, `fee ${money(assets, 0, message.fee)}; ${desk}`];
  }
}
