import { CircleQuestionMark, Send } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Picture } from '../../images/picture.ts';
import { runName } from '../../runs/runName.ts';
import { RoleMark } from '../../ui/RoleMark.tsx';
import { fixed } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useApp, useSetup } from '../hooks.tsx';
import { useTrained } from './useAskable.tsx';
import { askerOf } from './asker.ts';
import { givenAdapter, talkOf, type Who } from './talk.ts';

const words = laterStrings.ask;
const everybody: readonly Who[] = ['base', 'questioner', 'reasoner'];

/** Who is asked, what, and how freely it may answer. */
export function AskForm({ picture }: { readonly picture: Picture }): ReactNode {
  const app = useApp();
  const talk = talkOf(app);
  const who = useStore(talk, (state) => state.who);
  const temperature = useStore(talk, (state) => state.temperature);
  const opening = useStore(askerOf(app), (state) => state.opening);
  const config = useSetup(({ link }) => link.config);
  const { runs, adapter, trained } = useTrained();
  const [question, setQuestion] = useState('');
  const ask = (text: string | null): void => void talk.ask(text, picture, trained, config);
  return (
    <form
      className="ask-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (question.trim() !== '') ask(question.trim());
      }}
    >
      <fieldset className="who">
        <legend className="only-heard">{words.who}</legend>
        {everybody.map((one) => (
          <label key={one} className={one === 'base' ? '' : one}>
            <input
              type="radio"
              name="who"
              checked={who === one}
              onChange={() => talk.setState({ who: one })}
            />
            {one === 'base' ? null : <RoleMark of={one} />} {words.names[one]}
          </label>
        ))}
        {who === 'base' || trained === null ? null : (
          <select
            aria-label={words.run}
            value={typeof trained === 'string' ? trained : givenAdapter}
            onChange={(event) => talk.setState({ runId: event.target.value })}
          >
            {adapter === null ? null : <option value={givenAdapter}>{words.ofAdapter(adapter.name)}</option>}
            {runs.map((id) => (
              <option key={id} value={id}>
                {words.of(runName(id))}
              </option>
            ))}
          </select>
        )}
      </fieldset>
      <p className="soft small" data-testid="who-it-is">
        {who !== 'base' && trained === null ? words.untrained : words.about[who]}
      </p>
      <div className="question">
        <input
          type="text"
          aria-label={words.question}
          placeholder={words.placeholder}
          value={question}
          onChange={(event) => setQuestion(event.target.value)}
        />
        <button
          type="submit"
          className={`button ${who === 'questioner' ? '' : 'primary'}`}
          disabled={question.trim() === ''}
        >
          <Send size={16} aria-hidden="true" /> {words.ask}
        </button>
        <button
          type="button"
          className={`button ${who === 'questioner' ? 'primary' : ''}`}
          onClick={() => ask(null)}
        >
          <CircleQuestionMark size={16} aria-hidden="true" /> {words.letAsk}
        </button>
      </div>
      <p className="examples small">
        {words.examples.map((example) => (
          <button key={example} type="button" className="link-button" onClick={() => ask(example)}>
            {example}
          </button>
        ))}
      </p>
      <label className="temperature small">
        {words.temperature}
        <input
          type="range"
          min={0}
          max={1.5}
          step={0.1}
          value={temperature}
          onChange={(event) => talk.setState({ temperature: Number(event.target.value) })}
        />
        <output>{temperature === 0 ? words.surest : fixed(temperature, 1)}</output>
      </label>
      {opening ? <output className="soft small">{words.opening}</output> : null}
    </form>
  );
}
