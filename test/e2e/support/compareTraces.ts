// SPDX-License-Identifier: Apache-2.0
import type { NamedValue, TracedTransaction } from './chainTrace.ts';

/** How two chains differ. */
export interface TraceComparison {
  /** Anything but the content of a word: each entry says where and what. */
  readonly shape: string[];
  /** Words that differ, by call or event and path, array positions left out: "AccountQueued.record"; of a
   * call without its argument's name: "settle.proof". */
  readonly words: Set<string>;
}

export function compareTraces(
  left: readonly TracedTransaction[],
  right: readonly TracedTransaction[],
): TraceComparison {
  const shape: string[] = [];
  const words = new Set<string>();
  const same = (where: string, a: unknown, b: unknown) => {
    if (a !== b) shape.push(`${where}: ${a} and ${b}`);
  };
  const compareWords = (
    where: string,
    a: readonly NamedValue[],
    b: readonly NamedValue[],
    shorten: (path: string) => string,
  ) => {
    same(`${where} words`, a.length, b.length);
    for (const [i, [path, value]] of a.entries()) {
      same(`${where} word ${i}`, path, b[i]?.[0]);
      if (value !== b[i]?.[1]) words.add(`${where.split(' ')[0]}.${shorten(path)}`);
    }
  };
  same('transactions', left.length, right.length);
  for (const [i, a] of left.entries()) {
    const b = right[i];
    if (b === undefined) continue;
    const where = `${a.call} (${i})`;
    for (const key of ['from', 'to', 'succeeded', 'call', 'inputBytes', 'executionGas'] as const) {
      same(`${where} ${key}`, a[key], b[key]);
    }
    compareWords(where, a.values, b.values, (path) => withoutPositions(path).replace(/^[^.]+\./, ''));
    same(`${where} events`, a.events.length, b.events.length);
    for (const [j, event] of a.events.entries()) {
      const other = b.events[j];
      for (const key of ['emitter', 'name', 'topics', 'dataBytes'] as const) {
        same(`${where} event ${j} ${key}`, event[key], other?.[key]);
      }
      compareWords(`${event.name} (${i})`, event.values, other?.values ?? [], withoutPositions);
    }
  }
  return { shape, words };
}

function withoutPositions(path: string): string {
  return path.replace(/\.\d+/g, '');
}
