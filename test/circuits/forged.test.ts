// SPDX-License-Identifier: GPL-3.0-or-later
import { beforeAll, describe, expect, test } from 'vitest';
import type { CircuitName } from '../../protocol/generated/circuits.ts';
import {
  DEPOSIT_ATTACKS,
  OPEN_ATTACKS,
  REFRESH_ATTACKS,
  WITHDRAW_ATTACKS,
} from './support/attacks/account.ts';
import type { Attack } from './support/attacks/attack.ts';
import { foldingAttacks, mount } from './support/attacks/attack.ts';
import { INSERT_ATTACKS } from './support/attacks/insert.ts';
import { TRADE_ATTACKS } from './support/attacks/trade.ts';
import { mod } from './support/constraintSystem.ts';
import { Forger } from './support/forger.ts';
import { inputsOf } from './support/scenario.ts';
import { Statement } from './support/statement.ts';

const ATTACKS: [CircuitName, Attack[]][] = [
  ['open', OPEN_ATTACKS],
  ['deposit', DEPOSIT_ATTACKS],
  ['withdraw', WITHDRAW_ATTACKS],
  ['refresh', REFRESH_ATTACKS],
  ['trade', TRADE_ATTACKS],
  ['insert', INSERT_ATTACKS],
];

describe.each(ATTACKS)('%s', (circuit, own) => {
  const attacks = [...own, ...foldingAttacks()];
  let forger: Forger;
  let statement: Statement;
  beforeAll(async () => {
    forger = await Forger.load(circuit, inputsOf(circuit));
    statement = await Statement.load(circuit);
  });

  test('forger_makesTheWitnessOfTheCalculator', () => {
    for (const seed of [1, 2]) {
      const inputs = inputsOf(circuit, {}, seed);
      const altered = { ...inputs, y: mod((inputs.y as bigint) + 1n), chainId: 5n };
      for (const given of [inputs, altered]) {
        const wires = forger.project(forger.assign(given), statement.system);
        expect(wires).toEqual(statement.witness(given));
      }
      expect(forger.broken(forger.assign(inputs))).toEqual([]);
    }
  });

  // Exactly one kind of check is broken: were it taken out, the forged witness would pass.
  test.each(attacks.map((attack): [string, Attack] => [attack.name, attack]))(
    'statement_isSavedByOneCheckFrom %s',
    (_, attack) => {
      const values = mount(forger, attack);
      expect(forger.broken(values)).toEqual([attack.breaks]);
      expect(statement.system.accepts(forger.project(values, statement.system))).toBe(false);
    },
  );

  test('statement_hasNoCheckWithoutAnAttack', () => {
    expect([...new Set(attacks.map(({ breaks }) => breaks))].sort()).toEqual(forger.checks);
  });
});
