import { useMemo, type ReactNode } from 'react';
import { count } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useRun } from '../hooks.tsx';
import { countPhases, makingOf } from './phases.ts';
import './Phases.css';

const words = laterStrings.groups;
/** Badges drawn at once; beyond them the counts say it. */
const SHOWN = 128;

/** The rollouts of the step that is being made, a badge for each: how far it has come. */
export function Phases(): ReactNode {
  const run = useRun((state) => state);
  const making = useMemo(() => makingOf(run), [run]);
  if (making === null) return null;
  const { step, phases } = making;
  return (
    <div className="phases small" data-testid="phases">
      <p className="soft">
        {words.place(step)}:{' '}
        {countPhases(phases)
          .map(([phase, rollouts]) => `${count(rollouts)} ${words.phases[phase]}`)
          .join(' · ')}
      </p>
      <ol aria-hidden="true">
        {phases.slice(0, SHOWN).map((phase, at) => (
          // Rollouts that are being sampled have no name yet but their place.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={at} className={phase} title={words.phases[phase]} />
        ))}
      </ol>
    </div>
  );
}
