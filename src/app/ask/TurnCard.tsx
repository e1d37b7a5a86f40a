import { useState, type ReactNode } from 'react';
import type { ReadToken } from '../../model/vlm.ts';
import { questionIn } from '../../questioner/parse.ts';
import { runName } from '../../runs/runName.ts';
import { RoleMark } from '../../ui/RoleMark.tsx';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useApp, useSetup, useTray } from '../hooks.tsx';
import { Alternatives } from './Alternatives.tsx';
import { AttendedPicture } from './AttendedPicture.tsx';
import { SpokenTokens } from './SpokenTokens.tsx';
import { talkOf, type Turn } from './talk.ts';
import { useTrained } from './useAskable.tsx';
import { faultText } from '../../ui/faultText.ts';

const words = laterStrings.ask;

/** What was asked and what was said; a token that is pointed at opens what else it could have been. */
export function TurnCard({ turn }: { readonly turn: Turn }): ReactNode {
  const { who, runId, adapter, question, text, spoken, fault, pictureId } = turn;
  const of = runId === null ? adapter : runName(runId);
  const shown = useTray((tray) => tray.pictures.find(({ picture }) => picture.id === pictureId));
  const [pointedAt, setChosen] = useState<number | null>(null);
  const chosen = pointedAt ?? leastSure(spoken?.tokens ?? []);
  const token = spoken?.tokens[chosen];
  return (
    <article className={`panel turn ${who}`}>
      {shown === undefined ? null : (
        <AttendedPicture
          thumbnail={shown.thumbnail}
          name={shown.picture.name}
          attention={token?.attention ?? []}
        />
      )}
      <div className="words">
        <p className="small soft">
          {who === 'base' ? null : <RoleMark of={who} size={11} />}{' '}
          {of === null ? words.names[who] : words.nameOf(words.names[who], of)}
          {question === null ? `: ${words.askedItself}` : ''}
        </p>
        {question === null ? null : <p className="asked">{question}</p>}
        {fault !== null ? (
          <p className="negative" role="alert">
            {faultText(fault)}
          </p>
        ) : spoken === null ? (
          <p className="answer" data-testid="saying">
            {text === '' ? <span className="soft">{words.thinking}</span> : text}
          </p>
        ) : (
          <>
            <SpokenTokens tokens={spoken.tokens} chosen={chosen} onChoose={setChosen} />
            {token === undefined ? null : <Alternatives token={token} />}
            {spoken.finished ? null : <p className="soft small">{words.cut}</p>}
            {question === null ? <AnswerIt turn={turn} /> : null}
          </>
        )}
      </div>
    </article>
  );
}

/** The place where the model hesitated most: there is something to see there. */
const leastSure = (tokens: readonly ReadToken[]): number =>
  tokens.reduce((least, { logProb }, at) => (logProb < tokens[least]!.logProb ? at : least), 0);

/** Puts a question that a model asked to the reasoner. */
function AnswerIt({ turn }: { readonly turn: Turn }): ReactNode {
  const talk = talkOf(useApp());
  const { trained } = useTrained();
  const config = useSetup(({ link }) => link.config);
  const shown = useTray((tray) => tray.pictures.find(({ picture }) => picture.id === turn.pictureId));
  const text = questionIn(turn.text);
  if (text === null || shown === undefined) return null;
  return (
    <p>
      <button
        type="button"
        className="button"
        onClick={() => {
          talk.setState({ who: 'reasoner' });
          void talk.ask(text, shown.picture, trained, config);
        }}
      >
        <RoleMark of="reasoner" /> {words.answerIt}
      </button>
    </p>
  );
}
