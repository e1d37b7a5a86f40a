import type { ReactNode } from 'react';
import { strings } from '../../ui/strings.ts';
import { Explained } from '../explain/Explained.tsx';
import type { VoteSet } from '../../votes/voteSet.ts';
import './VoteBars.css';

interface Props {
  readonly vote: VoteSet;
  /** Without what was merged by which rule. */
  readonly compact?: boolean;
}

/** One bar for each class of equal answers, the largest first; the majority in the colour of the vote. */
export function VoteBars({ vote, compact = false }: Props): ReactNode {
  const classes = vote.classes
    .map((one, classId) => ({ ...one, classId }))
    .toSorted((a, b) => b.count - a.count);
  return (
    <div className={`vote-bars ${compact ? 'compact' : ''}`}>
      {classes.map(({ representative, count, classId }) => (
        <div
          key={classId}
          className={`class ${representative === vote.silver ? 'majority' : ''}`}
          data-testid="vote-class"
        >
          <span className="answer">{representative}</span>
          <span className="track" aria-hidden="true">
            <span className="fill" style={{ inlineSize: `${(100 * count) / vote.samples.length}%` }} />
          </span>
          <span className="number">
            <Explained what="votes">{count}</Explained>
          </span>
          {compact ? null : <Merged vote={vote} classId={classId} />}
        </div>
      ))}
    </div>
  );
}

/** Which other wordings fell into this class, and by which rule. */
function Merged({ vote, classId }: { readonly vote: VoteSet; readonly classId: number }): ReactNode {
  const merged = new Map<string, string>();
  for (const { classId: own, rule, extracted } of vote.samples) {
    if (own !== classId || extracted === null || rule === null) continue;
    if (rule !== 'founder' && rule !== 'same text') merged.set(extracted, rule);
  }
  if (merged.size === 0) return null;
  const said = [...merged].map(([text, rule]) => `“${text}” (${rule})`).join(', ');
  return (
    <span className="merged">
      {strings.groups.merged}: {said}
    </span>
  );
}
