// SPDX-License-Identifier: GPL-3.0-or-later
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEVELOPMENT_FOLDERS, listCircuits } from '../prover/artifacts.ts';
import { parseR1cs } from '../prover/r1cs.ts';
import type { Suite } from './row.ts';

const nameOf = (circuit: string) => `constraints.${circuit}`;

export const constraintsSuite: Suite = {
  names: listCircuits().map(nameOf),
  run: () =>
    Promise.all(
      listCircuits().map(async (circuit) => {
        const file = join(DEVELOPMENT_FOLDERS.circuits, `${circuit}.r1cs`);
        const { constraints } = parseR1cs(await readFile(file), circuit);
        return { name: nameOf(circuit), value: constraints, unit: 'constraints' };
      }),
    ),
};
