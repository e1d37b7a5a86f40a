import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Axis, Range } from './axis.ts';
import type { Series } from './series.ts';

/** Another run, laid over the one that is shown. */
export interface Overlay {
  /** What an address calls it: a stored run, or a recorded one by its file. */
  readonly id: string;
  readonly runId: string;
  readonly name: string;
  readonly series: Readonly<Record<string, Series>>;
  readonly end: { readonly tick: number; readonly seconds: number; readonly tokens: number };
}

/** How all charts are read. */
interface ChartViewState {
  /** The curves, or the close-ups of how the loop works. */
  readonly part: 'metrics' | 'closeups';
  readonly axis: Axis;
  readonly logarithmic: boolean;
  /** The part of the axis that is looked at; null for all of it. */
  readonly range: Range | null;
  readonly overlays: readonly Overlay[];
  /** Overlays that are not drawn for now. */
  readonly unseen: readonly string[];
  /** Ids of runs that were to be laid over and are not here. */
  readonly missing: readonly string[];
}

/** Most runs that are told apart by their dashes. */
export const MOST_OVERLAYS = 4;

export interface ChartView extends StoreApi<ChartViewState> {
  /** Where the crosshair stands on the axis of every chart; null where nobody points. */
  readonly cursor: StoreApi<number | null>;
  setAxis(axis: Axis): void;
  /** Lays a run over the others; the oldest goes where there are too many. */
  lay(overlay: Overlay): void;
  takeAway(id: string): void;
  toggle(id: string): void;
}

export function createChartView(): ChartView {
  const store = createStore<ChartViewState>(() => ({
    part: 'metrics',
    axis: 'step',
    logarithmic: false,
    range: null,
    overlays: [],
    unseen: [],
    missing: [],
  }));
  const cursor = createStore<number | null>(() => null);
  return {
    ...store,
    cursor,
    setAxis(axis) {
      cursor.setState(null, true);
      store.setState({ axis, range: null });
    },
    lay(overlay) {
      const others = store.getState().overlays.filter(({ id }) => id !== overlay.id);
      store.setState({ overlays: [...others, overlay].slice(-MOST_OVERLAYS) });
    },
    takeAway(id) {
      const { overlays, unseen } = store.getState();
      store.setState({
        overlays: overlays.filter((overlay) => overlay.id !== id),
        unseen: unseen.filter((other) => other !== id),
      });
    },
    toggle(id) {
      const { unseen } = store.getState();
      store.setState({
        unseen: unseen.includes(id) ? unseen.filter((other) => other !== id) : [...unseen, id],
      });
    },
  };
}
