import type { ReactNode } from 'react';
import type { Series } from '../../charts/series.ts';
import { Sparkline } from '../../charts/Sparkline.tsx';
import type { MetricKey } from '../../loop/metrics.ts';
import { metrics } from '../../loop/metrics.ts';
import { brief, percent, signed } from '../../ui/figures.ts';
import { strings } from '../../ui/strings.ts';
import { Explained } from '../explain/Explained.tsx';
import { linesOf } from '../session/fold.ts';
import { useApp, useRun } from '../hooks.tsx';
import { stepKey } from '../session/runState.ts';
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
  const { label, unit, role } = metrics[metric];
  const first = line?.points[0]?.value;
  const point = line?.points.at(-1);
  const last = point?.value;
  const share = unit === 'share';
  const change = first === undefined || last === undefined || line?.points.length === 1 ? null : last - first;
  const printed = share ? percent : brief;
  return (
    <div className="panel tile">
      <button type="button" className="label" onClick={() => screen.show('charts')}>
        <Named label={label} raw={metric} />
      </button>
      <Explained what={metric} at={point && stepKey(point.position)} className="now number">
        {printed(last)}
      </Explained>
      {change === null ? null : (
        <Explained
          what="change"
          filled={`${printed(last)} − ${printed(first)}`}
          className="change number soft"
        >
          {share ? strings.charts.points(signed(change * 100, 0)) : signed(change)}
        </Explained>
      )}
      <Sparkline points={line?.points ?? []} colour={colours[role]} />
    </div>
  );
}
