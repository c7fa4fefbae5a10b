// SPDX-License-Identifier: Apache-2.0
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SottoError } from '../../protocol/errors.ts';
import { BarSyntaxError, type RowReader, readerFor } from './barFormats.ts';
import { type BarCollector, type Bars, collectBars } from './bars.ts';
import { linesOf } from './linesOf.ts';

export interface LoadProgress {
  readonly file: string;
  readonly lines: number;
  readonly bytesRead: number;
  readonly bytesTotal: number;
}

export interface LoadBarsOptions {
  /** Called every 10,000 lines and at the end of each file. */
  onProgress?: (progress: LoadProgress) => void;
}

/** The first line of a file written by `formatBars` from generated prices; keeps the label alive through a file. */
export const SIMULATED_MARK = '# simulated';

const LINES_PER_REPORT = 10_000;
const MAX_LINE = 4_096;

/**
 * Reads one or more bar files (docs/PRICES.md), or every `.csv` of a folder, line by line. Files may hold different
 * markets, or the same bars again; they must not contradict each other.
 * @throws SottoError BARS_MISSING (no such file, or nothing in it), BARS_MALFORMED (file, line, what to do)
 */
export async function loadBars(
  paths: string | readonly string[],
  options: LoadBarsOptions = {},
): Promise<Bars> {
  const files = await listFiles(typeof paths === 'string' ? [paths] : paths);
  let simulated = false;
  const collector = collectBars(files.map((file) => basename(file)).join(', '), () => simulated);
  for (const file of files) {
    simulated = (await readFile(file, collector, options)) || simulated;
  }
  const bars = collector.finish();
  if (bars.series.length === 0) {
    throw new SottoError('BARS_MISSING', `${bars.source} holds no price at all: give a file with closes`);
  }
  return bars;
}

async function listFiles(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    try {
      if ((await stat(path)).isDirectory()) files.push(...(await csvFilesIn(path)));
      else files.push(path);
    } catch (cause) {
      if (cause instanceof SottoError) throw cause;
      throw new SottoError('BARS_MISSING', `Cannot open ${path}: check the path of the bar file`, { cause });
    }
  }
  if (files.length === 0) throw new SottoError('BARS_MISSING', 'No bar file was named: give at least one');
  return files;
}

async function csvFilesIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.csv')).sort();
  if (names.length === 0)
    throw new SottoError('BARS_MISSING', `The folder ${folder} has no .csv file: name the bar file itself`);
  return names.map((name) => join(folder, name));
}

/** Feeds a file's rows to the collector; whether the file is marked as simulated. */
async function readFile(
  file: string,
  collector: BarCollector,
  { onProgress }: LoadBarsOptions,
): Promise<boolean> {
  const bytesTotal = (await stat(file)).size;
  const stream = createReadStream(file, { encoding: 'utf8' });
  let number = 0;
  let simulated = false;
  let reader: RowReader | undefined;
  const report = () => onProgress?.({ file, lines: number, bytesRead: stream.bytesRead, bytesTotal });
  try {
    for await (const lines of linesOf(stream, MAX_LINE)) {
      for (const line of lines) {
        number++;
        if (line.startsWith('#')) simulated ||= line.startsWith(SIMULATED_MARK);
        else if (line !== '' && reader === undefined) reader = readerFor(checked(line), basename(file));
        else if (line !== '') addRows(reader!, checked(line), collector);
        if (number % LINES_PER_REPORT === 0) report();
      }
    }
  } catch (cause) {
    throw atLine(file, number, cause);
  }
  if (reader === undefined)
    throw new SottoError('BARS_MISSING', `${file} is empty: give a file with a header and bars`);
  report();
  return simulated;
}

function addRows(reader: RowReader, line: string, collector: BarCollector): void {
  for (const row of reader(line.split(','))) {
    if (!collector.add(row)) {
      throw new BarSyntaxError(
        `${row.exchange} ${row.base}/${row.quote} already has another close for this minute; keep one of the two`,
      );
    }
  }
}

function checked(line: string): string {
  if (line.length > MAX_LINE)
    throw new BarSyntaxError(`the line is longer than ${MAX_LINE} characters; give a CSV file of bars`);
  if (line.includes('"'))
    throw new BarSyntaxError('cells are not quoted in this format; remove the quotation marks');
  return line;
}

function atLine(file: string, line: number, cause: unknown): unknown {
  if (cause instanceof BarSyntaxError) {
    return new SottoError('BARS_MALFORMED', `${file}, line ${line}: ${cause.message}`, { cause });
  }
  return new SottoError(
    'BARS_MISSING',
    `Cannot read ${file} after line ${line}: check the file and its permissions`,
    { cause },
  );
}
