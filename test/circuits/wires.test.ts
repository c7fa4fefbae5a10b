// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, test } from 'vitest';
import { FIELD_ORDER } from '../../protocol/field.ts';
import type { CircuitName } from '../../protocol/generated/circuits.ts';
import { compiledFixture } from './support/compile.ts';
import { ConstraintSystem } from './support/constraintSystem.ts';
import { Forger } from './support/forger.ts';
import { Freedom } from './support/freedom.ts';
import type { Shape } from './support/scenario.ts';
import { inputsOf, TODAY } from './support/scenario.ts';
import { Statement } from './support/statement.ts';

/**
 * On the day of the old state the difference of days is 0, and IsZero's hint of its inverse is multiplied by that 0: it
 * may be anything, and nothing else depends on it. On another day it is held like every other wire.
 */
const FREE_ON_THE_SAME_DAY = 'main.update.sameDay.inv';

const CASES: [CircuitName, string, Shape, free: string[]][] = [
  ['open', 'always', {}, []],
  ['insert', 'always', {}, []],
  ...(['deposit', 'withdraw', 'refresh', 'trade'] as const).flatMap(
    (name): [CircuitName, string, Shape, string[]][] => [
      [name, 'on the same day', {}, [FREE_ON_THE_SAME_DAY]],
      [name, 'on a new day', { oldDay: TODAY - 1n }, []],
    ],
  ),
];

test.each(CASES)('%s_noticesEveryWireAlteredAlone %s', async (name, _, shape, free) => {
  const { system, witness } = await statementOf(name, shape);
  const freedom = new Freedom(system, witness);
  const replacements = [(value: bigint) => value + 1n, (value: bigint) => FIELD_ORDER - value - 5n];
  for (const replacement of replacements) {
    expect(freedom.loose(replacement).map((wire) => system.nameOf(wire))).toEqual(free);
  }
});

test.each(CASES)('%s_leavesNoWireFreeOnceTheInputsAreSet %s', async (name, _, shape, free) => {
  const inputs = inputsOf(name, shape);
  const { plain, ...forger } = await forgerOf(name, shape);
  const fixed = [...plain.signals()].filter(([signal]) => isInput(signal, Object.keys(inputs)));
  const movable = new Freedom(plain, forger.values).movable(fixed.map(([, wire]) => wire));
  expect(movable.map((wire) => plain.nameOf(wire))).toEqual(free);
});

test('freedom_seesAWireThatOnlyAHintAssigns', async () => {
  const system = new ConstraintSystem(await compiledFixture('underconstrained'));
  const wire = (signal: string): number => system.wireOf(`main.${signal}`)!;
  const values = Array<bigint>(system.wires).fill(0n);
  values[0] = 1n;
  for (const [signal, value] of [
    ['in', 6n],
    ['half', 3n],
    ['out', 15n],
  ] as const)
    values[wire(signal)] = value;
  expect(system.accepts(values)).toBe(true);
  const freedom = new Freedom(system, values);
  expect(freedom.movable([wire('in')]).sort()).toEqual([wire('half'), wire('out')].sort());
});

async function statementOf(
  name: CircuitName,
  shape: Shape,
): Promise<{ system: ConstraintSystem; witness: bigint[] }> {
  const statement = await Statement.load(name);
  return { system: statement.system, witness: statement.witness(inputsOf(name, shape)) };
}

async function forgerOf(
  name: CircuitName,
  shape: Shape,
): Promise<{ plain: ConstraintSystem; values: bigint[] }> {
  const inputs = inputsOf(name, shape);
  const forger = await Forger.load(name, inputs);
  return { plain: forger.plain, values: forger.assign(inputs) };
}

function isInput(signal: string, inputs: string[]): boolean {
  const name = /^main\.(\w+)(\[\d+\])*$/.exec(signal)?.[1];
  return name !== undefined && inputs.includes(name);
}
