import type { ReactNode } from 'react';
import { MemberAdvantage } from './MemberAdvantage.tsx';
import { MembersTable } from './MembersTable.tsx';
import { GoldLine } from './GoldLine.tsx';
import { RewardMath } from './RewardMath.tsx';
import { RolloutTokens } from './RolloutTokens.tsx';
import type { QuestionReward } from '../../rewards/questionReward.ts';
import { brief, fixed } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { strings } from '../../ui/strings.ts';
import { Explained } from '../explain/Explained.tsx';
import { filledConfidence, filledQuestionReward } from '../explain/filledMember.ts';
import { VoteBars } from './VoteBars.tsx';
import { VoteOrder } from './VoteOrder.tsx';
import type { AskedQuestion, GroupView } from './groupView.ts';

const words = laterStrings.groups;

type Questions = Extract<GroupView, { kind: 'questions' }>;

/** The questions of a group, and all there is about the chosen one. */
export function QuestionMembers({
  view,
  real,
  member,
  whatIf,
}: {
  /** As it would be with a supposed reward. */
  readonly view: Questions;
  /** As it was. */
  readonly real: Questions;
  readonly member: number;
  readonly whatIf: ReactNode;
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
        rows={view.questions.map(({ question, vote, reward, advantage }, at) => ({
          id: question.id,
          said: (
            <>
              {question.status === 'ok'
                ? question.text
                : strings.groups.unparsed(strings.statuses[question.status])}
              <small>
                {question.type ?? '–'}
                {question.ownAnswer === '' ? '' : ` · ${words.own.toLowerCase()} ${question.ownAnswer}`}
              </small>
            </>
          ),
          cells: (
            <>
              <td className={vote?.unanswerable === true ? 'negative' : 'vote'}>{vote?.silver ?? '–'}</td>
              <td className="number">
                {vote === null ? (
                  '–'
                ) : (
                  <Explained
                    what="confidence"
                    filled={filledConfidence(vote)}
                    reach={at === member ? 'tab' : 'arrows'}
                  >
                    {brief(vote.confidence)}
                  </Explained>
                )}
              </td>
            </>
          ),
          reward: reward?.total,
          paid: {
            what: 'questionReward',
            filled: madeOf(reward, real.questions[at]?.reward ?? null),
          },
          advantage,
        }))}
        member={member}
        group={view.group}
      />
      <QuestionDetail
        asked={real.questions[member]}
        shown={view.questions[member]}
        view={view}
        whatIf={whatIf}
      />
    </>
  );
}

/** A supposed reward is made of nothing. */
const madeOf = (shown: QuestionReward | null, given: QuestionReward | null): string | undefined =>
  shown === null || shown.total !== given?.total ? undefined : filledQuestionReward(given);

function QuestionDetail({
  asked,
  shown,
  view,
  whatIf,
}: {
  readonly asked: AskedQuestion | undefined;
  readonly shown: AskedQuestion | undefined;
  readonly view: Questions;
  readonly whatIf: ReactNode;
}): ReactNode {
  if (asked === undefined || shown === undefined) return null;
  const { question, vote, reward, silver, rollout, after, gold } = asked;
  const { group } = view;
  const advantage = shown.advantage;
  return (
    <div className="member-detail" data-testid="member-detail">
      <section className="full">
        <h3>
          {question.status === 'ok'
            ? question.text
            : strings.groups.unparsed(strings.statuses[question.status])}
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
          <p className="soft">{question.status === 'ok' ? strings.groups.notVoted : strings.groups.noVote}</p>
        ) : (
          <>
            <VoteBars vote={vote} />
            <VoteOrder vote={vote} />
            <p className="small number">
              {words.confidence} = {Math.round(vote.confidence * vote.denominator)} / {vote.denominator} ={' '}
              <strong>
                <Explained what="confidence" filled={filledConfidence(vote)}>
                  {fixed(vote.confidence, 3)}
                </Explained>
              </strong>{' '}
              <span className="soft">{words.voter(vote.voter)}</span>
            </p>
            {vote.unanswerable ? <p className="small negative">{strings.groups.unanswerable}</p> : null}
            <GoldLine gold={gold} />
            <p className="small soft">
              {vote.abstained > 0 ? `${words.abstained(vote.abstained)}. ` : ''}
              {vote.blind === null ? '' : `${words.blind(vote.blind.agreeing, vote.blind.tried)}.`}
            </p>
          </>
        )}
      </section>
      <section aria-label={strings.groups.reward}>
        <h3>{strings.groups.reward}</h3>
        {silver !== null ? (
          <p className={silver.kept ? 'vote' : 'negative'}>
            {silver.kept
              ? strings.groups.kept
              : strings.groups.dropped(
                  silver.dropReason === null ? '' : strings.drops[silver.dropReason].label,
                )}
          </p>
        ) : reward === null ? (
          <p className="soft">{words.notScored}</p>
        ) : (
          <>
            <RewardMath reward={reward} />
            {reward.valid ? <p className="small soft">{words.cluster(reward.clusterSize)}</p> : null}
          </>
        )}
        {group !== null && shown.reward !== null && advantage !== null ? (
          <MemberAdvantage reward={shown.reward.total} advantage={advantage} group={group} />
        ) : null}
        {whatIf}
      </section>
      {rollout === null ? null : (
        <RolloutTokens
          rollout={rollout}
          pieces={view.pieces}
          after={after}
          advantage={asked.advantage}
          trained={group?.trained ?? false}
        />
      )}
      {question.status === 'ok' ? (
        <details className="full">
          <summary className="small">{words.raw}</summary>
          <pre>{question.raw}</pre>
        </details>
      ) : null}
    </div>
  );
}
