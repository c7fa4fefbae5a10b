// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { BENCH_HELP, isWanted, parseBenchOptions } from '../../bench/options.ts';
import { DEMO_HELP, parseDemoOptions } from '../../demo/options.ts';
import { isSottoError } from '../../protocol/errors.ts';

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(isSottoError(error, 'OPTION_INVALID')).toBe(true);
    return (error as Error).message;
  }
  throw new Error('It was accepted');
}

test('demoOptions_takeFilesAndRepeatedBars', () => {
  expect(parseDemoOptions([])).toEqual({ bars: [], help: false });
  expect(
    parseDemoOptions(['--bars', 'a.csv', '--json=out.json', '--bars', 'b.csv', '--blotter', 'c']),
  ).toEqual({
    bars: ['a.csv', 'b.csv'],
    json: 'out.json',
    blotter: 'c',
    help: false,
  });
});

test('demoOptions_refuseWhatTheyDoNotKnow', () => {
  expect(refusal(() => parseDemoOptions(['--bar', 'x']))).toContain('--bar');
  expect(refusal(() => parseDemoOptions(['file.csv']))).toContain('file.csv');
  expect(refusal(() => parseDemoOptions(['--json']))).toContain('--json');
  expect(refusal(() => parseDemoOptions(['--json', '--bars', 'x']))).toContain('--json');
  expect(refusal(() => parseDemoOptions(['--bars=']))).toBe('--bars needs a file name; see --help');
  expect(refusal(() => parseDemoOptions(['--help=yes']))).toContain('--help');
});

test('demoHelp_namesEveryOption', () => {
  for (const option of ['--bars', '--blotter', '--json', '--help']) expect(DEMO_HELP).toContain(option);
  for (const option of ['--only', '--json', '--help']) expect(BENCH_HELP).toContain(option);
});

test('benchOptions_takePatterns', () => {
  expect(parseBenchOptions(['--only', 'gas.*', '--json', 'f'])).toEqual({
    only: ['gas.*'],
    json: 'f',
    help: false,
  });
  expect(refusal(() => parseBenchOptions(['--only']))).toContain('--only');
  expect(refusal(() => parseBenchOptions(['--only=']))).toContain('--help');
  expect(refusal(() => parseBenchOptions(['-x']))).toContain('-x');
});

test('benchPatterns_fitWholeNamesAndStars', () => {
  expect(isWanted('gas.deposit', [])).toBe(true);
  expect(isWanted('gas.deposit', ['gas.*'])).toBe(true);
  expect(isWanted('gas.deposit', ['*.trade*', 'gas.deposit'])).toBe(true);
  expect(isWanted('gas.deposit', ['gas'])).toBe(false);
  // A point is a point, not any character.
  expect(isWanted('gasxdeposit', ['gas.deposit'])).toBe(false);
});
