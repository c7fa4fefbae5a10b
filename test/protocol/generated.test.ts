// SPDX-License-Identifier: Apache-2.0
import { id } from 'ethers';
import { describe, expect, test } from 'vitest';
import * as generated from '../../protocol/generated/circuits.ts';
import { allTags, readCircuitList } from '../../scripts/generate/circuitList.ts';
import { generateAll, staleFiles } from '../../scripts/generate.ts';

describe('generated files', () => {
  test('generatedFiles_areWhatTheGeneratorsWrite', async () => {
    const files = await generateAll();
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining([
        'circuits/lib/constants.circom',
        'circuits/main/trade.circom',
        'docs/errors.md',
        'protocol/generated/circuits.ts',
      ]),
    );
    expect(staleFiles(files)).toEqual([]);
  });

  test('staleFiles_noticesMissingAndChangedFiles', () => {
    expect(staleFiles({ 'package.json': 'something else', 'no/such/file': '' })).toEqual([
      'package.json',
      'no/such/file',
    ]);
  });
});

describe('constants', () => {
  const list = readCircuitList();

  test('tags_areKeccakOfTheirNames', () => {
    const tag = (name: string): bigint => BigInt(id(`sotto:${name}`)) >> 8n;
    expect(generated.TAGS).toEqual(Object.fromEntries(list.tags.map((name) => [name, tag(name)])));
    expect(generated.VECTOR_TAGS).toEqual(
      Object.fromEntries(list.circuits.map(({ name }) => [name, tag(`VECTOR/${name}`)])),
    );
  });

  test('tags_areDistinct', () => {
    const tags = allTags(list).map(([, value]) => value);
    expect(new Set(tags).size).toBe(list.tags.length + list.circuits.length);
  });

  test('constants_areThoseOfTheList', () => {
    for (const [name, value] of Object.entries(list.constants)) {
      expect((generated as Record<string, unknown>)[name], name).toBe(value);
    }
    expect(generated.CIRCUIT_NAMES).toEqual(list.circuits.map(({ name }) => name));
    expect(generated.BATCH_SIZE).toBe(generated.TREE_ARITY ** generated.BATCH_DEPTH);
  });
});
