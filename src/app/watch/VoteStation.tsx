import type { ReactNode } from 'react';
import { brief } from '../../ui/figures.ts';
import { strings } from '../../ui/strings.ts';
import { Explained } from '../explain/Explained.tsx';
import { filledConfidence } from '../explain/filledMember.ts';
import { VoteBars } from '../groups/VoteBars.tsx';
import type { AskedQuestion, GivenAnswer, GroupView } from '../groups/groupView.ts';
import { Voices, type Voice } from './Voices.tsx';

/** What was answered: the vote on the chosen question, or the answers of a group against the silver answer. */
export function Answered({ view, member }: { readonly view: GroupView; readonly member: number }): ReactNode {
  if (view.kind === 'answers') return <Voices key={view.id} voices={view.answers.map(answerVoice)} />;
  const asked = view.questions[member];
  return asked === undefined ? null : <Voted asked={asked} />;
}

const answerVoice = ({ rollout, reward }: GivenAnswer): Voice => ({
  id: rollout.id,
  said: reward?.extracted ?? null,
  stands: reward === null ? null : reward.correct,
});

function Voted({ asked: { vote, question } }: { readonly asked: AskedQuestion }): ReactNode {
  if (vote === null) {
    return (
      <p className="soft">{question.status === 'ok' ? strings.groups.notVoted : strings.groups.noVote}</p>
    );
  }
  const winner = vote.classes.findIndex((one) => one.representative === vote.silver);
  return (
    <>
      <Voices
        key={vote.questionId}
        voices={vote.samples.map(({ extracted, classId }, at) => ({
          id: `${at}`,
          said: extracted,
          stands: vote.unanswerable ? null : classId === winner,
        }))}
      />
      <VoteBars vote={vote} compact />
      <p className="verdict number">
        {vote.unanswerable ? (
          <span className="negative">{strings.groups.unanswerable}</span>
        ) : (
          <>
            <strong className="vote">{vote.silver}</strong>{' '}
            <span className="soft">
              c = {Math.round(vote.confidence * vote.denominator)}/{vote.denominator} ={' '}
              <Explained what="confidence" filled={filledConfidence(vote)}>
                {brief(vote.confidence)}
              </Explained>
            </span>
          </>
        )}
      </p>
    </>
  );
}
