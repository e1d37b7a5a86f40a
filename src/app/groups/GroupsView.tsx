import type { ReactNode } from 'react';
import { laterStrings } from '../../ui/laterStrings.ts';
import { strings } from '../../ui/strings.ts';
import { Empty } from '../Empty.tsx';
import { FilterBar } from './FilterBar.tsx';
import { GroupDetail } from './GroupDetail.tsx';
import { GroupList } from './GroupList.tsx';
import { useApp, useRun, useScreen } from '../hooks.tsx';
import { Phases } from './Phases.tsx';
import { StepStrip } from './StepStrip.tsx';
import { useSelection } from './useSelection.tsx';
import './Groups.css';

const words = laterStrings.groups;

/** Step, then group, then member: everything that was said, down to the arithmetic. */
export default function GroupsView(): ReactNode {
  const { screen } = useApp();
  const selection = useSelection();
  const everywhere = useScreen((state) => state.filter.everywhere);
  const nothing = useRun((run) => run.rows.length + run.steps.length === 0);
  const { key, step, groups, view, member } = selection;
  if (nothing) {
    return (
      <div className="panel">
        <h1 className="only-heard">{strings.views.groups}</h1>
        <Empty text={words.empty} />
        <Phases />
      </div>
    );
  }
  return (
    <div className="groups">
      <h1 className="only-heard">{strings.views.groups}</h1>
      <StepStrip current={key} />
      <Phases />
      <FilterBar found={groups.length} />
      <div className="columns">
        <div className="panel">
          {groups.length === 0 ? (
            <p className="empty">{words.nothingFound}</p>
          ) : (
            <GroupList
              groups={groups}
              current={view?.id ?? null}
              everywhere={everywhere}
              onChoose={(group) => screen.chooseGroup(group.step, group.id)}
            />
          )}
        </div>
        {view === null ? (
          <div className="panel">
            <p className="empty">{step === null && key !== null ? words.fetching : words.forgotten}</p>
          </div>
        ) : (
          <GroupDetail view={view} member={member} />
        )}
      </div>
    </div>
  );
}
