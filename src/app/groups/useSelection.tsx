import { useMemo } from 'react';
import { useRun, useScreen } from '../hooks.tsx';
import { select, type Selection } from './selection.ts';

/** The chosen step, group and member, drawn anew when the run or the choice changes. */
export function useSelection(): Selection {
  const run = useRun((state) => state);
  const step = useScreen((screen) => screen.step);
  const group = useScreen((screen) => screen.group);
  const member = useScreen((screen) => screen.member);
  return useMemo(() => select(run, { step, group, member }), [run, step, group, member]);
}
