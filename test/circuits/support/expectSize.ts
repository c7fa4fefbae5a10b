// SPDX-License-Identifier: GPL-3.0-or-later
import { expect } from 'vitest';
import type { ConstraintSystem } from './constraintSystem.ts';

const DOMAIN = 2 ** 14;
const PUBLIC_INPUTS = 3;

/** Pins the number of constraints; snarkjs's domain also holds the public inputs and one more row. */
export function expectSize(system: ConstraintSystem, constraints: number): void {
  expect(system.constraints).toBe(constraints);
  expect(system.publics).toBe(PUBLIC_INPUTS);
  expect(system.constraints + system.publics + 1).toBeLessThanOrEqual(DOMAIN);
}
