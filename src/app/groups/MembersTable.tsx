import type { ComponentProps, ReactNode } from 'react';
import { AdvantageBar } from './AdvantageBar.tsx';
import { Explained } from '../explain/Explained.tsx';
import { toldAdvantage } from '../explain/filledMember.ts';
import type { Group } from '../../grpo/group.ts';
import { fixed, signed } from '../../ui/figures.ts';
import { moveFocus } from '../../ui/arrowKeys.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { strings } from '../../ui/strings.ts';
import { useApp } from '../hooks.tsx';

const words = laterStrings.groups;

/** A member of a group as a row. */
export interface MemberRow {
  readonly id: string;
  readonly said: ReactNode;
  /** cells under the group's own headings */
  readonly cells: ReactNode;
  readonly reward: number | undefined;
  /** what it was made of */
  readonly paid: Omit<ComponentProps<typeof Explained>, 'children'>;
  readonly advantage: number | null;
}

/** The members of a group, one of them chosen; `headings` are those of what was said and of the members' own cells. */
export function MembersTable({
  headings,
  rows,
  member,
  group,
}: {
  readonly headings: ReactNode;
  readonly rows: readonly MemberRow[];
  readonly member: number;
  readonly group: Group | null;
}): ReactNode {
  const { screen } = useApp();
  const largest = Math.max(0, ...(group?.advantages.map(Math.abs) ?? []));
  return (
    <div className="members-scroll">
      <table className="members">
        <thead>
          <tr>
            {headings}
            <th scope="col" className="number">
              {strings.groups.reward}
            </th>
            <th scope="col" className="bar-cell">
              {words.advantage}
            </th>
            <th scope="col" className="number">
              Â
            </th>
          </tr>
        </thead>
        <tbody data-arrows>
          {rows.map(({ id, said, cells, reward, paid, advantage }, at) => (
            <tr key={id} className={at === member ? 'chosen' : ''} data-testid="member">
              <th scope="row">
                <button
                  type="button"
                  className="pick"
                  aria-pressed={at === member}
                  onClick={() => screen.chooseMember(at)}
                  onKeyDown={moveFocus}
                >
                  {said}
                </button>
              </th>
              {cells}
              <td className="number">
                {reward === undefined ? (
                  '–'
                ) : (
                  <Explained {...paid} reach={at === member ? 'tab' : 'arrows'}>
                    {fixed(reward, 2)}
                  </Explained>
                )}
              </td>
              <td className="bar-cell">
                {advantage === null ? null : <AdvantageBar value={advantage} largest={largest} />}
              </td>
              <td className="number">
                {advantage === null || group === null ? (
                  '–'
                ) : (
                  <Explained
                    {...toldAdvantage(reward, advantage, group)}
                    reach={at === member ? 'tab' : 'arrows'}
                  >
                    {signed(advantage)}
                  </Explained>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
