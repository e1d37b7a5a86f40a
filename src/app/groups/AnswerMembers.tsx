import type { ReactNode } from 'react';
import { MemberAdvantage } from './MemberAdvantage.tsx';
import { MembersTable } from './MembersTable.tsx';
import { brief } from '../../ui/figures.ts';
import { strings } from '../../ui/strings.ts';
import { VoteBars } from './VoteBars.tsx';
import type { GivenAnswer, GroupView } from './groupView.ts';

const words = strings.groups;

/** The answers of a group, and all there is about the chosen one. */
export function AnswerMembers({
  view,
  member,
}: {
  readonly view: Extract<GroupView, { kind: 'answers' }>;
  readonly member: number;
}): ReactNode {
  return (
    <>
      <MembersTable
        headings={
          <>
            <th scope="col">{words.answer}</th>
            <th scope="col">{words.equals}</th>
            <th scope="col" className="number">
              {words.format}
            </th>
          </>
        }
        rows={view.answers.map(({ rollout, reward, advantage }) => ({
          id: rollout.id,
          said: reward?.extracted ?? <span className="soft">{words.noBox}</span>,
          cells: (
            <>
              <td className={reward?.correct === true ? 'vote' : 'negative'}>
                {reward === null ? '–' : reward.correct ? '✓' : '✗'}
              </td>
              <td className="number">{brief(reward?.format)}</td>
            </>
          ),
          reward: reward?.total,
          advantage,
        }))}
        member={member}
        group={view.group}
      />
      <AnswerDetail view={view} answer={view.answers[member]} />
    </>
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
            <MemberAdvantage reward={answer.reward.total} advantage={answer.advantage} group={view.group} />
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
