import type { ReactNode } from 'react';
import type { Stage } from '../../loop/events.ts';
import { metrics as about, type MetricKey } from '../../loop/metrics.ts';
import { brief, count, percent } from '../../ui/figures.ts';
import { strings } from '../../ui/strings.ts';
import { Explained } from '../explain/Explained.tsx';
import { useRun } from '../hooks.tsx';

const words = strings.loop;
const shown: readonly MetricKey[] = ['kl', 'entropy', 'grad_norm', 'frac_reward_zero_std'];

interface Props {
  readonly stage: Stage | null;
  /** The step that is looked at. */
  readonly step: string | null;
}

/**
 * What the step did to the weights, or the last one of its stage while it goes on; stage B trains nothing and says what
 * it kept.
 */
export function Updated({ stage, step }: Props): ReactNode {
  const row = useRun(
    ({ rows }) =>
      rows.find((one) => one.key === step) ?? rows.findLast((one) => one.position.stage === stage),
  );
  const round = useRun((run) => run.silver.at(-1));
  const kept = round?.metrics['silver/kept'];
  if (stage === 'B') {
    return kept === undefined ? (
      <p className="soft">{strings.stages.B.does}</p>
    ) : (
      <p>
        {words.silverSet}:{' '}
        <Explained what="silver/kept" at={`r${round?.round}B`} className="number">
          {count(kept)}
        </Explained>
      </p>
    );
  }
  if (row === undefined) return null;
  return (
    <>
      <p className="soft small">{strings.progress.stepName(row.position.step)}</p>
      <dl className="numbers number">
        {shown.map((key) => (
          <div key={key}>
            <dt className="soft">{words.update.numbers[key] ?? about[key].label}</dt>
            <dd>
              <Explained what={key} at={row.key}>
                {about[key].unit === 'share' ? percent(row.metrics[key]) : brief(row.metrics[key])}
              </Explained>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
