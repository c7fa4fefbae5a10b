// SPDX-License-Identifier: Apache-2.0
import type { Bars } from '../../operator/prices/bars.ts';
import { CAST } from '../cast.ts';
import { count } from '../format.ts';
import type { Terminal } from '../terminal.ts';

export function sayTitle(terminal: Terminal): void {
  terminal.line(
    terminal.style('bold', 'Sotto: block trades that settle on a chain which does not learn about them'),
  );
  terminal.say(
    'Not who traded, not what, not how much, not at what price. Everything below happens on this machine: a real ' +
      'Ethereum node, real contracts, real zero-knowledge proofs. Only the institutions are invented.',
  );
  terminal.line();
}

/** Where prices come from, and who knows what. */
export function introduce(terminal: Terminal, bars: Bars): void {
  if (bars.simulated) {
    terminal.say(
      `Prices: ${terminal.style('yellow', 'SIMULATED')}. No market ever quoted them. For real ones: npm run demo -- --bars FILE (docs/PRICES.md).`,
    );
  } else {
    terminal.say(`Prices: real, ${count(bars.counts.bars)} minute bars from ${bars.source}.`);
  }
  terminal.heading('1. A chain, and a venue on it');
  terminal.table(
    [{ title: 'who' }, { title: 'knows' }],
    [
      [
        CAST.map(({ name }) => name).join(', '),
        'its own secrets, balances, limits, trades; its counterparties’ terms',
      ],
      ['registrars (2 of 3)', 'whom they admitted with which limits; no balance, no trade'],
      ['reporters (2 of 3)', 'prices, which are public'],
      ['whoever settles, inserts', 'what the chain knows; is paid a flat fee for the work'],
      ['the chain', 'deposits and withdrawals; of trades: hashes, ciphertexts, proofs'],
    ],
  );
  terminal.line();
}
