import { Download } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { download } from '../app/exports.ts';
import { useApp } from '../app/hooks.tsx';
import { metrics, type MetricKey } from '../loop/metrics.ts';
import { laterStrings } from '../ui/laterStrings.ts';
import { chartCsv } from './chartCsv.ts';
import { pngOf, svgOf } from './chartPicture.ts';
import type { DrawnLine } from './drawnLine.ts';

interface Props {
  readonly metric: MetricKey;
  readonly lines: readonly DrawnLine[];
  /** The box that the chart is drawn in. */
  readonly box: RefObject<HTMLDivElement | null>;
}

/** Takes one chart along: as a picture, as a drawing, as numbers. */
export function ChartMenu({ metric, lines, box }: Props): ReactNode {
  const { session, screen } = useApp();
  const { label } = metrics[metric];
  const words = laterStrings.charts;
  const name = (ending: string): string =>
    `${session.getState().run.header?.runId ?? 'run'}.${metric.replaceAll('/', '-')}.${ending}`;
  const drawing = (): string | null => {
    const drawn = box.current?.querySelector<SVGSVGElement>('svg.recharts-surface');
    if (drawn === null || drawn === undefined) return null;
    const { backgroundColor, color } = getComputedStyle(drawn.closest('.panel') ?? document.body);
    return svgOf(drawn, label, backgroundColor, color);
  };
  const asPng = async (): Promise<void> => {
    const svg = drawing();
    if (svg !== null) download(name('png'), await pngOf(svg), 'image/png');
  };
  return (
    // One open menu at a time.
    <details className="menu" name="chart-export">
      <summary className="button quiet icon" aria-label={words.export(label)} title={words.export(label)}>
        <Download size={15} aria-hidden="true" />
      </summary>
      <div className="panel">
        <button type="button" className="button quiet" onClick={() => void asPng()}>
          PNG
        </button>
        <button
          type="button"
          className="button quiet"
          onClick={() => {
            const svg = drawing();
            if (svg !== null) download(name('svg'), svg, 'image/svg+xml');
          }}
        >
          SVG
        </button>
        <button
          type="button"
          className="button quiet"
          onClick={() => {
            const runName = session.getState().run.header?.runId ?? 'run';
            download(name('csv'), chartCsv(lines, runName, screen.getState().smoothing), 'text/csv');
          }}
        >
          CSV
        </button>
      </div>
    </details>
  );
}
