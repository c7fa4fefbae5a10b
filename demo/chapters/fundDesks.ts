// SPDX-License-Identifier: Apache-2.0
import { deposit } from '../../client/actions/deposit.ts';
import { openDesk } from '../../client/actions/openDesk.ts';
import { grouped } from '../format.ts';
import { insertWaiting, noteGas, type Stage, syncAll } from '../stage.ts';

/** Desks are opened and funded: the last thing the chain sees of amounts until something is withdrawn. */
export async function fundDesks(stage: Stage): Promise<void> {
  const { terminal, actors } = stage;
  terminal.heading('4. Desks and deposits: the way in is public');
  terminal.say(
    'A desk is one hidden account: a leaf in a tree of hashes. Every action spends the last state and appends the next.',
  );
  terminal.line();
  for (const { institution, member, desk, wallet, exitAuthority } of actors.values()) {
    await terminal.progress(`${institution.name}: prove its credential and open a desk`, async () => {
      const opening = { desk, signer: wallet, exitAuthority: exitAuthority.address };
      await noteGas(stage, 'open', await openDesk(member, opening));
    });
  }
  await insertWaiting(stage);
  const rounds = Math.max(...[...actors.values()].map(({ institution }) => institution.deposits.length));
  for (let round = 0; round < rounds; round++) {
    await depositRound(stage, round);
    await insertWaiting(stage);
  }
  showDeposits(stage);
}

async function depositRound(stage: Stage, round: number): Promise<void> {
  const { terminal, actors } = stage;
  for (const { institution, member, desk, wallet } of actors.values()) {
    const [symbol, amount] = institution.deposits[round] ?? [];
    if (symbol === undefined || amount === undefined) continue;
    await terminal.progress(
      `${institution.name}: prove and deposit ${grouped(amount)} ${symbol}`,
      async () => {
        await syncAll(stage);
        await noteGas(
          stage,
          'deposit',
          await deposit(member, { desk, signer: wallet, asset: symbol, amount }),
        );
      },
    );
  }
}

function showDeposits({ terminal, actors }: Stage): void {
  terminal.table(
    [{ title: 'the chain sees' }, { title: 'it does not see' }],
    [...actors.values()].flatMap(({ institution }) =>
      institution.deposits.map(([symbol, amount]) => [
        `a wallet deposits ${grouped(amount)} ${symbol}`,
        `for which of the ${actors.size} desks`,
      ]),
    ),
  );
  terminal.say(
    'So deposits leak: which wallet brought which asset, how much, and when. Who knows the wallet knows the institution. ' +
      'Fund early, in round amounts, and not just before a trade.',
    '  ',
  );
}
