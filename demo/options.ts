// SPDX-License-Identifier: Apache-2.0
import { parseArgs } from 'node:util';
import { SottoError } from '../protocol/errors.ts';

export interface DemoOptions {
  /** Bar files with real prices; none: simulated prices. */
  bars: readonly string[];
  blotter?: string;
  json?: string;
  help: boolean;
}

export const DEMO_HELP = `npm run demo -- [options]

  --bars FILE      minute bars of several exchanges (docs/PRICES.md); may be given more than once.
                   Without it prices are simulated, and labelled so wherever they show
  --blotter FILE   block trades to settle; demo/blotter.csv if not given
  --json FILE      write the outcome for a program to read
  --help           this text

NO_COLOR=1 switches colours off.`;

/** @throws SottoError OPTION_INVALID naming the option. */
export function parseDemoOptions(argv: readonly string[]): DemoOptions {
  const { bars = [], blotter, json, help = false } = parse(argv);
  const values = { bars, blotter: [blotter].flat(), json: [json].flat() };
  for (const [name, given] of Object.entries(values)) {
    if (given.includes('')) throw new SottoError('OPTION_INVALID', `--${name} needs a file name; see --help`);
  }
  return { bars, help, ...(blotter !== undefined && { blotter }), ...(json !== undefined && { json }) };
}

function parse(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        bars: { type: 'string', multiple: true },
        blotter: { type: 'string' },
        json: { type: 'string' },
        help: { type: 'boolean' },
      },
      strict: true,
      allowPositionals: false,
    });
    return values;
  } catch (cause) {
    const told = (cause as Error).message.split('. ')[0];
    throw new SottoError('OPTION_INVALID', `${told}; see --help`, { cause });
  }
}
