import type { Range } from './axis.ts';

/** Where the curves of a chart lie within it, px: the axes take the rest. */
interface PlotArea {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly height: number;
  /** Size of the figures at the axes. */
  readonly figures: number;
}

const onPage: PlotArea = { left: 46, right: 10, top: 8, bottom: 24, height: 176, figures: 12 };
/** Nothing in the mode teach is smaller than 20 px. */
const onProjector: PlotArea = { left: 84, right: 16, top: 12, bottom: 36, height: 240, figures: 20 };

/** As `modes.css` tells the two apart. */
export const plotArea = (): PlotArea =>
  globalThis.document?.documentElement.dataset['mode'] === 'teach' ? onProjector : onPage;

/** The place of a value of the axis, px from the left edge of the chart. */
export function pixelOf(x: number, [from, to]: Range, width: number): number {
  const { left, right } = plotArea();
  return left + ((x - from) / (to - from)) * (width - left - right);
}

/** The value of the axis at a place, kept within the axis. */
export function valueAt(pixel: number, [from, to]: Range, width: number): number {
  const { left, right } = plotArea();
  const share = (pixel - left) / (width - left - right);
  return from + Math.max(0, Math.min(1, share)) * (to - from);
}
