// SPDX-License-Identifier: Apache-2.0
import type { NamedValue, TracedEvent, TracedTransaction } from './chainTrace.ts';

/** How two chains differ. */
export interface TraceComparison {
  /** Anything but the content of a word: each entry says where and what. */
  readonly shape: string[];
  /** Words that differ, by event or call and path, without array positions and the name of a call's argument. */
  readonly words: Set<string>;
}

const OF_TRANSACTION = ['from', 'to', 'succeeded', 'call', 'inputBytes', 'executionGas'] as const;
const OF_EVENT = ['emitter', 'name', 'topics', 'dataBytes'] as const;

export function compareTraces(
  left: readonly TracedTransaction[],
  right: readonly TracedTransaction[],
): TraceComparison {
  const comparison = { shape: [], words: new Set<string>() };
  same(comparison, 'transactions', left.length, right.length);
  for (const [i, transaction] of left.entries()) {
    const other = right[i];
    if (other !== undefined)
      compareTransactions(comparison, `${transaction.call} (${i})`, transaction, other);
  }
  return comparison;
}

function compareTransactions(
  comparison: TraceComparison,
  where: string,
  a: TracedTransaction,
  b: TracedTransaction,
): void {
  for (const key of OF_TRANSACTION) same(comparison, `${where} ${key}`, a[key], b[key]);
  compareWords(comparison, where, a.values, b.values, (path) => `${a.call}.${path.replace(/^[^.]+\./, '')}`);
  same(comparison, `${where} events`, a.events.length, b.events.length);
  for (const [i, event] of a.events.entries()) {
    const other = b.events[i];
    if (other !== undefined) compareEvents(comparison, `${where} event ${i}`, event, other);
  }
}

function compareEvents(comparison: TraceComparison, where: string, a: TracedEvent, b: TracedEvent): void {
  for (const key of OF_EVENT) same(comparison, `${where} ${key}`, a[key], b[key]);
  compareWords(comparison, where, a.values, b.values, (path) => `${a.name}.${path}`);
}

function compareWords(
  comparison: TraceComparison,
  where: string,
  a: readonly NamedValue[],
  b: readonly NamedValue[],
  nameOf: (path: string) => string,
): void {
  same(comparison, `${where} words`, a.length, b.length);
  for (const [i, [path, value]] of a.entries()) {
    same(comparison, `${where} word ${i}`, path, b[i]?.[0]);
    if (value !== b[i]?.[1]) comparison.words.add(nameOf(path.replace(/\.\d+/g, '')));
  }
}

function same({ shape }: TraceComparison, where: string, a: unknown, b: unknown): void {
  if (a !== b) shape.push(`${where}: ${a} and ${b}`);
}
