import { ChevronDown, ChevronUp, Link } from 'lucide-react';
import { useMemo, useState, type ReactNode } from 'react';
import { ActionButton } from '../ActionButton.tsx';
import { Explained } from '../explain/Explained.tsx';
import { filledConfidence } from '../explain/filledMember.ts';
import { filledDeviation, filledMean } from '../explain/filledRun.ts';
import { useRun } from '../hooks.tsx';
import { AnswerMembers } from './AnswerMembers.tsx';
import { PictureView } from '../../ui/PictureView.tsx';
import { QuestionMembers } from './QuestionMembers.tsx';
import { brief, fixed } from '../../ui/figures.ts';
import { RoleMark } from '../../ui/RoleMark.tsx';
import { laterStrings } from '../../ui/laterStrings.ts';
import { strings } from '../../ui/strings.ts';
import { usePicture } from './galleryHooks.tsx';
import { GoldLine } from './GoldLine.tsx';
import { GroupMath } from './GroupMath.tsx';
import type { GroupView } from './groupView.ts';
import { supposing, type Supposed } from './whatIf.ts';
import { WhatIf } from './WhatIf.tsx';

const words = laterStrings.groups;

/** One group in full: its picture, its members, and the chosen member down to the arithmetic. */
export function GroupDetail({
  view: real,
  member,
}: {
  readonly view: GroupView;
  readonly member: number;
}): ReactNode {
  const [what, setWhat] = useState<(Supposed & { readonly group: string }) | null>(null);
  const divided = useRun((run) => run.header?.config['grpo.divideByDeviation'] ?? true);
  // A supposition belongs to one rollout of one group, and goes with it.
  const supposed = what?.group === real.id && what.member === member ? what : null;
  const view = useMemo(() => supposing(real, supposed, divided), [real, supposed, divided]);
  const given = rewardOf(real, member);
  const whatIf =
    given === null || real.group === null ? null : (
      <WhatIf
        given={given}
        supposed={supposed?.reward ?? null}
        rewards={real.group.rewards}
        onSuppose={(reward) => setWhat(reward === null ? null : { group: real.id, member, reward })}
      />
    );
  return (
    <div className="panel" data-testid="group">
      <GroupHead view={view} supposed={supposed !== null} />
      {view.kind === 'questions' && real.kind === 'questions' ? (
        <QuestionMembers view={view} real={real} member={member} whatIf={whatIf} />
      ) : null}
      {view.kind === 'answers' ? <AnswerMembers view={view} member={member} whatIf={whatIf} /> : null}
    </div>
  );
}

const rewardOf = (view: GroupView, member: number): number | null =>
  (view.kind === 'questions' ? view.questions[member]?.reward : view.answers[member]?.reward)?.total ?? null;

function GroupHead({ view, supposed }: { readonly view: GroupView; readonly supposed: boolean }): ReactNode {
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
        <h2>{view.kind === 'questions' ? name : (view.silver?.question ?? strings.groups.gone)}</h2>
        {view.kind === 'answers' && view.silver !== null ? (
          <p>
            {strings.groups.silverAnswer}: <strong className="vote">{view.silver.silver ?? '–'}</strong>{' '}
            <span className="soft number">
              · c ={' '}
              <Explained
                what="confidence"
                filled={view.vote === null ? undefined : filledConfidence(view.vote)}
              >
                {brief(view.silver.confidence)}
              </Explained>{' '}
              ·
            </span>{' '}
            <span className="soft small">{words.voter(view.silver.voter)}</span>
          </p>
        ) : null}
        {view.kind === 'answers' ? <GoldLine gold={view.gold} /> : null}
        {group === null ? null : (
          <dl className="statistics number">
            <div>
              <dt className="soft">{words.mean}</dt>
              <dd>
                <Explained what="mean" filled={filledMean(group)}>
                  {fixed(group.mean, 3)}
                </Explained>
              </dd>
            </div>
            <div>
              <dt className="soft">{words.deviation}</dt>
              <dd>
                <Explained what="deviation" filled={filledDeviation(group)}>
                  {fixed(group.deviation, 3)}
                </Explained>
              </dd>
            </div>
            {supposed ? <div className="supposed">{words.supposed}</div> : null}
          </dl>
        )}
        {group === null ? null : <GroupMath group={group} />}
        <p className="turn">
          <ActionButton id="previous group" iconOnly icon={<ChevronUp size={17} aria-hidden="true" />} />
          <ActionButton id="next group" iconOnly icon={<ChevronDown size={17} aria-hidden="true" />} />
          <ActionButton id="copy place" className="quiet" icon={<Link size={15} aria-hidden="true" />}>
            {words.copyLink}
          </ActionButton>
        </p>
        {group?.zeroVariance === true ? <p className="callout">{strings.groups.noSignal}</p> : null}
        {group !== null && !group.trained && !group.zeroVariance ? (
          <p className="callout">{words.left}</p>
        ) : null}
      </div>
    </div>
  );
}
