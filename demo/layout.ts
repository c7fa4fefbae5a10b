// SPDX-License-Identifier: Apache-2.0
import { stripVTControlCharacters } from 'node:util';

export interface TableColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

const GAP = '  ';
const MIN_COLUMN = 8;

/** Columns a text takes, colours not counted. This project prints beyond ASCII, but no double-width characters. */
export function widthOf(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}

/** The text, cut with an ellipsis if it is longer than `width`; not for coloured text. */
export function cut(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, width - 1).join('')}…`;
}

/** Lines of at most `width`; breaks at spaces, and inside words only when one is longer than a line. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let current = '';
    for (const word of paragraph.split(' ').flatMap((each) => pieces(each, width))) {
      const longer = current === '' ? word : `${current} ${word}`;
      if (widthOf(longer) <= width) current = longer;
      else {
        lines.push(current);
        current = word;
      }
    }
    lines.push(current);
  }
  return lines;
}

function pieces(word: string, width: number): string[] {
  if (widthOf(word) <= width) return [word];
  const characters = [...word];
  return Array.from({ length: Math.ceil(characters.length / width) }, (_, i) =>
    characters.slice(i * width, (i + 1) * width).join(''),
  );
}

/** The header line, then the rows; cells wrap inside their column so that no line is wider than `width`. */
export function layOut(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width: number,
): string[] {
  const widths = columnWidths(columns, rows, width);
  const lines = [columns.map(({ title }) => title), ...rows].flatMap((row) => {
    const cells = columns.map((_, i) => wrap(row[i] ?? '', widths[i]!));
    const height = Math.max(...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_, y) =>
      cells
        .map((cell, i) => pad(cell[y] ?? '', widths[i]!, columns[i]!.align))
        .join(GAP)
        .trimEnd(),
    );
  });
  return lines;
}

function columnWidths(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width: number,
): number[] {
  const widths = columns.map(({ title }, i) =>
    Math.max(widthOf(title), ...rows.map((row) => widthOf(row[i] ?? ''))),
  );
  const room = width - GAP.length * (columns.length - 1);
  let excess = widths.reduce((sum, each) => sum + each, 0) - room;
  // The widest column gives way first: numbers stay whole, prose wraps.
  while (excess > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    if (widths[widest]! <= MIN_COLUMN) break;
    widths[widest]!--;
    excess--;
  }
  return widths;
}

function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'right' ? space + text : text + space;
}
