import type { Estimate } from './paired.ts';
import type { Count } from './facts.ts';

const line = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

/** A table in Markdown; the first column is text, the others are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return 'No run of these has finished yet.';
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

const MISSING = '–';

/** A share in percent. */
export const percent = (share: number | null | undefined): string =>
  share === null || share === undefined ? MISSING : (100 * share).toFixed(1);

/** A difference in points, signed, with its half interval. */
export function points(estimate: Estimate | null): string {
  if (estimate === null) return MISSING;
  const { value, half } = estimate;
  const signed = `${value < 0 ? '−' : '+'}${Math.abs(100 * value).toFixed(1)}`;
  return half === null ? signed : `${signed} ± ${(100 * half).toFixed(1)}`;
}

/** A share of a count in percent, with what it is of. */
export const shareOfCount = ({ n, right }: Count): string =>
  n === 0 ? MISSING : `${((100 * right) / n).toFixed(1)} (${n})`;

export const decimal = (value: number | null): string =>
  value === null || !Number.isFinite(value) ? MISSING : value.toFixed(1);
