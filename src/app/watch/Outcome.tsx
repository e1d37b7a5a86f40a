import type { ReactNode } from 'react';
import { gain, verdictOf } from '../../runs/gain.ts';
import { percent } from '../../ui/figures.ts';
import { strings } from '../../ui/strings.ts';
import { useRun } from '../hooks.tsx';

const words = strings.outcome;

/** What a finished run came to on questions that it never saw, with how sure that is. */
export function Outcome(): ReactNode {
  const first = useRun((run) => run.evaluations[0]?.result);
  const last = useRun((run) => run.evaluations.findLast((row) => row.result.suite === first?.suite)?.result);
  if (first === undefined || last === undefined || first === last) return <p>{words.finished}</p>;
  const [low, high] = last.ci95;
  return (
    <p data-testid="outcome">
      {words.went} <strong className="number">{percent(first.accuracy)}</strong> {words.to}{' '}
      <strong className="number">{percent(last.accuracy)}</strong>{' '}
      <span className="soft number">
        ({words.interval(percent(low), percent(high))}). {words[verdictOf(gain(last, first))]}
      </span>
    </p>
  );
}
