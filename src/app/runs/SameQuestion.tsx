import { useState, type ReactNode } from 'react';
import { faultOf, type Fault } from '../../errors.ts';
import type { TrayPicture } from '../pictures/tray.ts';
import { PictureView } from '../../ui/PictureView.tsx';
import { laterStrings } from '../../ui/laterStrings.ts';
import { speakerOf } from '../ask/talk.ts';
import { askerOf } from '../ask/asker.ts';
import { useAskable } from '../ask/useAskable.tsx';
import { useApp, useTray } from '../hooks.tsx';
import type { ComparedRun } from './comparison.ts';
import { RunMark } from './RunMark.tsx';
import { faultText } from '../../ui/faultText.ts';

const words = laterStrings.compare;

/** What one of the compared said: text so far, or why there is none. */
interface Said {
  readonly text: string;
  readonly fault: Fault | null;
  readonly done: boolean;
}

/** One picture and one question, put to the base and to the reasoner of each run, side by side. */
export function SameQuestion({ runs }: { readonly runs: readonly ComparedRun[] }): ReactNode {
  const asker = askerOf(useApp());
  const pictures = useTray((tray) => tray.pictures);
  const [at, setAt] = useState(0);
  const [question, setQuestion] = useState('');
  const [said, setSaid] = useState<Readonly<Record<string, Said>>>({});
  const shown = pictures[at % Math.max(1, pictures.length)];
  const { runs: askable } = useAskable();
  const answerable = runs.filter(({ id }) => askable.includes(id));
  const config = answerable[0]?.header.config;
  if (shown === undefined || config === undefined) return null;

  const put = (key: string, change: Partial<Said>): void =>
    setSaid((before) => ({
      ...before,
      [key]: { text: '', fault: null, done: false, ...before[key], ...change },
    }));

  async function askEveryone(picture: TrayPicture['picture'], text: string): Promise<void> {
    setSaid({});
    for (const key of ['base', ...answerable.map(({ id }) => id)]) {
      const asking = {
        speaker: speakerOf(key === 'base' ? 'base' : 'reasoner', key),
        picture,
        question: text,
        temperature: 0,
        seed: 1,
        maxNewTokens: config!['reasoner.maxNewTokens'],
        unanswerable: config!['votes.unanswerable'],
      };
      put(key, {});
      try {
        const spoken = await asker.ask(asking, (soFar) => put(key, { text: soFar }));
        put(key, { text: spoken.text, done: true });
      } catch (thrown) {
        put(key, { fault: faultOf(thrown), done: true });
      }
    }
  }

  return (
    <section className="panel same-question" aria-labelledby="same-title">
      <header>
        <h2 id="same-title">{words.answers}</h2>
      </header>
      <form
        className="body"
        onSubmit={(event) => {
          event.preventDefault();
          if (question.trim() !== '') void askEveryone(shown.picture, question.trim());
        }}
      >
        <PictureView shown={shown.thumbnail} name={shown.picture.name} size={132} />
        <div className="form">
          <p className="soft small">{words.answersWhy}</p>
          <div className="question">
            <input
              type="text"
              aria-label={laterStrings.ask.question}
              placeholder={laterStrings.ask.placeholder}
              value={question}
              onChange={(event) => setQuestion(event.target.value)}
            />
            <button type="submit" className="button primary" disabled={question.trim() === ''}>
              {words.askAll}
            </button>
            <button
              type="button"
              className="button"
              onClick={() => {
                setAt(at + 1);
                setSaid({});
              }}
            >
              {words.nextPicture}
            </button>
          </div>
          <ul className="examples small">
            {laterStrings.ask.examples.map((example) => (
              <li key={example}>
                <button type="button" className="link-button" onClick={() => setQuestion(example)}>
                  {example}
                </button>
              </li>
            ))}
          </ul>
          <dl className="said-by" aria-live="polite" data-testid="same-answers">
            <Answer name={laterStrings.ask.names.base} said={said['base']} />
            {answerable.map((run) => (
              <Answer key={run.id} name={run.name} mark={<RunMark run={run} />} said={said[run.id]} />
            ))}
          </dl>
        </div>
      </form>
    </section>
  );
}

interface AnswerProps {
  readonly name: string;
  readonly mark?: ReactNode;
  readonly said: Said | undefined;
}

function Answer({ name, mark, said }: AnswerProps): ReactNode {
  if (said === undefined) return null;
  return (
    <div>
      <dt>
        {mark} {name}
      </dt>
      <dd className={said.fault === null ? '' : 'negative small'}>
        {said.fault !== null
          ? faultText(said.fault)
          : said.text === ''
            ? laterStrings.ask.thinking
            : said.text}
      </dd>
    </div>
  );
}
