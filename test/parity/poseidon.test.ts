// SPDX-License-Identifier: GPL-3.0-or-later
import { buildPoseidonReference } from 'circomlibjs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TAGS } from '../../protocol/generated/circuits.ts';
import { poseidon, recordKeystream } from '../../protocol/hash.ts';
import { fastHashNode } from '../../protocol/poseidonNode.ts';
import { field, SLOW_PROPERTY } from '../support/arbitraries.ts';

/** circomlib's own JavaScript, on inputs and outputs as integers. */
const reference = await buildPoseidonReference();

function referenceHash(inputs: readonly bigint[]): bigint {
  return reference.F.toObject(reference(inputs.map((input) => reference.F.e(input))));
}

describe('poseidon', () => {
  test.each(Array.from({ length: 16 }, (_, i) => i + 1))(
    'poseidon_agreesWithCircomlib_atArity_%i',
    (arity) => {
      fc.assert(
        fc.property(fc.array(field, { minLength: arity, maxLength: arity }), (inputs) => {
          expect(poseidon(inputs)).toBe(referenceHash(inputs));
        }),
        { ...SLOW_PROPERTY, numRuns: 10 },
      );
    },
  );

  test('fastHashNode_agreesWithCircomlib', () => {
    fc.assert(
      fc.property(fc.array(field, { minLength: 8, maxLength: 8 }), (children) => {
        expect(fastHashNode(children)).toBe(referenceHash(children));
      }),
      SLOW_PROPERTY,
    );
  });

  test('recordKeystream_isLanesOneToSixOfCircomlibsPermutation', () => {
    fc.assert(
      fc.property(field, field, (key, siv) => {
        const inputs = [TAGS.RECORD_KEYSTREAM, key, siv, 0n, 0n, 0n].map((input) => reference.F.e(input));
        const lanes = (reference(inputs, 0, 7) as unknown as unknown[]).map((lane) =>
          reference.F.toObject(lane),
        );
        expect(recordKeystream(key, siv)).toEqual(lanes.slice(1));
      }),
      SLOW_PROPERTY,
    );
  });
});
