import type { ReactNode } from 'react';
import { fixed, signed } from '../../ui/figures.ts';
import { strings } from '../../ui/strings.ts';
import { Explained } from '../explain/Explained.tsx';
import { toldAdvantage, toldReward } from '../explain/filledMember.ts';
import { AdvantageBar } from '../groups/AdvantageBar.tsx';
import type { GroupView } from '../groups/groupView.ts';
import { useRun } from '../hooks.tsx';

/** The rewards of a group against one another; a group whose rewards are all equal says that it teaches nothing. */
export function Advantages({
  view,
  member,
}: {
  readonly view: GroupView;
  readonly member: number;
}): ReactNode {
  const weight = useRun((run) => run.header?.config['reasoner.formatWeight'] ?? 0);
  const { group } = view;
  if (group === null) return null;
  if (group.zeroVariance) return <p className="dead">{strings.groups.noSignal}</p>;
  const largest = Math.max(...group.advantages.map(Math.abs));
  return (
    <ol className="advantage-lines" data-arrows>
      {group.advantages.map((advantage, at) => (
        <li key={group.memberIds[at]} aria-current={at === member}>
          <span className="soft number">{at + 1}</span>
          <span className="number soft">
            <Explained
              {...toldReward(view, group.memberIds[at], weight)}
              reach={at === member ? 'tab' : 'arrows'}
            >
              {fixed(group.rewards[at], 2)}
            </Explained>
          </span>
          <AdvantageBar value={advantage} largest={largest} />
          <span className="number">
            <Explained
              {...toldAdvantage(group.rewards[at], advantage, group)}
              reach={at === member ? 'tab' : 'arrows'}
            >
              {signed(advantage)}
            </Explained>
          </span>
        </li>
      ))}
    </ol>
  );
}
