import type { ReactNode } from 'react';
import { strings } from '../../ui/strings.ts';
import { Explained } from '../explain/Explained.tsx';
import { RewardMath } from '../groups/RewardMath.tsx';
import type { GroupView } from '../groups/groupView.ts';

const words = strings.loop;

/** What it earned: the sum of the chosen question, its fate in the silver set, or how many answers were right. */
export function Rewarded({ view, member }: { readonly view: GroupView; readonly member: number }): ReactNode {
  if (view.kind === 'answers') {
    const right = view.answers.filter((answer) => answer.reward?.correct === true).length;
    return (
      <p>
        <Explained what="rightAnswers" className="number">
          {words.right(right, view.answers.length)}
        </Explained>{' '}
        <span className="soft">
          {strings.groups.equals}. {words.match}
        </span>
      </p>
    );
  }
  const asked = view.questions[member];
  if (asked?.silver != null) {
    const { kept, dropReason } = asked.silver;
    return (
      <p className={kept ? 'vote' : 'negative'}>
        {kept
          ? strings.groups.kept
          : strings.groups.dropped(dropReason === null ? '' : strings.drops[dropReason].label)}
      </p>
    );
  }
  return asked?.reward == null ? null : <RewardMath reward={asked.reward} compact />;
}
