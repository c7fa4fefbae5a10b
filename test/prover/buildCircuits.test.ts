// SPDX-License-Identifier: GPL-3.0-or-later
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseR1cs } from '../../prover/r1cs.ts';
import { buildCircuits } from '../../scripts/buildCircuits.ts';
import { createWorkspace, damage, ROOT, type Workspace } from './support/fixtures.ts';

const LIBRARY = `pragma circom 2.1.6;
template Twice() { signal input in; signal output out; out <== in * in; }
`;
const MAIN = `pragma circom 2.1.6;
include "library.circom";
include "bitify.circom";
template Main() {
    signal input h;
    signal input y;
    component twice = Twice();
    twice.in <== y;
    h === twice.out;
    component bits = Num2Bits(4);
    bits.in <== y;
}
component main {public [h, y]} = Main();
`;

let workspace: Workspace;
let sources: string;

beforeEach(() => {
  workspace = createWorkspace();
  sources = `${workspace.path}/sources`;
  mkdirSync(join(ROOT, sources));
  write('library', LIBRARY);
  write('one', MAIN);
  write('two', MAIN.replace('Num2Bits(4)', 'Num2Bits(5)'));
});

afterEach(() => workspace.remove());

const write = (name: string, text: string): void =>
  writeFileSync(join(ROOT, sources, `${name}.circom`), text);
const output = (file: string): string => join(ROOT, workspace.path, 'circuits', file);
const build = async (names: readonly string[] = ['one', 'two']): Promise<string[]> => {
  const lines: string[] = [];
  await buildCircuits({
    mains: Object.fromEntries(names.map((name) => [name, `${sources}/${name}.circom`])),
    outputFolder: `${workspace.path}/circuits`,
    onProgress: (line) => lines.push(line.replace(/[\d.]+ s$/, '')),
  });
  return lines.sort();
};
const BOTH_UNCHANGED = ['circuit one: unchanged', 'circuit two: unchanged'];

it('build_writesEachCircuitWithItsManifestAndNothingElse', async () => {
  const lines = await build();
  expect(lines).toContain('circuit one: compiling');
  expect(lines).toContain('circuit one: compiled in ');
  expect(readdirSync(output('.'))).toEqual(
    ['one', 'two'].flatMap((name) => ['json', 'r1cs', 'sym', 'wasm'].map((type) => `${name}.${type}`)),
  );
  const constraints = (name: string) => parseR1cs(readFileSync(output(`${name}.r1cs`)), name).constraints;
  expect(constraints('two')).toBe(constraints('one') + 1);
});

it('build_leavesUnchangedCircuitsAlone', async () => {
  await build();
  expect(await build()).toEqual(BOTH_UNCHANGED);
});

it('build_compilesAgainWhenAnIncludedFileChanges', async () => {
  await build();
  write('library', LIBRARY.replace('in * in', 'in * (in + 1)'));
  expect(await build()).not.toContain('circuit one: unchanged');
  expect(await build()).toEqual(BOTH_UNCHANGED);
  write('two', MAIN.replace('Num2Bits(4)', 'Num2Bits(6)'));
  const lines = await build();
  expect(lines).toContain('circuit one: unchanged');
  expect(lines).toContain('circuit two: compiling');
});

it.each(['r1cs', 'wasm', 'sym', 'json'])('build_compilesAgainWhenDamagedOrMissing %s', async (extension) => {
  await build(['one']);
  damage(output(`one.${extension}`));
  expect(await build(['one'])).toContain('circuit one: compiling');
  rmSync(output(`one.${extension}`));
  expect(await build(['one'])).toContain('circuit one: compiling');
  expect(await build(['one'])).toEqual(['circuit one: unchanged']);
});

it('build_saysWhatTheCompilerSaysWhenACircuitIsWrong', async () => {
  write('one', MAIN.replace('h === twice.out;', 'h === nothing;'));
  await expect(build(['one'])).rejects.toMatchObject({
    code: 'CIRCUIT_COMPILE_FAILED',
    message: expect.stringMatching(/one[\s\S]*nothing/),
  });
  expect(readdirSync(output('.'))).toEqual([]);
});

it('build_namesAFileThatIsIncludedAndDoesNotExist', async () => {
  write('one', MAIN.replace('library.circom', 'libary.circom'));
  await expect(build(['one'])).rejects.toMatchObject({
    code: 'CIRCUIT_COMPILE_FAILED',
    message: expect.stringMatching(/one\.circom includes libary\.circom/),
  });
  await expect(build(['three'])).rejects.toMatchObject({
    code: 'CIRCUIT_COMPILE_FAILED',
    message: expect.stringMatching(/three\.circom/),
  });
  expect(existsSync(output('one.r1cs'))).toBe(false);
});
