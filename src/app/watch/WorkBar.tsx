import type { ReactNode } from 'react';
import { strings } from '../../ui/strings.ts';
import { useRun, useSession } from '../hooks.tsx';
import { Phases } from '../groups/Phases.tsx';
import { duration } from '../session/progress.ts';
import { usualSecondsOfWork } from '../session/usualWork.ts';

/** Work that usually takes less is over before a bar could be read, seconds. */
const WORTH_A_BAR = 0.8;

/**
 * How far a long phase of a live run has come, from the time that it took before: the bar runs by itself, and past its
 * usual end it waits there. A phase that never ran before shows that it runs.
 */
export function WorkBar(): ReactNode {
  const live = useSession(({ kind, worker }) => kind === 'live' && worker === 'running');
  const usual = useRun(usualSecondsOfWork);
  const begun = useRun((run) => run.workStartedAt);
  const rate = useRun((run) => run.rows.at(-1)?.metrics.tokens_per_second);
  if (!live || begun === null || (usual !== null && usual < WORTH_A_BAR)) return null;
  return (
    <div className="work-bar">
      <Phases />
      <span className="track">
        <span
          key={begun}
          className={usual === null ? 'fill unknown' : 'fill'}
          style={usual === null ? undefined : { animationDuration: `${usual}s` }}
        />
      </span>
      <span className="number soft">
        {[
          usual === null ? strings.progress.firstTime : strings.progress.usually(duration(usual)),
          rate === undefined ? null : strings.progress.rate(rate),
        ]
          .filter((part) => part !== null)
          .join(' · ')}
      </span>
    </div>
  );
}
