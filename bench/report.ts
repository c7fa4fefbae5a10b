// SPDX-License-Identifier: Apache-2.0
import { layOut } from '../demo/layout.ts';
import { BUDGETS } from './budgets.ts';
import type { Row } from './row.ts';

const WIDTH = 100;
const COLUMNS = [
  { title: 'figure' },
  { title: 'value', align: 'right' },
  { title: 'unit' },
  { title: 'budget', align: 'right' },
  { title: '' },
] as const;

export function isMissed({ name, value }: Row): boolean {
  const budget = BUDGETS[name];
  return budget !== undefined && value > budget;
}

/** The rows as a table with their budgets, and a last line that says whether all are met. */
export function formatReport(rows: readonly Row[]): string[] {
  const cells = rows.map((row) => {
    const budget = BUDGETS[row.name];
    const verdict = budget === undefined ? '' : isMissed(row) ? 'MISSED' : 'met';
    return [row.name, number(row.value), row.unit, budget === undefined ? '' : number(budget), verdict];
  });
  const missed = rows.filter(isMissed).map(({ name }) => name);
  const measured = rows.filter(({ name }) => BUDGETS[name] !== undefined).length;
  const last =
    missed.length > 0
      ? `Budgets missed: ${missed.join(', ')}.`
      : `${measured} of ${Object.keys(BUDGETS).length} budgets measured, all met.`;
  return [...layOut(COLUMNS, cells, WIDTH), '', last];
}

function number(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 2 : 0 });
}
