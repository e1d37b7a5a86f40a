import type { DrawnLine } from './drawnLine.ts';
import { smooth } from './smooth.ts';

const HEAD = [
  'run',
  'line',
  'step',
  'seconds',
  'tokens',
  'round',
  'stage',
  'stage_step',
  'value',
  'smoothed',
];

const cell = (value: string | number): string => {
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** What a chart draws as CSV: one row for each point of each line, raw and smoothed. */
export function chartCsv(lines: readonly DrawnLine[], runName: string, smoothing: number): string {
  const rows = lines.flatMap(({ series, run }) => {
    const calm = smooth(
      series.points.map(({ value }) => value),
      series.suite === null ? smoothing : 0,
    );
    return series.points.map(({ tick, seconds, tokens, position, value }, at) => [
      run ?? runName,
      series.suite ?? series.role ?? 'round',
      tick,
      seconds,
      tokens,
      position.round,
      position.stage,
      position.step,
      value,
      calm[at] ?? value,
    ]);
  });
  return [HEAD, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}
