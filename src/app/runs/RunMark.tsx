import type { ReactNode } from 'react';
import type { ComparedRun } from './comparison.ts';

/** The colour and the letter of a run: either is enough to find it again. */
export function RunMark({ run }: { readonly run: Pick<ComparedRun, 'colour' | 'letter'> }): ReactNode {
  return (
    <span className="run-mark" style={{ borderColor: run.colour }} aria-hidden="true">
      {run.letter}
    </span>
  );
}
