import type { Point, Series } from './series.ts';

/** What the horizontal axis counts. */
export const axes = ['step', 'time', 'tokens'] as const;
export type Axis = (typeof axes)[number];

type Place = Pick<Point, 'tick' | 'seconds' | 'tokens'>;

export const xOf = (place: Place, axis: Axis): number =>
  axis === 'step' ? place.tick : axis === 'time' ? place.seconds : place.tokens;

/** From where to where an axis goes. */
export type Range = readonly [number, number];

/** The same for all charts, so that they line up: from the start to the end of the longest run. */
export function extentOf(ends: readonly Place[], axis: Axis): Range {
  return [0, Math.max(1, ...ends.map((end) => xOf(end, axis)))];
}

/** The part of a line that lies in a range, with one point beyond each end, so that the line leaves the picture. */
export function within(points: readonly Point[], axis: Axis, range: Range | null): readonly Point[] {
  if (range === null) return points;
  const first = points.findIndex((point) => xOf(point, axis) >= range[0]);
  if (first < 0) return points.slice(-1);
  const after = points.findIndex((point) => xOf(point, axis) > range[1]);
  return points.slice(Math.max(0, first - 1), after < 0 ? points.length : after + 1);
}

/** The point that is nearest to a place on the axis; null for an empty line. */
export function nearest(series: Series, axis: Axis, x: number): Point | null {
  let best: Point | null = null;
  for (const point of series.points) {
    if (best === null || Math.abs(xOf(point, axis) - x) <= Math.abs(xOf(best, axis) - x)) best = point;
  }
  return best;
}
