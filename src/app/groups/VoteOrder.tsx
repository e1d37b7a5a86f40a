import type { ReactNode } from 'react';
import { laterStrings } from '../../ui/laterStrings.ts';
import type { VoteSet } from '../../votes/voteSet.ts';

const words = laterStrings.groups;

/** The answers as they came, each with the rule by which it fell in with another: the order decides what founds a class. */
export function VoteOrder({ vote }: { readonly vote: VoteSet }): ReactNode {
  return (
    <details className="vote-order">
      <summary className="small">{words.inOrder}</summary>
      <ol className="small">
        {vote.samples.map(({ extracted, classId, rule, view, text }, at) => (
          // Samples have no name but their place.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={at} title={text}>
            <span className="soft number">{at + 1}</span>
            <strong>{extracted ?? '–'}</strong>
            <span className="soft">
              {classId === null || rule === null
                ? words.abstains
                : words.ruleOf(rule, vote.classes[classId]?.representative ?? '')}
            </span>
            <span className="soft">{words.view(view)}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}
