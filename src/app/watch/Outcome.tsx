import type { ReactNode } from 'react';
import type { EvaluationResult } from '../../evaluation/result.ts';
import { gain, verdictOf } from '../../runs/gain.ts';
import { count, percent } from '../../ui/figures.ts';
import { strings } from '../../ui/strings.ts';
import { Explained } from '../explain/Explained.tsx';
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
      {words.went} <Share of={first} /> {words.to} <Share of={last} />{' '}
      <span className="soft number">
        (
        <Explained what="interval" filled={`Wilson(${last.correct}, ${last.n})`}>
          {words.interval(percent(low), percent(high))}
        </Explained>
        ). {words[verdictOf(gain(last, first))]}
      </span>
    </p>
  );
}

function Share({ of: { accuracy, correct, n } }: { readonly of: EvaluationResult }): ReactNode {
  return (
    <strong className="number">
      <Explained what="accuracy" filled={`${count(correct)} / ${count(n)}`}>
        {percent(accuracy)}
      </Explained>
    </strong>
  );
}
