import type { ReactNode } from 'react';
import { brief, signed } from '../../ui/figures.ts';
import { strings } from '../../ui/strings.ts';
import { Explained } from '../explain/Explained.tsx';
import { filledConfidence, filledQuestionReward } from '../explain/filledMember.ts';
import { VoteBars } from '../groups/VoteBars.tsx';
import type { AskedQuestion, GroupView } from '../groups/groupView.ts';
import { useApp } from '../hooks.tsx';

/** What was asked about the picture: the questions of a group, or the silver question of a group of answers. */
export function Asked({ view, member }: { readonly view: GroupView; readonly member: number }): ReactNode {
  const { screen } = useApp();
  if (view.kind === 'answers') {
    return (
      <>
        <p className="big-question">{view.silver?.question ?? strings.groups.gone}</p>
        {view.silver === null ? null : (
          <p>
            <span className="soft">{strings.groups.silverAnswer}</span>{' '}
            <strong className="vote">{view.silver.silver ?? '–'}</strong>{' '}
            <span className="soft number">
              c ={' '}
              <Explained
                what="confidence"
                filled={view.vote === null ? undefined : filledConfidence(view.vote)}
              >
                {brief(view.silver.confidence)}
              </Explained>
            </span>
          </p>
        )}
        {view.vote === null ? null : <VoteBars vote={view.vote} compact />}
      </>
    );
  }
  return (
    <ol>
      {view.questions.map((asked, at) => (
        <li key={asked.question.id}>
          <button
            type="button"
            className="ask-line"
            aria-pressed={at === member}
            onClick={() => screen.chooseMember(at)}
          >
            <span className="at number">{at + 1}</span>
            <Text asked={asked} />
            <span className="number soft small" title={strings.rolloutStates[stateOf(asked)]}>
              <Standing asked={asked} />
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}

function Text({ asked: { question } }: { readonly asked: AskedQuestion }): ReactNode {
  const parsed = question.status === 'ok';
  return (
    <span className={`text ${parsed ? '' : 'soft'}`} title={parsed ? question.text : question.raw}>
      {parsed ? question.text : strings.groups.unparsed(strings.statuses[question.status])}
    </span>
  );
}

const stateOf = ({ question, vote, reward }: AskedQuestion): keyof typeof strings.rolloutStates =>
  reward !== null ? 'scored' : vote !== null ? 'voted' : question.status === 'ok' ? 'queued' : 'unparsed';

/** Its reward, else its confidence, else where it waits. */
function Standing({ asked: { question, vote, reward } }: { readonly asked: AskedQuestion }): ReactNode {
  if (reward !== null) {
    return (
      <Explained what="questionReward" filled={filledQuestionReward(reward)} reach="control">
        {signed(reward.total)}
      </Explained>
    );
  }
  if (vote === null) return question.status === 'ok' ? '…' : null;
  return (
    <>
      c{' '}
      <Explained what="confidence" filled={filledConfidence(vote)} reach="control">
        {brief(vote.confidence)}
      </Explained>
    </>
  );
}
