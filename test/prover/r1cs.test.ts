// SPDX-License-Identifier: GPL-3.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readR1cs } from 'r1csfile';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readField } from '../../prover/field.ts';
import { parseR1cs } from '../../prover/r1cs.ts';
import { domainLog } from '../../prover/setupScalars.ts';
import { compileFixtures, createWorkspace, type Workspace } from './support/fixtures.ts';

let workspace: Workspace;
let file: string;
let bytes: Uint8Array;

beforeAll(async () => {
  workspace = createWorkspace();
  await compileFixtures(workspace, ['square']);
  file = join(workspace.folders.circuits, 'square.r1cs');
  bytes = new Uint8Array(readFileSync(file));
});

afterAll(() => workspace.remove());

it('parseR1cs_readsWhatTheReferenceReaderReads', async () => {
  const theirs = await readR1cs(file, { loadConstraints: true, loadMap: false, singleThread: true });
  const ours = parseR1cs(bytes, 'square');
  expect(ours.wires).toBe(theirs.nVars);
  expect(ours.constraints).toBe(theirs.nConstraints);
  expect(ours.publics).toBe(theirs.nPubInputs + theirs.nOutputs);
  const terms: [number, number, number, bigint][] = [];
  ours.visitTerms((matrix, constraint, wire, offset) => {
    terms.push([constraint, matrix, wire, readField(bytes, offset)]);
  });
  const { Fr } = theirs.curve;
  const expected = theirs.constraints.flatMap((matrices, constraint) =>
    matrices.flatMap((combination, matrix) =>
      Object.entries(combination).map(([wire, value]) => [
        constraint,
        matrix,
        Number(wire),
        Fr.toObject(value),
      ]),
    ),
  );
  expect(terms).toEqual(expected);
  expect(terms.length).toBeGreaterThan(ours.constraints);
});

it('parseR1cs_refusesOtherBytes', () => {
  const refused = expect.objectContaining({
    code: 'ARTIFACT_CORRUPT',
    message: expect.stringMatching(/square.*npm run build/),
  });
  const parse = (content: Uint8Array) => () => parseR1cs(content, 'square');
  const altered = (at: number) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
  expect(parse(new Uint8Array())).toThrow(refused);
  expect(parse(bytes.slice(0, 40))).toThrow(refused);
  expect(parse(bytes.slice(0, -1))).toThrow(refused);
  expect(parse(new Uint8Array([...bytes, 0]))).toThrow(refused);
  for (const [name, at] of [
    ['magic', 0],
    ['version', 4],
    ['sections', 8],
  ] as const) {
    expect(parse(altered(at)), name).toThrow(refused);
  }
  const view = new DataView(bytes.buffer);
  let header = 12;
  while (view.getUint32(header, true) !== 1) header += 12 + Number(view.getBigUint64(header + 4, true));
  expect(parse(altered(header + 12)), 'size of the field').toThrow(refused);
  expect(parse(altered(header + 16)), 'order of the field').toThrow(refused);
});

it('domain_holdsTheConstraintsThePublicsAndTheConstant', () => {
  expect(domainLog({ constraints: 16_380, publics: 3 })).toBe(14);
  expect(domainLog({ constraints: 16_381, publics: 3 })).toBe(15);
  expect(domainLog({ constraints: 4, publics: 3 })).toBe(3);
  expect(domainLog({ constraints: 5, publics: 3 })).toBe(4);
});
