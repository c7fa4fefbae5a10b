// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { cut, layOut, widthOf, wrap } from '../../demo/layout.ts';

test('wrap_breaksAtSpacesAndKeepsWithinTheWidth', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrap('', 10)).toEqual(['']);
  expect(wrap('a\nb', 10)).toEqual(['a', 'b']);
});

test('wrap_breaksAWordOnlyWhenItIsLongerThanALine', () => {
  expect(wrap('0123456789 ab', 4)).toEqual(['0123', '4567', '89', 'ab']);
});

test('wrap_doesNotCountColours', () => {
  const red = '\x1b[31mred\x1b[39m';
  expect(widthOf(red)).toBe(3);
  expect(wrap(`${red} and blue`, 7)).toEqual([`${red} and`, 'blue']);
});

test('cut_endsWithAnEllipsis', () => {
  expect(cut('abcdef', 6)).toBe('abcdef');
  expect(cut('abcdefg', 6)).toBe('abcde…');
});

test('layOut_alignsAndWrapsInsideColumns', () => {
  const lines = layOut(
    [{ title: 'name' }, { title: 'amount', align: 'right' }],
    [
      ['a name that is rather long', '1'],
      ['b', '22,000'],
    ],
    24,
  );
  expect(lines).toEqual([
    'name              amount',
    'a name that is         1',
    'rather long',
    'b                 22,000',
  ]);
  for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(24);
});
