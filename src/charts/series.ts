import type { MetricKey } from '../loop/metrics.ts';
import type { Position, Role } from '../loop/events.ts';

/** A line never holds more points than this, so a chart never draws more (budget: 300 points a line). */
export const MAX_POINTS = 300;

/** One point of a line: the mean of `count` values, drawn at the last of them. */
export interface Point {
  /** Steps since the start of the run, both roles counted on. */
  readonly tick: number;
  /** Seconds since the start of the run, and tokens sampled since then: the other ways to read the axis. */
  readonly seconds: number;
  readonly tokens: number;
  readonly value: number;
  readonly count: number;
  readonly position: Position;
  /** 95 % interval where the value is an estimate with a known n. */
  readonly interval: readonly [number, number] | null;
}

/** One line of one metric, bounded: when it is full, neighbours are averaged in pairs and the stride doubles. */
export interface Series {
  readonly id: string;
  readonly metric: MetricKey;
  /** Which role's steps it comes from; null for values of a whole round. */
  readonly role: Role | null;
  /** The suite, where the metric is measured on several. */
  readonly suite: string | null;
  readonly stride: number;
  readonly points: readonly Point[];
}

export const seriesId = (metric: MetricKey, role: Role | null, suite: string | null): string =>
  [metric, role ?? 'round', suite].filter((part) => part !== null).join('|');

export const emptySeries = (metric: MetricKey, role: Role | null, suite: string | null): Series => ({
  id: seriesId(metric, role, suite),
  metric,
  role,
  suite,
  stride: 1,
  points: [],
});

/** The mean of two neighbours, weighted by what each stands for; an interval is kept from the later one. */
function merge(left: Point, right: Point): Point {
  const count = left.count + right.count;
  const value = (left.value * left.count + right.value * right.count) / count;
  return { ...right, value, count };
}

/** Appends one value. A value that is not a number leaves the line as it is. */
export function append(series: Series, point: Omit<Point, 'count'>): Series {
  if (!Number.isFinite(point.value)) return series;
  const next: Point = { ...point, count: 1 };
  const last = series.points.at(-1);
  if (last !== undefined && last.count < series.stride) {
    return { ...series, points: [...series.points.slice(0, -1), merge(last, next)] };
  }
  if (series.points.length < MAX_POINTS) return { ...series, points: [...series.points, next] };
  const halved: Point[] = [];
  for (let at = 0; at < series.points.length; at += 2) {
    const left = series.points[at]!;
    const right = series.points[at + 1];
    halved.push(right === undefined ? left : merge(left, right));
  }
  return { ...series, stride: series.stride * 2, points: [...halved, next] };
}
