import type { ReactNode } from 'react';
import { AdvantageMath } from './AdvantageMath.tsx';
import type { Group } from '../../grpo/group.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { strings } from '../../ui/strings.ts';
import { useRun } from '../hooks.tsx';

const words = laterStrings.groups;

/** How a member's reward became its advantage, or why it did not. */
export function MemberAdvantage({
  reward,
  advantage,
  group,
}: {
  readonly reward: number;
  readonly advantage: number;
  readonly group: Group;
}): ReactNode {
  const divided = useRun((run) => run.header?.config['grpo.divideByDeviation'] ?? true);
  return (
    <>
      <h3>{words.advantage}</h3>
      {group.zeroVariance ? (
        <p className="small soft">{strings.groups.noSignal}</p>
      ) : (
        <p>
          <AdvantageMath reward={reward} advantage={advantage} group={group} divided={divided} />
        </p>
      )}
    </>
  );
}
