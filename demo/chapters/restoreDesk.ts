// SPDX-License-Identifier: Apache-2.0
import { proveHalf } from '../../client/actions/proveHalf.ts';
import { refresh } from '../../client/actions/refresh.ts';
import { restoreDesks } from '../../client/actions/restoreDesks.ts';
import type { DeskState } from '../../client/desk.ts';
import { accountHash } from '../../protocol/account.ts';
import { isSottoError } from '../../protocol/errors.ts';
import type { RecordMessage } from '../../protocol/record.ts';
import { atBenchmark, marketOf, termsBetween } from '../beyond.ts';
import { demoPhrase } from '../cast.ts';
import { dollars, money } from '../format.ts';
import { memberFromPhrase } from '../setStage.ts';
import { actorOf, nameOf, noteGas, type Stage, syncAll } from '../stage.ts';

const NAME = 'HALCYON';

/** A new machine, the phrase, the venue's address: the desk is there again, with everything it did. */
export async function restoreDesk(stage: Stage): Promise<void> {
  const { terminal, connection, engine, outcome } = stage;
  const { member: before, desk, wallet } = actorOf(stage, NAME);
  terminal.heading(`8. ${NAME} loses its machine, and restores its desk from its phrase`);
  terminal.say(
    'Needed: the 24 words (not shown here), the venue’s address, any node. Nothing was backed up.',
  );
  terminal.line();
  const member = await memberFromPhrase(connection, engine, demoPhrase(NAME));
  const [restored] = await terminal.progress('Find the desk: try its nullifiers, open its records', () =>
    restoreDesks(member),
  );
  const { state, desk: found } = restored!;
  const reader = (member: bigint) => nameOf(stage, member);
  terminal.table(
    [{ title: 'state', align: 'right' }, { title: `what ${NAME}'s own records say` }],
    (await found.events(member.view)).map(({ message }, i) => [`${i + 1}`, inWords(stage, message, reader)]),
  );
  const { assets } = member.view;
  const held = assets.assets.filter(({ slot }) => state.account.balances[slot]! > 0n);
  terminal.say(
    `So it holds ${held.map(({ slot }) => money(assets, slot, state.account.balances[slot]!)).join(', ')},`,
    '  ',
  );
  terminal.say(`and has traded ${dollars(state.account.volume)} of its day's limit.`, '  ');
  const isSame = hashOf(state) === hashOf(await desk.requireState(before.view));
  const isCareful = await refusesToTrade(stage, member, found);
  await terminal.progress(
    'Refresh the desk first: halves the old machine released can no longer settle',
    async () => noteGas(stage, 'refresh', await refresh(member, { desk: found, signer: wallet })),
  );
  await syncAll(stage);
  const after = await found.requireState(member.view);
  outcome.restored = isSame && isCareful && after.account.seq === state.account.seq + 1;
}

function hashOf({ account }: DeskState): bigint {
  return accountHash(account);
}

/** Until it is refreshed, a restored desk releases no half: one it released before could still settle. */
async function refusesToTrade(
  stage: Stage,
  member: Parameters<typeof proveHalf>[0],
  desk: Parameters<typeof proveHalf>[1]['desk'],
): Promise<boolean> {
  await stage.rounds.postNow();
  await member.sync();
  await syncAll(stage);
  const terms = termsBetween(stage, NAME, 'MERIDIAN', atBenchmark(marketOf(member.view, 'BTC', 'USDC')));
  try {
    await proveHalf(member, { desk, terms });
    return false;
  } catch (error) {
    return isSottoError(error, 'REFRESH_REQUIRED');
  }
}

function inWords(stage: Stage, message: RecordMessage, nameOfMember: (member: bigint) => string): string {
  const { assets } = stage.inserterView;
  switch (message.kind) {
    case 'open':
      return 'opened';
    case 'deposit':
      return `deposited ${money(assets, message.takeAsset, message.takeAmount)}`;
    case 'withdraw':
      return `withdrew ${money(assets, message.giveAsset, message.giveAmount)}`;
    case 'refresh':
      return 'refreshed';
    case 'trade': {
      const { giveAsset, giveAmount, takeAsset, takeAmount, counterparty } = message;
      const legs = `gave ${money(assets, giveAsset, giveAmount)}, took ${money(assets, takeAsset, takeAmount)}`;
      return `traded with ${nameOfMember(counterparty)}: ${legs}`;
    }
  }
}
