// SPDX-License-Identifier: Apache-2.0
import { count } from '../format.ts';
import type { Stage } from '../stage.ts';

const GAS_NAMES: Readonly<Record<string, string>> = {
  admit: 'admit three members',
  postPrices: 'post a price round',
  open: 'open a desk',
  insert: 'insert a batch',
  deposit: 'deposit',
  settle: 'settle one trade, both sides',
  revoke: 'revoke a member',
  withdraw: 'withdraw',
};

/** What it cost, and what hides a desk among others. */
export function countCosts(stage: Stage): void {
  const { terminal, meter, actors } = stage;
  terminal.heading('9. What it costs, and what it hides');
  const [gas, prove] = [Object.entries(meter.medianGas()), Object.entries(meter.medianProveMs())];
  terminal.table(
    [
      { title: 'transaction' },
      { title: 'gas (median)', align: 'right' },
      { title: '   proof' },
      { title: 'seconds (median)', align: 'right' },
    ],
    Array.from({ length: Math.max(gas.length, prove.length) }, (_, i) => {
      const [name, used] = gas[i] ?? [];
      const [circuit, ms] = prove[i] ?? [];
      return [
        name === undefined ? '' : (GAS_NAMES[name] ?? name),
        used === undefined ? '' : count(used),
        circuit === undefined ? '' : `   ${circuit}`,
        ms === undefined ? '' : (ms / 1000).toFixed(1),
      ];
    }),
  );
  terminal.line();
  const { queue } = stage.inserterView.log;
  terminal.say(
    `Anonymity: so far ${actors.size} desks were opened and made ${queue.count} account states. Each state spent could be ` +
      `any of those desks' for all the chain shows, so the anonymity set is ${actors.size} desks: small, because this ` +
      'venue is. It grows with the members and their desks, not with the trades.',
    '  ',
  );
  terminal.say(
    'What remains visible: when something happened, that a trade was a trade, deposits and withdrawals with asset, ' +
      'amount and wallet. If one wallet alone brings an asset, guessing who sells it is easy. docs/THREATS.md has the list.',
    '  ',
  );
}
