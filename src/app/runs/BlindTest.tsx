import { EyeOff } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { faultOf } from '../../errors.ts';
import { runName } from '../../runs/runName.ts';
import { PictureView } from '../../ui/PictureView.tsx';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useAskable } from '../ask/useAskable.tsx';
import { Empty } from '../Empty.tsx';
import { useApp, useSetup, useTray } from '../hooks.tsx';
import { libraryOf } from './library.ts';
import { useLibrary } from './useLibrary.tsx';
import { talkOf } from '../ask/talk.ts';
import { blindOf, type BlindTrial, type Choice } from './blind.ts';
import { faultText } from '../../ui/faultText.ts';

const words = laterStrings.blind;
const choices: readonly Choice[] = ['left', 'tie', 'right'];

/** Which answer is better, before one knows whose it is. The counts stay with the run. */
export function BlindTest(): ReactNode {
  const app = useApp();
  const { session } = app;
  const library = libraryOf(app);
  const blind = blindOf(app);
  const talk = talkOf(app);
  const { runs, runId } = useAskable();
  const { trial, work, fault } = useStore(blind);
  const pictures = useTray((tray) => tray.pictures);
  const config = useSetup(({ link }) => link.config);
  const [question, setQuestion] = useState('');
  if (runId === null) {
    return (
      <div className="panel">
        <Empty text={words.none} live />
      </div>
    );
  }
  const go = (): void =>
    void blind.next(
      runId,
      pictures.map(({ picture }) => picture),
      config,
      question.trim() === '' ? null : question.trim(),
    );
  const choose = (choice: Choice): void => {
    const won = blind.choose(choice);
    if (won === null) return;
    library.count(runId, won).catch((thrown: unknown) => session.report(faultOf(thrown)));
  };
  return (
    <section className="panel blind" aria-labelledby="blind-title">
      <header>
        <h2 id="blind-title">{words.title}</h2>
        <select
          aria-label={words.run}
          value={runId}
          onChange={(event) => {
            blind.setState({ trial: null, fault: null });
            talk.setState({ runId: event.target.value });
          }}
        >
          {runs.map((id) => (
            <option key={id} value={id}>
              {words.against(runName(id))}
            </option>
          ))}
        </select>
        <Count runId={runId} />
      </header>
      <div className="body">
        <p className="soft small">{words.why}</p>
        <form
          className="question"
          onSubmit={(event) => {
            event.preventDefault();
            go();
          }}
        >
          <input
            type="text"
            aria-label={laterStrings.ask.question}
            placeholder={words.placeholder}
            value={question}
            onChange={(event) => setQuestion(event.target.value)}
          />
          <button
            type="submit"
            className={`button ${trial?.choice === null ? '' : 'primary'}`}
            disabled={work !== null || pictures.length === 0}
          >
            <EyeOff size={16} aria-hidden="true" /> {trial === null ? words.begin : words.next}
          </button>
        </form>
        {work === null ? null : <output className="soft">{words.work[work]}</output>}
        {fault === null ? null : (
          <p className="negative" role="alert">
            {faultText(fault)}
          </p>
        )}
        {trial === null ? null : <Trial trial={trial} onChoose={choose} />}
      </div>
    </section>
  );
}

function Count({ runId }: { readonly runId: string }): ReactNode {
  const counted = useLibrary((state) => state.notes.get(runId)?.blind);
  const { evolved = 0, base = 0, ties = 0 } = counted ?? {};
  return (
    <span className="soft small number" data-testid="blind-count">
      {words.count(evolved, base, ties)}
    </span>
  );
}

interface TrialProps {
  readonly trial: BlindTrial;
  readonly onChoose: (choice: Choice) => void;
}

function Trial({ trial, onChoose }: TrialProps): ReactNode {
  const { pictureId, question, left, right, evolvedIsLeft, choice } = trial;
  const shown = useTray((tray) => tray.pictures.find(({ picture }) => picture.id === pictureId));
  const nameOf = (isLeft: boolean): string => (isLeft === evolvedIsLeft ? words.evolved : words.base);
  return (
    <div className="trial">
      <div className="seen">
        <PictureView shown={shown?.thumbnail} name={shown?.picture.name ?? pictureId} size={180} />
        <p>
          <strong>{question}</strong>
        </p>
      </div>
      {([true, false] as const).map((isLeft) => (
        <div
          key={String(isLeft)}
          className={`candidate ${choice === (isLeft ? 'left' : 'right') ? 'chosen' : ''}`}
        >
          <h3>{isLeft ? words.left : words.right}</h3>
          <p className="text">{isLeft ? left : right}</p>
          <p className="small whose">{choice === null ? ' ' : nameOf(isLeft)}</p>
        </div>
      ))}
      {choice === null ? (
        <div className="choices">
          {choices.map((one) => (
            <button key={one} type="button" className="button large" onClick={() => onChoose(one)}>
              {words.choices[one]}
            </button>
          ))}
        </div>
      ) : (
        <output className="verdict" data-testid="verdict">
          {choice === 'tie' ? words.tie : words.preferred(nameOf(choice === 'left'))}
        </output>
      )}
    </div>
  );
}
