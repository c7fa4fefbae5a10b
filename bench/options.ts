// SPDX-License-Identifier: Apache-2.0
import { parseArgs } from 'node:util';
import { SottoError } from '../protocol/errors.ts';

export interface BenchOptions {
  json?: string;
  /** Patterns of names; none: everything. */
  only: readonly string[];
  help: boolean;
}

export const BENCH_HELP = `npm run bench -- [options]

  --only PATTERN   measure only the figures whose name fits: * stands for anything, so "gas.*" or
                   "*.trade*"; may be given more than once
  --json FILE      write the rows {name, value, unit} as JSON
  --help           this text`;

/** @throws SottoError OPTION_INVALID naming the option. */
export function parseBenchOptions(argv: readonly string[]): BenchOptions {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        json: { type: 'string' },
        only: { type: 'string', multiple: true },
        help: { type: 'boolean' },
      },
      strict: true,
      allowPositionals: false,
    });
    const { json, only = [], help = false } = values;
    if (json === '' || only.includes('')) throw new TypeError('An option is empty');
    return { only, help, ...(json !== undefined && { json }) };
  } catch (cause) {
    const told = (cause as Error).message.split('. ')[0];
    throw new SottoError('OPTION_INVALID', `${told}; see --help`, { cause });
  }
}

/** Whether a name is asked for. A pattern without * must be the whole name. */
export function isWanted(name: string, only: readonly string[]): boolean {
  return only.length === 0 || only.some((pattern) => toRegExp(pattern).test(name));
}

function toRegExp(pattern: string): RegExp {
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${pattern.split('*').map(literal).join('.*')}$`);
}
