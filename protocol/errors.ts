// SPDX-License-Identifier: Apache-2.0
import type { ErrorCode } from './errorRegistry.ts';
import { ERROR_REGISTRY } from './errorRegistry.ts';

export type { ErrorCode, ErrorEntry } from './errorRegistry.ts';
export { ERROR_REGISTRY } from './errorRegistry.ts';

export interface SottoErrorOptions {
  cause?: unknown;
  /**
   * Figures only the owner may see, such as a balance or a hidden limit, in a sentence. Kept out of the message,
   * the stack, JSON and console output; show it to the person at this machine, never write it to a log.
   */
  explanation?: string;
}

/** Every error this project throws on purpose. `code` is stable; `message` says what to do and holds no secret. */
export class SottoError extends Error {
  readonly code: ErrorCode;
  readonly #explanation: string | undefined;

  constructor(
    code: ErrorCode,
    message: string = ERROR_REGISTRY[code].title,
    options: SottoErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SottoError';
    this.code = code;
    this.#explanation = options.explanation;
  }

  /** What to do about any error of this code. */
  get remedy(): string {
    return ERROR_REGISTRY[this.code].remedy;
  }

  /** The message with the owner's private figures, if there are any: for the screen only. */
  explain(): string {
    return this.#explanation ?? this.message;
  }
}

/** Whether `error` is a SottoError, of the given code if one is given. */
export function isSottoError(error: unknown, code?: ErrorCode): error is SottoError {
  return error instanceof SottoError && (code === undefined || error.code === code);
}
