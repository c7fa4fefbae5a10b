// SPDX-License-Identifier: Apache-2.0
import { expect, test, vi } from 'vitest';
import { createTerminal, type Output } from '../../demo/terminal.ts';

function record(options: Partial<Output> = {}): Output & { text: string } {
  return {
    ...options,
    text: '',
    write(text: string) {
      this.text += text;
    },
  };
}

const ESCAPE = '\x1b';

test('terminal_hasColoursOnlyOnAScreenWithoutNoColor', () => {
  const paint = (isTTY: boolean, env: Record<string, string>) =>
    createTerminal(record({ isTTY }), { env }).style('red', 'x');
  expect(paint(true, {})).toBe(`${ESCAPE}[31mx${ESCAPE}[39m`);
  expect(paint(false, {})).toBe('x');
  expect(paint(true, { NO_COLOR: '1' })).toBe('x');
  // An empty NO_COLOR says nothing (no-color.org).
  expect(paint(true, { NO_COLOR: '' })).toContain(ESCAPE);
  expect(paint(true, { TERM: 'dumb' })).toBe('x');
});

test('terminal_isNeverWiderThanAHundredColumns', () => {
  expect(createTerminal(record({ isTTY: true, columns: 240 })).width).toBe(100);
  expect(createTerminal(record({ isTTY: true, columns: 72 })).width).toBe(72);
  const output = record();
  const terminal = createTerminal(output);
  terminal.heading('Heading');
  terminal.say('word '.repeat(60));
  terminal.item('word '.repeat(60));
  terminal.table([{ title: 'a' }, { title: 'b' }], [['x '.repeat(80), 'y '.repeat(80)]]);
  for (const line of output.text.split('\n')) expect([...line].length).toBeLessThanOrEqual(100);
});

test('progress_saysWhatIsDoneAndInAFileWhatIsAwaited', async () => {
  vi.useFakeTimers();
  try {
    const output = record();
    const terminal = createTerminal(output);
    let finish: (value: number) => void = () => {};
    const work = terminal.progress('proving', () => new Promise<number>((resolve) => (finish = resolve)));
    await vi.advanceTimersByTimeAsync(900);
    expect(output.text).toBe('');
    await vi.advanceTimersByTimeAsync(200);
    expect(output.text).toBe('  … proving\n');
    finish(7);
    expect(await work).toBe(7);
    expect(output.text).toBe('  … proving\n  ✓ proving 1.1 s\n');
  } finally {
    vi.useRealTimers();
  }
});

test('progress_movesOnAScreenAndCleansUpAfterItself', async () => {
  vi.useFakeTimers();
  try {
    const output = record({ isTTY: true });
    const terminal = createTerminal(output, { env: { NO_COLOR: '1' } });
    const failure = new Error('no');
    let fail: (reason: Error) => void = () => {};
    const work = terminal.progress('proving', () => new Promise<never>((_, reject) => (fail = reject)));
    const refused = expect(work).rejects.toBe(failure);
    await vi.advanceTimersByTimeAsync(1000);
    expect(output.text).toContain('⠋ proving');
    fail(failure);
    await refused;
    expect(output.text.endsWith(`\r${ESCAPE}[K  ✗ proving\n`)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
