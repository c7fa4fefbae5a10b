// SPDX-License-Identifier: Apache-2.0

/**
 * Lines without their ends (LF or CRLF) and without a byte order mark, one array for each chunk read. A line longer than
 * `maxLength` may come in pieces, the first of them longer than that.
 */
export async function* linesOf(chunks: AsyncIterable<string>, maxLength: number): AsyncGenerator<string[]> {
  let rest: string | undefined;
  for await (const chunk of chunks) {
    const lines = (rest === undefined ? chunk.replace(/^\uFEFF/, '') : rest + chunk).split('\n');
    rest = lines.pop()!;
    yield lines.map((line) => line.replace(/\r$/, ''));
    // A file without line ends is no bar file; it must not be gathered in memory until it ends.
    if (rest.length > maxLength) yield [rest];
  }
  if (rest) yield [rest.replace(/\r$/, '')];
}
