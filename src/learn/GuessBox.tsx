import { Check, Eye, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { ActionButton } from '../app/ActionButton.tsx';
import { useApp, useCourse } from '../app/hooks.tsx';
import { laterStrings } from '../ui/laterStrings.ts';
import type { Guess } from './lesson.ts';
import { lessonWords } from './lessonWords.ts';
import { revealGuess } from './teach.ts';

const words = laterStrings.learn;

/** Guess first: the question with its options, then what really happened. */
export function GuessBox({ ask, guess }: { readonly ask: string; readonly guess: Guess }): ReactNode {
  const app = useApp();
  const revealed = useCourse((course) => course.revealed);
  const chosen = useCourse((course) => course.chosen);
  return (
    <div className="standing guess">
      <p>
        <strong>{ask}</strong>
      </p>
      <ul className="options" aria-label={words.options}>
        {guess.options.map(({ key, text }) => (
          <li key={key}>
            {revealed ? (
              <span className={`option ${key === guess.right ? 'right' : ''}`}>
                {key === guess.right ? (
                  <Check size={18} aria-label={words.answer} />
                ) : key === chosen ? (
                  <X size={18} aria-label={words.yours} />
                ) : null}
                {text(lessonWords)}
              </span>
            ) : (
              <button type="button" className="button option" onClick={() => revealGuess(app, key)}>
                {text(lessonWords)}
              </button>
            )}
          </li>
        ))}
        {revealed ? null : (
          <li>
            <ActionButton id="reveal" className="quiet" icon={<Eye size={18} aria-hidden="true" />} />
          </li>
        )}
      </ul>
      <output className="said">{revealed ? guess.said(lessonWords) : null}</output>
    </div>
  );
}
