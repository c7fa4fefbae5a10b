// SPDX-License-Identifier: Apache-2.0
import { open } from 'node:fs/promises';
import { SottoError } from '../../protocol/errors.ts';

/** Throws OPTION_INVALID unless a file can be written there: better now than after minutes of work. */
export async function assertWritable(path: string, option: string): Promise<void> {
  try {
    await (await open(path, 'a')).close();
  } catch (cause) {
    throw new SottoError(
      'OPTION_INVALID',
      `${option}: cannot write to ${path}; check folder and permissions`,
      { cause },
    );
  }
}
