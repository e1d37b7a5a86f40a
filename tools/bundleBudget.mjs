/** What the first page loads: its scripts, gzipped, without the workers and what comes later. Budget: 130 KB. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const BUDGET = 130_000;

/** Scripts that index.html loads itself; Vite lists what the entry imports as modulepreload. */
function firstScripts(html) {
  const tags = html.match(/<(?:script|link)\b[^>]*>/g) ?? [];
  return tags
    .filter((tag) => tag.startsWith('<script') || tag.includes('rel="modulepreload"'))
    .flatMap((tag) => /(?:src|href)="([^"]+)"/.exec(tag)?.[1] ?? []);
}

/** @returns sizes by file and their sum, in gzipped bytes */
function firstPage(dist) {
  const scripts = firstScripts(readFileSync(join(dist, 'index.html'), 'utf8'));
  if (scripts.length === 0) throw new Error(`${dist}/index.html loads no script.`);
  const sizes = scripts.map((path) => [path, gzipSync(readFileSync(join(dist, path)), { level: 9 }).length]);
  return { sizes, total: sizes.reduce((sum, [, bytes]) => sum + bytes, 0) };
}

/** Prints what the first page loads and says whether it is within the budget. */
export function firstPageFits(dist) {
  const { sizes, total } = firstPage(dist);
  for (const [path, bytes] of sizes) console.log(`${(bytes / 1000).toFixed(1).padStart(8)} KB  ${path}`);
  console.log(`${(total / 1000).toFixed(1).padStart(8)} KB  of ${BUDGET / 1000} KB`);
  return total <= BUDGET;
}
