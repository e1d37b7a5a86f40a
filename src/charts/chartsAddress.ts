import type { App } from '../app/app.ts';
import { lateStore } from '../app/lateStore.ts';
import { presetLabel } from '../app/runs/caption.ts';
import { isRecorded, libraryOf } from '../app/runs/library.ts';
import { faultOf } from '../errors.ts';
import { runName } from '../runs/runName.ts';
import { axes, type Axis } from './axis.ts';
import { listOf, listText } from './listText.ts';

/** What an address says of the charts. */
export interface ChartsPlace {
  readonly part: 'metrics' | 'closeups';
  readonly axis: Axis;
  /** Weight of the smoothed lines; null leaves it as it is. */
  readonly smoothing: number | null;
  readonly logarithmic: boolean;
  /** Runs that are laid over the shown one. */
  readonly runs: readonly string[];
}

/** Reads what stands behind `#/charts`: `?x=tokens&smooth=0.8&log=1&runs=calm-otter-0001`. */
export function readChartsAddress(detail: string): ChartsPlace {
  const [path, query] = detail.split('?');
  const asked = new URLSearchParams(query);
  const smoothing = Number(asked.get('smooth') ?? Number.NaN);
  return {
    part: path === '/closeups' ? 'closeups' : 'metrics',
    axis: axes.find((axis) => axis === asked.get('x')) ?? 'step',
    smoothing: smoothing >= 0 && smoothing < 1 ? smoothing : null,
    logarithmic: asked.get('log') === '1',
    runs: listOf(asked.get('runs')),
  };
}

/** What `readChartsAddress` reads back; empty for charts as they open. `usual` is the smoothing that needs no word. */
export function writeChartsAddress(
  { part, axis, smoothing, logarithmic, runs }: ChartsPlace,
  usual: number,
): string {
  const parts = [
    axis === 'step' ? '' : `x=${axis}`,
    smoothing === null || smoothing === usual ? '' : `smooth=${smoothing}`,
    logarithmic ? 'log=1' : '',
    runs.length === 0 ? '' : `runs=${listText(runs)}`,
  ].filter((one) => one !== '');
  return `${part === 'closeups' ? '/closeups' : ''}${parts.length === 0 ? '' : `?${parts.join('&')}`}`;
}

/** Lays a stored or a recorded run over the shown one; says so where it is not here. */
export async function layRun(app: App, id: string): Promise<void> {
  try {
    const lines = await libraryOf(app).linesOf(id);
    const header = lines?.header ?? null;
    if (lines === null || header === null) {
      app.charts.setState(({ missing }) => ({ missing: [...new Set([...missing, id])] }));
      return;
    }
    const { series, tick, seconds, tokens } = lines;
    const name = isRecorded(id) ? presetLabel(header.preset) : runName(header.runId);
    app.charts.lay({ id, runId: header.runId, name, series, end: { tick, seconds, tokens } });
  } catch (thrown) {
    app.session.report(faultOf(thrown));
  }
}

/** Keeps how the charts are read in the address, and follows an address that says something else. */
export const followChartsAddress = lateStore((app) => {
  const { charts, screen } = app;
  const usual = screen.getState().smoothing;
  /** Runs of the address that are still on their way. */
  let coming: readonly string[] = [];
  const shown = (): string => {
    const { part, axis, logarithmic, overlays, missing } = charts.getState();
    const runs = [...new Set([...overlays.map(({ id }) => id), ...coming, ...missing])];
    return writeChartsAddress(
      { part, axis, logarithmic, smoothing: screen.getState().smoothing, runs },
      usual,
    );
  };
  const write = (): void => {
    if (screen.getState().details.charts !== shown()) screen.detail('charts', shown());
  };
  async function take(detail: string): Promise<void> {
    if (detail === shown()) return;
    const { part, axis, smoothing, logarithmic, runs } = readChartsAddress(detail);
    const known = charts.getState().overlays.map(({ id }) => id);
    coming = runs.filter((id) => !known.includes(id));
    for (const id of known) if (!runs.includes(id)) charts.takeAway(id);
    if (axis !== charts.getState().axis) charts.setAxis(axis);
    charts.setState({ part, logarithmic, missing: [] });
    screen.setState({ smoothing: smoothing ?? usual });
    while (coming.length > 0) {
      const [id = ''] = coming;
      await layRun(app, id);
      coming = coming.filter((one) => one !== id);
    }
    write();
  }
  const asked = screen.getState().details.charts;
  if (asked === undefined) write();
  else void take(asked);
  screen.subscribe(({ details, smoothing }, before) => {
    if (smoothing !== before.smoothing) write();
    else if (details.charts !== undefined && details.charts !== before.details.charts)
      void take(details.charts);
  });
  charts.subscribe(write);
  return null;
});
