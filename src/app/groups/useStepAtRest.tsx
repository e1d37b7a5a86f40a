import { useEffect, useState } from 'react';
import { useApp, useRun } from '../hooks.tsx';
import type { RunState } from '../session/runState.ts';

/** The run as it was in a step that is no longer in memory; null while it is looked up, and where it is not needed. */
export function useStepAtRest(key: string | null): RunState | null {
  const { session } = useApp();
  const [found, setFound] = useState<{ readonly key: string; readonly run: RunState } | null>(null);
  const needed = useRun((run) => isAtRest(run, key));
  useEffect(() => {
    if (!needed || key === null) return undefined;
    let wanted = true;
    void session.stepAtRest(key).then((run) => {
      if (wanted) setFound({ key, run });
    });
    return () => {
      wanted = false;
    };
  }, [session, key, needed]);
  return found?.key === key ? found.run : null;
}

/** A finished step whose texts were forgotten, or the labels that its answers were held against. */
function isAtRest({ rows, steps, silver }: RunState, key: string | null): boolean {
  const row = rows.find((one) => one.key === key);
  if (row === undefined) return false;
  const { round, stage } = row.position;
  const labelled = stage !== 'C' || silver.some((one) => one.round === round && one.rows.length > 0);
  return !labelled || !steps.some((step) => step.key === key);
}
