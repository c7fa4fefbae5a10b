// SPDX-License-Identifier: Apache-2.0
import { keccak256, solidityPacked } from 'ethers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Field } from '../../protocol/field.ts';
import { FIELD_ORDER } from '../../protocol/field.ts';
import type { CircuitName, PublicVectors } from '../../protocol/generated/circuits.ts';
import { CIRCUIT_NAMES, VECTOR_LAYOUTS, VECTOR_TAGS } from '../../protocol/generated/circuits.ts';
import { poseidon } from '../../protocol/hash.ts';
import {
  challengeOf,
  decodeVector,
  encodeVector,
  evaluateVector,
  foldVector,
  hashVector,
  vectorLength,
} from '../../protocol/vector.ts';
import { readCircuitList } from '../../scripts/generate/circuitList.ts';
import { bits, field, SLOW_PROPERTY } from '../support/arbitraries.ts';
import { expectCode } from '../support/expectCode.ts';

/** A vector of a circuit with every element in its own range. */
function anyVector(circuit: CircuitName): fc.Arbitrary<Field[]> {
  const elements = VECTOR_LAYOUTS[circuit].flatMap(({ count, bits: width }) =>
    Array.from({ length: count }, () => (width === 254 ? field : bits(width))),
  );
  return fc.tuple(...elements) as unknown as fc.Arbitrary<Field[]>;
}

const [sample] = fc.sample(anyVector('trade'), { seed: 1, numRuns: 1 });

describe.each(CIRCUIT_NAMES)('public vector of %s', (circuit) => {
  test('encodeVector_keepsTheOrderOfTheList', () => {
    const declared = readCircuitList().circuits.find(({ name }) => name === circuit);
    expect(vectorLength(circuit)).toBe(declared?.vector.length);
    const values: Record<string, bigint | bigint[]> = {};
    declared?.vector.forEach(({ name }, i) => {
      const [, stem, number] = /^(.*?)(\d*)$/.exec(name) as RegExpExecArray;
      const group = { price: 'prices', leaf: 'leaves' }[stem] ?? stem;
      const value = BigInt(i % 2);
      values[group] = number === '' ? value : [...((values[group] as bigint[]) ?? []), value];
    });
    const x = encodeVector(circuit, values as unknown as PublicVectors[typeof circuit]);
    expect(x).toEqual(declared?.vector.map((_, i) => BigInt(i % 2)));
  });

  test('decodeVector_invertsEncode', () => {
    fc.assert(
      fc.property(anyVector(circuit), (x) => {
        expect(encodeVector(circuit, decodeVector(circuit, x))).toEqual(x);
      }),
      SLOW_PROPERTY,
    );
  });

  test('hashVector_isTheChainOfThePage', () => {
    fc.assert(
      fc.property(anyVector(circuit), (x) => {
        let state: bigint = VECTOR_TAGS[circuit];
        for (let at = 0; at < x.length; at += 15) {
          state = poseidon([state, ...Array.from({ length: 15 }, (_, i) => x[at + i] ?? 0n)]);
        }
        expect(hashVector(circuit, x)).toBe(state);
      }),
      SLOW_PROPERTY,
    );
  });

  test('foldVector_followsTheProtocol', () => {
    fc.assert(
      fc.property(anyVector(circuit), (x) => {
        const { h, rho, y } = foldVector(circuit, x);
        const words = [BigInt(CIRCUIT_NAMES.indexOf(circuit)), h, ...x];
        const packed = solidityPacked(
          words.map(() => 'uint256'),
          words,
        );
        expect(h).toBe(hashVector(circuit, x));
        expect(rho).toBe(BigInt(keccak256(packed)) % FIELD_ORDER);
        let [power, sum] = [1n, 0n];
        for (const element of x) {
          sum = (sum + element * power) % FIELD_ORDER;
          power = (power * rho) % FIELD_ORDER;
        }
        expect(y).toBe(sum);
      }),
      SLOW_PROPERTY,
    );
  });
});

describe('folding', () => {
  const changed = sample.map((element, i) => sample.with(i, ((element + 1n) % FIELD_ORDER) as Field));

  test('hashVector_changesWithEachElement', () => {
    expect(new Set([sample, ...changed].map((x) => hashVector('trade', x))).size).toBe(41);
  });

  test('challengeOf_changesWithEachElementAndWithH', () => {
    const rhos = [sample, ...changed].map((x) => challengeOf('trade', 5n, x));
    expect(new Set([...rhos, challengeOf('trade', 6n, sample)]).size).toBe(42);
  });

  test('foldVector_separatesCircuits', () => {
    const x = Array<Field>(17).fill(1n as Field);
    expect(hashVector('open', x)).not.toBe(hashVector('refresh', [...x, 0n]));
    const [short, long] = [challengeOf('open', 1n, x), challengeOf('refresh', 1n, [...x, 0n])];
    expect(short).not.toBe(long);
  });

  test('evaluateVector_swappedElementsDiffer', () => {
    const swapped = sample.with(0, sample[1]).with(1, sample[0]);
    expect(evaluateVector(swapped, 12345n)).not.toBe(evaluateVector(sample, 12345n));
  });
});

describe('encodeVector with bad input', () => {
  const good = decodeVector('trade', sample);

  test.each([
    ['missing', { nullifier: undefined }, 'nullifier'],
    ['stray', { asset: 1n }, 'asset'],
    ['shortArray', { prices: good.prices.slice(1) }, 'prices'],
    ['scalarForArray', { prices: 1n }, 'prices'],
    ['arrayForScalar', { day: [1n] }, 'day'],
    ['aliased', { nullifier: FIELD_ORDER }, 'nullifier'],
    ['negative', { account: -1n }, 'account'],
    ['tooWide', { day: 2n ** 32n }, 'day'],
    ['number', { side: 1 }, 'side'],
  ])('encodeVector_refuses_%s', (_name, change, named) => {
    const values = { ...good, ...change } as unknown as PublicVectors['trade'];
    const error = expectCode('VECTOR_INVALID', () => encodeVector('trade', values));
    expect(error.message).toContain(named);
  });

  test('vectorFunctions_refuseTruncatedAndAliasedVectors', () => {
    for (const x of [sample.slice(1), [...sample, 0n], sample.with(3, (sample[3] + FIELD_ORDER) as Field)]) {
      expectCode('VECTOR_INVALID', () => hashVector('trade', x));
      expectCode('VECTOR_INVALID', () => challengeOf('trade', 1n, x));
      expectCode('VECTOR_INVALID', () => decodeVector('trade', x));
      expectCode('VECTOR_INVALID', () => foldVector('trade', x));
    }
  });
});
