import type { ReactNode } from 'react';
import { PictureView } from '../../ui/PictureView.tsx';
import { brief } from '../../ui/figures.ts';
import { moveFocus } from '../../ui/arrowKeys.ts';
import { strings } from '../../ui/strings.ts';
import { usePicture } from './galleryHooks.tsx';
import { GroupDetail } from './GroupDetail.tsx';
import type { GroupSummary } from './groupSummary.ts';
import { useApp, useRun } from '../hooks.tsx';
import { StepStrip } from './StepStrip.tsx';
import { useSelection } from './useSelection.tsx';
import './Groups.css';

const words = strings.groups;

/** Step, then group, then member: everything that was said, down to the arithmetic. */
export function GroupsView(): ReactNode {
  const { screen } = useApp();
  const selection = useSelection();
  const nothing = useRun((run) => run.rows.length + run.steps.length === 0);
  const { key, step, groups, view, member } = selection;
  if (nothing) {
    return (
      <div className="panel">
        <h1 className="only-heard">{strings.views.groups}</h1>
        <p className="empty">{words.empty}</p>
      </div>
    );
  }
  return (
    <div className="groups">
      <h1 className="only-heard">{strings.views.groups}</h1>
      <StepStrip current={key} />
      {step === null ? (
        <div className="panel">
          <p className="empty">{words.forgotten}</p>
        </div>
      ) : (
        <div className="columns">
          <div
            className="panel group-list"
            role="toolbar"
            aria-orientation="vertical"
            aria-label={words.list}
            data-arrows
          >
            {groups.map((group) => (
              <GroupItem
                key={group.id}
                group={group}
                current={group.id === view?.id}
                onChoose={() => screen.chooseGroup(step.key, group.id)}
              />
            ))}
          </div>
          {view === null ? null : <GroupDetail view={view} member={member} />}
        </div>
      )}
    </div>
  );
}

interface ItemProps {
  readonly group: GroupSummary;
  readonly current: boolean;
  readonly onChoose: () => void;
}

function GroupItem({ group, current, onChoose }: ItemProps): ReactNode {
  const { shown, name } = usePicture(group.pictureId);
  const state =
    group.state === 'scored'
      ? group.zeroVariance
        ? 'σ = 0'
        : `σ ${brief(group.deviation)}`
      : group.state === 'answered'
        ? words.answered
        : words.asked;
  return (
    <button
      type="button"
      className="group-item"
      aria-current={current}
      onClick={onChoose}
      onKeyDown={moveFocus}
      data-testid="group-item"
    >
      <PictureView shown={shown} name="" size={44} />
      <span className="name">
        {name}
        <br />
        <span className="soft small number">
          {state}
          {group.unparsed > 0 ? ` · ${words.unparsedCount(group.unparsed)}` : ''}
        </span>
      </span>
    </button>
  );
}
