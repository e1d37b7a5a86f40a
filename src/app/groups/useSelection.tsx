import { useMemo } from 'react';
import { useRun, useScreen } from '../hooks.tsx';
import { select, type Selection } from './selection.ts';
import { useStepAtRest } from './useStepAtRest.tsx';

/** The chosen step, group and member, drawn anew when the run or the choice changes. */
export function useSelection(): Selection {
  const run = useRun((state) => state);
  const step = useScreen((screen) => screen.step);
  const group = useScreen((screen) => screen.group);
  const member = useScreen((screen) => screen.member);
  const filter = useScreen((screen) => screen.filter);
  const found = useStepAtRest(step);
  return useMemo(
    () => select(run, { step, group, member, filter }, found),
    [run, step, group, member, filter, found],
  );
}
