// SPDX-License-Identifier: Apache-2.0
import type { PriceReport, SourceUse } from './createReporter.ts';
import { formatQuote } from './fixedPoint.ts';

/** A report in words: a line for the whole, one for each asset, one for each source; indented by two spaces a level. */
export function explainReport({ minute, reporter, simulated, assets }: PriceReport): string[] {
  const time = new Date(minute * 60_000).toISOString().slice(0, 16).replace('T', ' ');
  const lines = [`${simulated ? 'SIMULATED prices, ' : ''}${reporter} at ${time} UTC`];
  for (const { symbol, quote, unavailable, sources } of assets) {
    lines.push(
      `  ${symbol}: ${quote === undefined ? `no price (${unavailable})` : `$${formatQuote(quote, 6)}`}`,
    );
    lines.push(...sources.map((source) => `    ${explainSource(source)}`));
  }
  return lines;
}

function explainSource({ exchange, path, quote, status, reason }: SourceUse): string {
  const price = quote === undefined ? '' : ` $${formatQuote(quote, 6)}`;
  return `${exchange} ${path}${price}: ${status === 'used' ? '' : `${status}, `}${reason}`;
}
