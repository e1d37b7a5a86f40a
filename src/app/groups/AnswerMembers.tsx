import type { ReactNode } from 'react';
import { MemberAdvantage } from './MemberAdvantage.tsx';
import { MembersTable } from './MembersTable.tsx';
import { brief } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { strings } from '../../ui/strings.ts';
import { RolloutTokens } from './RolloutTokens.tsx';
import { Explained } from '../explain/Explained.tsx';
import { filledAnswerReward } from '../explain/filledMember.ts';
import { useRun } from '../hooks.tsx';
import { VoteBars } from './VoteBars.tsx';
import { VoteOrder } from './VoteOrder.tsx';
import type { GivenAnswer, GroupView } from './groupView.ts';

const words = laterStrings.groups;

type Answers = Extract<GroupView, { kind: 'answers' }>;

interface Props {
  /** As it would be with a supposed reward. */
  readonly view: Answers;
  readonly member: number;
  readonly whatIf: ReactNode;
}

/** The answers of a group, and all there is about the chosen one. */
export function AnswerMembers({ view, member, whatIf }: Props): ReactNode {
  const weight = useRun((run) => run.header?.config['reasoner.formatWeight'] ?? 0);
  return (
    <>
      <MembersTable
        headings={
          <>
            <th scope="col">{words.answer}</th>
            <th scope="col">{strings.groups.equals}</th>
            <th scope="col" className="number format">
              {words.format}
            </th>
          </>
        }
        rows={view.answers.map(({ rollout, reward, advantage }, at) => ({
          id: rollout.id,
          said: reward?.extracted ?? <span className="soft">{strings.groups.noBox}</span>,
          cells: (
            <>
              <td className={reward?.correct === true ? 'vote' : 'negative'}>
                {reward === null ? '–' : reward.correct ? '✓' : '✗'}
              </td>
              <td className="number format">
                {reward === null ? (
                  '–'
                ) : (
                  <Explained what="format" reach={at === member ? 'tab' : 'arrows'}>
                    {brief(reward.format)}
                  </Explained>
                )}
              </td>
            </>
          ),
          reward: reward?.total,
          paid: {
            what: 'answerReward',
            filled: reward === null ? undefined : filledAnswerReward(reward, weight),
          },
          advantage,
        }))}
        member={member}
        group={view.group}
      />
      <AnswerDetail view={view} answer={view.answers[member]} whatIf={whatIf} />
    </>
  );
}

function AnswerDetail({
  view,
  answer,
  whatIf,
}: {
  readonly view: Answers;
  readonly answer: GivenAnswer | undefined;
  readonly whatIf: ReactNode;
}): ReactNode {
  return (
    <div className="member-detail" data-testid="member-detail">
      {answer === undefined ? null : (
        <section>
          <h3>{words.raw}</h3>
          <pre>{answer.rollout.text}</pre>
          {view.group !== null && answer.reward !== null && answer.advantage !== null ? (
            <MemberAdvantage reward={answer.reward.total} advantage={answer.advantage} group={view.group} />
          ) : null}
          {whatIf}
        </section>
      )}
      {view.vote === null ? null : (
        <section aria-label={words.vote}>
          <h3>
            {words.vote} <span className="soft">{words.voter(view.vote.voter)}</span>
          </h3>
          <VoteBars vote={view.vote} />
          <VoteOrder vote={view.vote} />
        </section>
      )}
      {answer === undefined ? null : (
        <RolloutTokens
          rollout={answer.rollout}
          pieces={view.pieces}
          after={answer.after}
          advantage={answer.advantage}
          trained={view.group?.trained ?? false}
        />
      )}
    </div>
  );
}
