import type { ReactNode } from 'react';
import type { Group } from '../../grpo/group.ts';
import { fixed, signed } from '../../ui/figures.ts';
import { strings } from '../../ui/strings.ts';
import { AdvantageBar } from '../groups/AdvantageBar.tsx';

/** The rewards of a group against one another; a group whose rewards are all equal says that it teaches nothing. */
export function Advantages({ group, member }: { readonly group: Group; readonly member: number }): ReactNode {
  if (group.zeroVariance) return <p className="dead">{strings.groups.noSignal}</p>;
  const largest = Math.max(...group.advantages.map(Math.abs));
  return (
    <ol className="advantage-lines">
      {group.advantages.map((advantage, at) => (
        <li key={group.memberIds[at]} aria-current={at === member}>
          <span className="soft number">{at + 1}</span>
          <span className="number soft">{fixed(group.rewards[at], 2)}</span>
          <AdvantageBar value={advantage} largest={largest} />
          <span className="number">{signed(advantage)}</span>
        </li>
      ))}
    </ol>
  );
}
