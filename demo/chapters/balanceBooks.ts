// SPDX-License-Identifier: Apache-2.0
import { restoreDesks } from '../../client/actions/restoreDesks.ts';
import { formatAmount } from '../../protocol/amount.ts';
import { isSolvent, readBooks } from '../books.ts';
import { demoPhrase } from '../cast.ts';
import { grouped } from '../format.ts';
import { memberFromPhrase } from '../setStage.ts';
import type { Stage } from '../stage.ts';

/** P1: what the venue holds is exactly what it owes, checked with every desk restored from its phrase. */
export async function balanceBooks(stage: Stage): Promise<void> {
  const { terminal, connection, engine, actors, outcome, inserterView: view } = stage;
  terminal.heading('7. The books: what the venue holds is what it owes');
  terminal.say(
    'Nobody but the members knows the hidden balances. In this story we are all of them, so we can add up: every desk, ' +
      'restored from its phrase, plus the fees owed, plus the exits that wait.',
  );
  terminal.line();
  const desks: (readonly bigint[])[] = [];
  for (const { institution } of actors.values()) {
    await terminal.progress(`${institution.name}: restore from its phrase`, async () => {
      const member = await memberFromPhrase(connection, engine, demoPhrase(institution.name));
      for (const { state } of await restoreDesks(member)) desks.push(state.account.balances);
    });
  }
  const books = await readBooks(view, desks);
  const right = 'right' as const;
  terminal.table(
    [
      { title: 'asset' },
      { title: 'hidden balances', align: right },
      { title: 'fees owed', align: right },
      { title: 'waiting exits', align: right },
      { title: 'books', align: right },
      { title: 'tokens', align: right },
      { title: '' },
    ],
    books.map((book) => {
      const { symbol, decimals } = view.assets.get(book.slot);
      const amounts = [book.hidden, book.feesOwed, book.delayedExits, book.custody, book.balance];
      return [
        symbol,
        ...amounts.map((amount) => grouped(formatAmount(amount, decimals))),
        isSolvent(book) ? 'equal' : 'WRONG',
      ];
    }),
  );
  outcome.solvent = desks.length === actors.size && books.length > 0 && books.every(isSolvent);
}
