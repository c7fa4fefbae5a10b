// SPDX-License-Identifier: Apache-2.0
import { posix } from 'node:path';

const LINK = /\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g;

/** A page without its code, in which brackets are no links. */
function proseOf(page: string): string {
  return page.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
}

/** Anchors of a page's headings, as code hosts make them. */
export function anchorsOf(page: string): string[] {
  const seen = new Map<string, number>();
  const headings = page.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm);
  return [...headings].map(([, heading]) => {
    const slug = heading
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  });
}

/** Links between the project's own pages and files that lead nowhere. */
export function brokenLinks(pages: Record<string, string>, exists: (path: string) => boolean): string[] {
  return Object.entries(pages).flatMap(([path, page]) =>
    [...proseOf(page).matchAll(LINK)]
      .map(([, target]) => target)
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => {
        const [file, anchor] = target.split('#');
        const linked = file === '' ? path : posix.join(posix.dirname(path), decodeURIComponent(file));
        if (!exists(linked)) return true;
        return anchor !== undefined && linked in pages && !anchorsOf(pages[linked]).includes(anchor);
      })
      .map((target) => `${path}: ${target}`),
  );
}

/** `npm run` commands a page names. */
export function npmScriptsIn(page: string): string[] {
  return [...page.matchAll(/\bnpm run ([a-z][a-z:-]*[a-z])/g)].map(([, name]) => name);
}
