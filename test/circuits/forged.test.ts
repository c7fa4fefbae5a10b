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
import type { Mounted } from './support/variator.ts';
import { Variator } from './support/variator.ts';

/** With the number of checks of each circuit: a check that is taken out is missed here. */
const ATTACKS: [CircuitName, Attack[], checks: number][] = [
  ['open', OPEN_ATTACKS, 650],
  ['deposit', DEPOSIT_ATTACKS, 796],
  ['withdraw', WITHDRAW_ATTACKS, 309],
  ['refresh', REFRESH_ATTACKS, 301],
  ['trade', TRADE_ATTACKS, 1_723],
  ['insert', INSERT_ATTACKS, 104],
];

/** What came of one variation of an attack. */
interface Tried {
  name: string;
  broken: number[];
  isAsMeant: boolean;
}

describe.each(ATTACKS)('%s', (circuit, own, checks) => {
  const attacks = [...own, ...foldingAttacks()];
  let forger: Forger;
  let statement: Statement;
  let variator: Variator;
  const mounted = new Map<Attack, Mounted>();
  const varied = new Map<Attack, Tried[]>();
  beforeAll(async () => {
    forger = await Forger.load(circuit, inputsOf(circuit));
    statement = await Statement.load(circuit);
    variator = new Variator(forger, statement.system);
    for (const attack of attacks) {
      const base = mount(forger, attack);
      mounted.set(attack, base);
      varied.set(attack, tried(attack, base));
    }
  });

  test('forger_makesTheWitnessOfTheCalculator', () => {
    for (const seed of [1, 2]) {
      const inputs = inputsOf(circuit, {}, seed);
      const altered = { ...inputs, y: mod((inputs.y as bigint) + 1n), chainId: 5n };
      for (const given of [inputs, altered]) {
        const wires = forger.project(forger.assign(given), statement.system);
        expect(wires).toEqual(statement.witness(given));
      }
      expect(forger.plain.violations(forger.assign(inputs))).toEqual([]);
    }
  });

  test('variator_findsWhatAFullWitnessWould', () => {
    const values = forger.forge(inputsOf(circuit));
    const base = { values, broken: [] };
    const changes = { 'main.chainId': 5n, 'main.venue': 6n };
    const inputs = { ...inputsOf(circuit), chainId: 5n, venue: 6n };
    expect(variator.vary(base, { changes }).values).toEqual(forger.forge(inputs));
    for (const attack of attacks.filter(({ variations }) => variations !== undefined)) {
      const start = mount(forger, attack);
      const last = attack.variations!((signal) => forger.value(start.values, signal), forger).at(-1)!;
      const { values: varied, broken } = variator.vary(start, last);
      expect(forger.plain.violations(varied)).toEqual(broken);
      expect(statement.system.accepts(forger.project(varied, statement.system))).toBe(false);
    }
  });

  // Exactly one constraint is broken: were it taken out, the forged witness would pass.
  test.each(attacks.map((attack): [string, Attack] => [attack.name, attack]))(
    'statement_isSavedByOneConstraintFrom %s',
    (_, attack) => {
      const { values, broken } = mounted.get(attack)!;
      expect(broken.map((constraint) => forger.kindOf(constraint))).toEqual(
        attack.breaks === undefined ? [] : [attack.breaks],
      );
      expect(statement.system.accepts(forger.project(values, statement.system))).toBe(
        attack.breaks === undefined,
      );
      const failed = varied.get(attack)!.filter(({ isAsMeant }) => !isAsMeant);
      expect(failed.map(({ name, broken }) => [name, broken.map((c) => forger.describe(c))])).toEqual([]);
      expect(attack.breaks ?? varied.get(attack)!.length).not.toBe(0);
    },
  );

  test('statement_hasNoCheckWithoutAnAttack', () => {
    const results = [...mounted.values(), ...[...varied.values()].flat()];
    const alone = new Set(results.flatMap(({ broken }) => (broken.length === 1 ? broken : [])));
    const missed = forger.checkConstraints.filter((constraint) => !alone.has(constraint));
    expect(missed.map((constraint) => forger.describe(constraint))).toEqual([]);
    expect(forger.checkConstraints.length).toBe(checks);
  });

  function tried(attack: Attack, base: Mounted): Tried[] {
    const value = (signal: string): bigint => forger.value(base.values, signal);
    return (attack.variations?.(value, forger) ?? []).map((variation) => {
      const { broken, isRefused } = variator.vary(base, variation);
      const { name, breaks, at } = variation;
      const isMeant = (constraint: number): boolean =>
        forger.kindOf(constraint) === breaks && forger.describe(constraint).split(' ').includes(at);
      return { name, broken, isAsMeant: isRefused && broken.length === 1 && isMeant(broken[0]) };
    });
  }
});
