// SPDX-License-Identifier: Apache-2.0

const URLS = /[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi;
const MAX_DEPTH = 5;

/**
 * An error fit to be chained as a cause. Libraries repeat a node's address, which may hold an API key or a password, in
 * messages and properties: only name, code and message are kept, the latter without addresses, and so on down its causes.
 */
export function withoutUrls(error: unknown, depth = 0): Error | undefined {
  if (!(error instanceof Error) || depth > MAX_DEPTH) return undefined;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  const inner = withoutUrls(cause, depth + 1);
  const kept = new Error(hideUrls(error.message), inner && { cause: inner });
  kept.name = error.name;
  return typeof code === 'string' || typeof code === 'number' ? Object.assign(kept, { code }) : kept;
}

export function hideUrls(text: string): string {
  return text.replace(URLS, '<address>');
}
