// SPDX-License-Identifier: Apache-2.0
import { styleText } from 'node:util';
import { cut, layOut, type TableColumn, wrap } from './layout.ts';

const MAX_WIDTH = 100;
const SPINNER_AFTER_MS = 1000;
const SPINNER_EVERY_MS = 120;
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** What of a writable stream a terminal needs. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan';

/** Tells a story on a screen at most 100 columns wide, or in a file. */
export interface Terminal {
  readonly width: number;
  style(style: Style, text: string): string;
  line(text?: string): void;
  /** A chapter's heading. */
  heading(text: string): void;
  /** Prose, wrapped. */
  say(text: string, indent?: string): void;
  /** Prose behind a bullet. */
  item(text: string): void;
  /** Rows under a header; cells that do not fit are wrapped. */
  table(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): void;
  /** Runs some work, with its name and time; moving if it takes longer than a second and this is a screen. */
  progress<T>(label: string, work: () => Promise<T>): Promise<T>;
  /** Clears a half-written progress line: for leaving early. */
  settle(): void;
}

export interface TerminalOptions {
  /** Colours: only on a screen, and not if the environment has a non-empty NO_COLOR. */
  env?: Readonly<Record<string, string | undefined>>;
  now?: () => number;
}

export function createTerminal(
  output: Output,
  { env = process.env, now = Date.now }: TerminalOptions = {},
): Terminal {
  const isScreen = output.isTTY === true;
  const isColoured = isScreen && !env.NO_COLOR && env.TERM !== 'dumb';
  const width = Math.max(40, Math.min(MAX_WIDTH, isScreen ? (output.columns ?? MAX_WIDTH) : MAX_WIDTH));
  let isSpinning = false;

  const style = (name: Style, text: string) =>
    isColoured ? styleText(name, text, { validateStream: false }) : text;
  const line = (text = '') => void output.write(`${text}\n`);
  const settle = () => {
    if (isSpinning) output.write('\r\x1b[K');
    isSpinning = false;
  };

  function spin(label: string): () => void {
    if (!isScreen) return () => {};
    let frame = 0;
    let timer: NodeJS.Timeout | undefined;
    const draw = () => {
      isSpinning = true;
      output.write(`\r\x1b[K${cut(`  ${FRAMES[frame++ % FRAMES.length]} ${label}`, width - 1)}`);
    };
    const start = setTimeout(() => {
      draw();
      timer = setInterval(draw, SPINNER_EVERY_MS);
    }, SPINNER_AFTER_MS / 4);
    return () => {
      clearTimeout(start);
      clearInterval(timer);
      settle();
    };
  }

  async function progress<T>(label: string, work: () => Promise<T>): Promise<T> {
    const started = now();
    const stop = spin(label);
    // In a file there is no spinner; whoever follows it sees after a second what is being waited for.
    const notice = isScreen ? undefined : setTimeout(() => line(`  … ${label}`), SPINNER_AFTER_MS);
    try {
      const result = await work();
      stop();
      const took = ((now() - started) / 1000).toFixed(1);
      line(`  ${style('green', '✓')} ${cut(label, width - 16)} ${style('dim', `${took} s`)}`);
      return result;
    } catch (error) {
      stop();
      line(`  ${style('red', '✗')} ${cut(label, width - 16)}`);
      throw error;
    } finally {
      clearTimeout(notice);
    }
  }

  return {
    width,
    style,
    line,
    heading: (text) => {
      line();
      line(style('bold', text));
      line(style('dim', '─'.repeat(Math.min(width, [...text].length))));
    },
    say: (text, indent = '') => wrap(text, width - indent.length).forEach((each) => void line(indent + each)),
    item: (text) =>
      wrap(text, width - 4).forEach((each, i) => void line(`${i === 0 ? '  • ' : '    '}${each}`)),
    table: (columns, rows) => {
      const [head, ...body] = layOut(columns, rows, width - 2);
      line(`  ${style('dim', head!)}`);
      for (const each of body) line(`  ${each}`);
    },
    progress,
    settle,
  };
}
