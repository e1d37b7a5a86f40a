import type { Range } from './axis.ts';

/** Where the curves of a chart lie within it, px: the axes take the rest. */
export const plot = { left: 46, right: 10, top: 8, bottom: 24, height: 176 } as const;

/** The place of a value of the axis, px from the left edge of the chart. */
export const pixelOf = (x: number, [from, to]: Range, width: number): number =>
  plot.left + ((x - from) / (to - from)) * (width - plot.left - plot.right);

/** The value of the axis at a place, kept within the axis. */
export function valueAt(pixel: number, [from, to]: Range, width: number): number {
  const share = (pixel - plot.left) / (width - plot.left - plot.right);
  return from + Math.max(0, Math.min(1, share)) * (to - from);
}
