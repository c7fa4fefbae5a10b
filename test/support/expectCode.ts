// SPDX-License-Identifier: Apache-2.0
import { expect } from 'vitest';
import type { ErrorCode } from '../../protocol/errors.ts';
import { SottoError } from '../../protocol/errors.ts';

/** Runs `action`, expects a SottoError of this code, and returns it. */
export function expectCode(code: ErrorCode, action: () => unknown): SottoError {
  return checkCode(code, () => {
    action();
    return undefined;
  });
}

/** As `expectCode`, for an action that returns a promise. */
export async function expectCodeAsync(code: ErrorCode, action: () => Promise<unknown>): Promise<SottoError> {
  const thrown = await action().then(
    () => undefined,
    (error: unknown) => error,
  );
  return checkCode(code, () => {
    if (thrown !== undefined) throw thrown;
    return undefined;
  });
}

function checkCode(code: ErrorCode, action: () => undefined): SottoError {
  let thrown: unknown;
  try {
    action();
  } catch (error) {
    thrown = error;
  }
  expect(thrown, `nothing was thrown instead of ${code}`).toBeInstanceOf(SottoError);
  expect((thrown as SottoError).code).toBe(code);
  return thrown as SottoError;
}
