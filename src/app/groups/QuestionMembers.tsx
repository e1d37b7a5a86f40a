import type { ReactNode } from 'react';
import { MemberAdvantage } from './MemberAdvantage.tsx';
import { MembersTable } from './MembersTable.tsx';
import type { Group } from '../../grpo/group.ts';
import { RewardMath } from './RewardMath.tsx';
import { brief, fixed } from '../../ui/figures.ts';
import { strings } from '../../ui/strings.ts';
import { VoteBars } from './VoteBars.tsx';
import type { AskedQuestion, GroupView } from './groupView.ts';

const words = strings.groups;

/** The questions of a group, and all there is about the chosen one. */
export function QuestionMembers({
  view,
  member,
}: {
  readonly view: Extract<GroupView, { kind: 'questions' }>;
  readonly member: number;
}): ReactNode {
  return (
    <>
      <MembersTable
        headings={
          <>
            <th scope="col">{words.question}</th>
            <th scope="col">{words.silver}</th>
            <th scope="col" className="number" title={words.confidenceWhy}>
              {words.confidence}
            </th>
          </>
        }
        rows={view.questions.map(({ question, vote, reward, advantage }) => ({
          id: question.id,
          said: (
            <>
              {question.status === 'ok' ? question.text : words.unparsed(strings.statuses[question.status])}
              <small>
                {question.type ?? '–'}
                {question.ownAnswer === '' ? '' : ` · ${words.own.toLowerCase()} ${question.ownAnswer}`}
              </small>
            </>
          ),
          cells: (
            <>
              <td className={vote?.unanswerable === true ? 'negative' : 'vote'}>{vote?.silver ?? '–'}</td>
              <td className="number">{brief(vote?.confidence)}</td>
            </>
          ),
          reward: reward?.total,
          advantage,
        }))}
        member={member}
        group={view.group}
      />
      <QuestionDetail asked={view.questions[member]} group={view.group} />
    </>
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
          <MemberAdvantage reward={reward.total} advantage={advantage} group={group} />
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
