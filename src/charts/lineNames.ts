import { brief, count } from '../ui/figures.ts';
import { laterStrings } from '../ui/laterStrings.ts';
import { strings } from '../ui/strings.ts';
import type { Axis } from './axis.ts';
import type { DrawnLine } from './drawnLine.ts';

const colours = {
  questioner: 'var(--questioner)',
  reasoner: 'var(--reasoner)',
  round: 'var(--vote)',
} as const;
/** Runs laid over the shown one: the colour stays the role's, the dashes tell which run. */
const dashes = ['6 3', '2 3', '9 3 2 3', '1 2'] as const;

export const colourOf = ({ series, colour }: DrawnLine): string => colour ?? colours[series.role ?? 'round'];

export function dashOf(line: DrawnLine, lines: readonly DrawnLine[]): string | undefined {
  // Where the colour is the run's, the questioner's line is dashed beside the reasoner's.
  if (line.colour !== null) {
    const both = lines.some(({ series }) => series.role === 'reasoner');
    return line.series.role === 'questioner' && both ? '5 3' : undefined;
  }
  if (line.run !== null) return dashes[line.place % dashes.length];
  // Several suites of one role are told apart by dashes too.
  return line.series.suite === null || lines.indexOf(line) === 0 ? undefined : '5 3';
}

/** What a line is, in words. */
export function lineName({ series, run }: DrawnLine): string {
  const own = series.suite ?? (series.role === null ? laterStrings.charts.round : strings.roles[series.role]);
  return run === null ? own : `${own}, ${run}`;
}

/** A place on the axis, short. */
export function axisText(value: number, axis: Axis): string {
  if (axis === 'step') return count(Math.round(value));
  if (axis === 'tokens')
    return value >= 1e6 ? `${brief(value / 1e6)} M` : value >= 1e3 ? `${brief(value / 1e3)} k` : brief(value);
  const seconds = Math.round(value);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${brief(seconds / 3600)} h`;
}
