import type { ReactNode } from 'react';
import type { Series } from '../../charts/series.ts';
import { Sparkline } from '../../charts/Sparkline.tsx';
import type { MetricKey } from '../../loop/metrics.ts';
import { metrics } from '../../loop/metrics.ts';
import { brief, percent, signed } from '../../ui/figures.ts';
import { strings } from '../../ui/strings.ts';
import { linesOf } from '../session/fold.ts';
import { useApp, useRun } from '../hooks.tsx';
import { Named } from '../Named.tsx';

/** The four numbers that say how it goes. */
const shown: readonly MetricKey[] = [
  'questioner/reward',
  'vote/confidence',
  'reasoner/accuracy',
  'heldout/accuracy',
];

const colours = {
  questioner: 'var(--questioner)',
  reasoner: 'var(--reasoner)',
  both: 'var(--vote)',
} as const;

export function Tiles(): ReactNode {
  return (
    <div className="tiles" data-spot="figures">
      {shown.map((key) => (
        <Tile key={key} metric={key} />
      ))}
    </div>
  );
}

function Tile({ metric }: { readonly metric: MetricKey }): ReactNode {
  const { screen } = useApp();
  const line = useRun((run): Series | undefined => linesOf(run, metric)[0]);
  const { label, unit, role, sentence } = metrics[metric];
  const first = line?.points[0]?.value;
  const last = line?.points.at(-1)?.value;
  const share = unit === 'share';
  const change = first === undefined || last === undefined || line?.points.length === 1 ? null : last - first;
  return (
    <button type="button" className="panel tile" title={sentence} onClick={() => screen.show('charts')}>
      <span className="label">
        <Named label={label} raw={metric} />
      </span>
      <span className="now number">{share ? percent(last) : brief(last)}</span>
      <span className="change number soft">
        {change === null ? '' : share ? strings.charts.points(signed(change * 100, 0)) : signed(change)}
      </span>
      <Sparkline points={line?.points ?? []} colour={colours[role]} />
    </button>
  );
}
