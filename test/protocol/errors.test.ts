// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../protocol/errors.ts';
import { ERROR_REGISTRY, isSottoError, SottoError } from '../../protocol/errors.ts';

const ROOT = new URL('../../', import.meta.url);
const codes = Object.keys(ERROR_REGISTRY) as ErrorCode[];

describe('SottoError', () => {
  test('sottoError_hasCodeMessageRemedyAndCause', () => {
    const cause = new Error('underneath');
    const error = new SottoError('AMOUNT_ZERO', 'deposit is zero', { cause });
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.code, error.message]).toEqual(['SottoError', 'AMOUNT_ZERO', 'deposit is zero']);
    expect(error.remedy).toBe(ERROR_REGISTRY.AMOUNT_ZERO.remedy);
    expect(error.cause).toBe(cause);
    expect('cause' in new SottoError('AMOUNT_ZERO')).toBe(false);
    expect(new SottoError('AMOUNT_ZERO').message).toBe(ERROR_REGISTRY.AMOUNT_ZERO.title);
  });

  test('sottoError_showsPrivateFiguresOnlyWhenAsked', () => {
    const error = new SottoError('BALANCE_INSUFFICIENT', undefined, {
      explanation: 'The desk holds 123456789.',
    });
    expect(error.explain()).toContain('123456789');
    for (const printed of [error.message, String(error), error.stack, JSON.stringify(error)]) {
      expect(printed).not.toContain('123456789');
    }
    expect(inspect(error, { showHidden: true, depth: 9, getters: true })).not.toContain('123456789');
    expect(new SottoError('AMOUNT_ZERO', 'short').explain()).toBe('short');
  });

  test('isSottoError_comparesCodes', () => {
    const error: unknown = new SottoError('AMOUNT_ZERO');
    expect([isSottoError(error), isSottoError(error, 'AMOUNT_ZERO')]).toEqual([true, true]);
    expect([isSottoError(error, 'PRICE_STALE'), isSottoError(new Error('x'))]).toEqual([false, false]);
  });
});

describe('error registry', () => {
  test('registry_isDocumentedCodeByCode', () => {
    const page = readFileSync(new URL('docs/errors.md', ROOT), 'utf8');
    const documented = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);
    expect(documented).toEqual(codes);
  });

  test('registry_saysWhatHappenedAndWhatToDo', () => {
    for (const code of codes) {
      const { title, remedy } = ERROR_REGISTRY[code];
      expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
      expect(title, code).toMatch(/^[A-Z].*[^.]$/);
      expect(remedy, code).toMatch(/^.+[.]$/);
      expect(`${title}${remedy}`, code).not.toMatch(/[|\n]/);
    }
  });

  test('registry_holdsNoCodeThatNothingThrows', () => {
    const sources = ['protocol', 'prover', 'client', 'operator', 'scripts', 'demo', 'bench'].flatMap(
      sourceFiles,
    );
    const text = sources
      .filter((path) => !path.endsWith('errorRegistry.ts'))
      .map(read)
      .join('\n');
    expect(codes.filter((code) => !text.includes(`'${code}'`))).toEqual([]);
  });
});

function sourceFiles(folder: string): string[] {
  const entries = readdirSync(new URL(`${folder}/`, ROOT), { recursive: true }) as string[];
  return entries.filter((path) => path.endsWith('.ts')).map((path) => `${folder}/${path}`);
}

function read(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8');
}
