import type { ReactNode } from 'react';
import { AdvantageBar } from './AdvantageBar.tsx';
import { AdvantageMath } from './AdvantageMath.tsx';
import type { Group } from '../../grpo/group.ts';
import { PictureView } from '../../ui/PictureView.tsx';
import { RewardMath } from './RewardMath.tsx';
import { brief, fixed, signed } from '../../ui/figures.ts';
import { moveFocus } from '../../ui/arrowKeys.ts';
import { RoleMark } from '../../ui/RoleMark.tsx';
import { strings } from '../../ui/strings.ts';
import { VoteBars } from './VoteBars.tsx';
import { usePicture } from './galleryHooks.tsx';
import type { AskedQuestion, GivenAnswer, GroupView } from './groupView.ts';
import { useApp, useRun } from '../hooks.tsx';

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
        <>
          <Questions view={view} member={member} />
          <QuestionDetail asked={view.questions[member]} group={view.group} />
        </>
      ) : (
        <>
          <Answers view={view} member={member} />
          <AnswerDetail view={view} answer={view.answers[member]} />
        </>
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

const largestOf = (group: Group | null): number => Math.max(0, ...(group?.advantages.map(Math.abs) ?? []));

function AdvantageCells({
  value,
  largest,
}: {
  readonly value: number | null;
  readonly largest: number;
}): ReactNode {
  return (
    <>
      <td className="bar-cell">{value === null ? null : <AdvantageBar value={value} largest={largest} />}</td>
      <td className="number">{signed(value)}</td>
    </>
  );
}

function Questions({
  view,
  member,
}: {
  readonly view: Extract<GroupView, { kind: 'questions' }>;
  readonly member: number;
}): ReactNode {
  const { screen } = useApp();
  const largest = largestOf(view.group);
  return (
    <div className="members-scroll">
      <table className="members">
        <thead>
          <tr>
            <th scope="col">{words.question}</th>
            <th scope="col">{words.silver}</th>
            <th scope="col" className="number" title={words.confidenceWhy}>
              {words.confidence}
            </th>
            <th scope="col" className="number">
              {words.reward}
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
          {view.questions.map(({ question, vote, reward, advantage }, at) => (
            <tr key={question.id} className={at === member ? 'chosen' : ''} data-testid="member">
              <th scope="row">
                <button
                  type="button"
                  className="pick"
                  aria-pressed={at === member}
                  onClick={() => screen.chooseMember(at)}
                  onKeyDown={moveFocus}
                >
                  {question.status === 'ok'
                    ? question.text
                    : words.unparsed(strings.statuses[question.status])}
                  <small>
                    {question.type ?? '–'}
                    {question.ownAnswer === '' ? '' : ` · ${words.own.toLowerCase()} ${question.ownAnswer}`}
                  </small>
                </button>
              </th>
              <td className={vote?.unanswerable === true ? 'negative' : 'vote'}>{vote?.silver ?? '–'}</td>
              <td className="number">{brief(vote?.confidence)}</td>
              <td className="number">{fixed(reward?.total, 2)}</td>
              <AdvantageCells value={advantage} largest={largest} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function QuestionDetail({
  asked,
  group,
}: {
  readonly asked: AskedQuestion | undefined;
  readonly group: Group | null;
}): ReactNode {
  if (asked === undefined) return null;
  const { question, vote, reward, silver, advantage } = asked;
  return (
    <div className="member-detail" data-testid="member-detail">
      <section className="full">
        <h3>
          {question.status === 'ok' ? question.text : words.unparsed(strings.statuses[question.status])}
        </h3>
        {question.status === 'ok' ? (
          <dl className="facts small">
            <dt>{words.type}</dt>
            <dd>{question.type ?? '–'}</dd>
            <dt title={words.ownWhy}>{words.own}</dt>
            <dd>
              {question.ownAnswer} <span className="soft">{words.ownWhy}</span>
            </dd>
          </dl>
        ) : (
          <pre>{question.raw}</pre>
        )}
      </section>
      <section aria-label={words.vote}>
        <h3>{words.vote}</h3>
        {vote === null ? (
          <p className="soft">{question.status === 'ok' ? words.notVoted : words.noVote}</p>
        ) : (
          <>
            <VoteBars vote={vote} />
            <p className="small number">
              {words.confidence} = {Math.round(vote.confidence * vote.denominator)} / {vote.denominator} ={' '}
              <strong>{fixed(vote.confidence, 3)}</strong>{' '}
              <span className="soft">{words.voter(vote.voter)}</span>
            </p>
            {vote.unanswerable ? <p className="small negative">{words.unanswerable}</p> : null}
            <p className="small soft">
              {vote.abstained > 0 ? `${words.abstained(vote.abstained)}. ` : ''}
              {vote.blind === null ? '' : `${words.blind(vote.blind.agreeing, vote.blind.tried)}.`}
            </p>
          </>
        )}
      </section>
      <section aria-label={words.reward}>
        <h3>{words.reward}</h3>
        {silver !== null ? (
          <p className={silver.kept ? 'vote' : 'negative'}>
            {silver.kept
              ? words.kept
              : words.dropped(silver.dropReason === null ? '' : strings.drops[silver.dropReason].label)}
          </p>
        ) : reward === null ? (
          <p className="soft">{words.notScored}</p>
        ) : (
          <>
            <RewardMath reward={reward} />
            {reward.valid ? <p className="small soft">{words.cluster(reward.clusterSize)}</p> : null}
          </>
        )}
        {group !== null && reward !== null && advantage !== null ? (
          <Advantage reward={reward.total} advantage={advantage} group={group} />
        ) : null}
      </section>
      {question.status === 'ok' ? (
        <details className="full">
          <summary className="small">{words.raw}</summary>
          <pre>{question.raw}</pre>
        </details>
      ) : null}
    </div>
  );
}

function Advantage({
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
        <p className="small soft">{words.noSignal}</p>
      ) : (
        <p>
          <AdvantageMath reward={reward} advantage={advantage} group={group} divided={divided} />
        </p>
      )}
    </>
  );
}

function Answers({
  view,
  member,
}: {
  readonly view: Extract<GroupView, { kind: 'answers' }>;
  readonly member: number;
}): ReactNode {
  const { screen } = useApp();
  const largest = largestOf(view.group);
  return (
    <div className="members-scroll">
      <table className="members">
        <thead>
          <tr>
            <th scope="col">{words.answer}</th>
            <th scope="col">{words.equals}</th>
            <th scope="col" className="number">
              {words.format}
            </th>
            <th scope="col" className="number">
              {words.reward}
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
          {view.answers.map(({ rollout, reward, advantage }, at) => (
            <tr key={rollout.id} className={at === member ? 'chosen' : ''} data-testid="member">
              <th scope="row">
                <button
                  type="button"
                  className="pick"
                  aria-pressed={at === member}
                  onClick={() => screen.chooseMember(at)}
                  onKeyDown={moveFocus}
                >
                  {reward?.extracted ?? <span className="soft">{words.noBox}</span>}
                </button>
              </th>
              <td className={reward?.correct === true ? 'vote' : 'negative'}>
                {reward === null ? '–' : reward.correct ? '✓' : '✗'}
              </td>
              <td className="number">{brief(reward?.format)}</td>
              <td className="number">{fixed(reward?.total, 2)}</td>
              <AdvantageCells value={advantage} largest={largest} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AnswerDetail({
  view,
  answer,
}: {
  readonly view: Extract<GroupView, { kind: 'answers' }>;
  readonly answer: GivenAnswer | undefined;
}): ReactNode {
  return (
    <div className="member-detail" data-testid="member-detail">
      {answer === undefined ? null : (
        <section>
          <h3>{words.raw}</h3>
          <pre>{answer.rollout.text}</pre>
          {view.group !== null && answer.reward !== null && answer.advantage !== null ? (
            <Advantage reward={answer.reward.total} advantage={answer.advantage} group={view.group} />
          ) : null}
        </section>
      )}
      {view.vote === null ? null : (
        <section aria-label={words.vote}>
          <h3>
            {words.vote} <span className="soft">{words.voter(view.vote.voter)}</span>
          </h3>
          <VoteBars vote={view.vote} />
        </section>
      )}
    </div>
  );
}
