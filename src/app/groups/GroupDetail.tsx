import type { ReactNode } from 'react';
import { AnswerMembers } from './AnswerMembers.tsx';
import { PictureView } from '../../ui/PictureView.tsx';
import { QuestionMembers } from './QuestionMembers.tsx';
import { brief, fixed } from '../../ui/figures.ts';
import { RoleMark } from '../../ui/RoleMark.tsx';
import { strings } from '../../ui/strings.ts';
import { usePicture } from './galleryHooks.tsx';
import type { GroupView } from './groupView.ts';

const words = strings.groups;

/** One group in full: its picture, its members, and the chosen member down to the arithmetic. */
export function GroupDetail({
  view,
  member,
}: {
  readonly view: GroupView;
  readonly member: number;
}): ReactNode {
  return (
    <div className="panel" data-testid="group">
      <GroupHead view={view} />
      {view.kind === 'questions' ? (
        <QuestionMembers view={view} member={member} />
      ) : (
        <AnswerMembers view={view} member={member} />
      )}
    </div>
  );
}

function GroupHead({ view }: { readonly view: GroupView }): ReactNode {
  const { shown, name } = usePicture(view.pictureId);
  const { group } = view;
  return (
    <div className="group-head">
      <PictureView shown={shown} name={name} size={168} />
      <div className="words">
        <p className="soft small">
          <RoleMark of={view.kind === 'questions' ? 'questioner' : 'reasoner'} />{' '}
          {strings.roles[view.kind === 'questions' ? 'questioner' : 'reasoner']}
        </p>
        <h2>{view.kind === 'questions' ? name : (view.silver?.question ?? words.gone)}</h2>
        {view.kind === 'answers' && view.silver !== null ? (
          <p>
            {words.silverAnswer}: <strong className="vote">{view.silver.silver ?? '–'}</strong>{' '}
            <span className="soft number">c = {brief(view.silver.confidence)}</span>{' '}
            <span className="soft small">{words.voter(view.silver.voter)}</span>
          </p>
        ) : null}
        {group === null ? null : (
          <dl className="statistics number">
            <div>
              <dt className="soft">{words.mean}</dt>
              <dd>{fixed(group.mean, 3)}</dd>
            </div>
            <div>
              <dt className="soft">{words.deviation}</dt>
              <dd>{fixed(group.deviation, 3)}</dd>
            </div>
          </dl>
        )}
        {group?.zeroVariance === true ? <p className="callout">{words.noSignal}</p> : null}
        {group !== null && !group.trained && !group.zeroVariance ? (
          <p className="callout">{words.left}</p>
        ) : null}
      </div>
    </div>
  );
}
