import type { ReactNode } from 'react';
import { ActionButton } from './ActionButton.tsx';
import type { ActionId } from './actions.ts';
import { useAction, useRun } from './hooks.tsx';

/** Nothing to see yet: why, and the one press that changes it. */
export function Empty({
  text,
  live = false,
}: {
  readonly text: string;
  /** Only a run of one's own helps. */
  readonly live?: boolean;
}): ReactNode {
  const next = useNext(live);
  return (
    <div className="empty">
      <p>{text}</p>
      {next === null ? null : <ActionButton id={next} className="primary" />}
    </div>
  );
}

/** The first of these that can be done now: go on, look at a recorded run, start one, get pictures. */
function useNext(live: boolean): ActionId | null {
  const started = useRun((run) => run.header !== null);
  const goOn = useAction('stage').enabled;
  const watch = useAction('watch improved').enabled;
  const start = useAction('start').enabled;
  const pictures = useAction('built-in pictures').enabled;
  if (started && !live) return goOn ? 'stage' : null;
  if (watch && !live) return 'watch improved';
  if (start) return 'start';
  return pictures ? 'built-in pictures' : null;
}
