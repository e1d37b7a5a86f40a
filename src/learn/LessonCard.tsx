import { ChevronLeft, ChevronRight, List, RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import { ActionButton } from '../app/ActionButton.tsx';
import { useCourse, useSetup } from '../app/hooks.tsx';
import { keysOf } from '../loop/field.ts';
import { fields } from '../loop/fields.ts';
import { laterStrings } from '../ui/laterStrings.ts';
import { GuessBox } from './GuessBox.tsx';
import { lessonNames, numberOf, type LessonName } from './lesson.ts';
import { lessonWords } from './lessonWords.ts';

const words = laterStrings.learn;

/** What the lesson says and asks, and the way to its neighbours. */
export function LessonCard({ name }: { readonly name: LessonName }): ReactNode {
  const { title, text, note } = lessonWords[name];
  return (
    <section className="panel lesson-card" aria-labelledby="lesson-title">
      <header>
        <span className="number soft place" aria-hidden="true">
          {words.place(numberOf(name), lessonNames.length)}
        </span>
        <h1 id="lesson-title">
          <span className="only-heard">{words.lesson(numberOf(name))}: </span>
          {title}
        </h1>
        <nav aria-label={words.list}>
          <a className="button quiet icon list" href="#/learn" title={words.list} aria-label={words.list}>
            <List size={18} aria-hidden="true" />
          </a>
          <ActionButton
            id="restart lesson"
            iconOnly
            className="quiet"
            icon={<RotateCcw size={17} aria-hidden="true" />}
          />
          <ActionButton id="previous lesson" iconOnly icon={<ChevronLeft size={18} aria-hidden="true" />} />
          <ActionButton id="next lesson" iconOnly icon={<ChevronRight size={18} aria-hidden="true" />} />
        </nav>
      </header>
      <p className="text">{text}</p>
      <Standing name={name} />
      <details className="small note">
        <summary className="soft">{words.note}</summary>
        <p>{note}</p>
      </details>
      <Lent name={name} />
    </section>
  );
}

/** The settings that the lesson lends to a run of one's own, as they stand now. */
function Lent({ name }: { readonly name: LessonName }): ReactNode {
  const open = useCourse((course) => course.lesson?.id === name && course.status === 'ready');
  const own = useSetup((setup) => setup.own);
  const config = useSetup(({ link }) => link.config);
  const keys = keysOf(own);
  if (!open || keys.length === 0) return null;
  return (
    <p className="small lent" data-testid="lent">
      {words.lent}{' '}
      {keys.map((key) => (
        <span key={key}>
          {fields[key].label}: <code>{String(config[key])}</code>
        </span>
      ))}
    </p>
  );
}

/** What there is to do now. */
function Standing({ name }: { readonly name: LessonName }): ReactNode {
  // The page is turned at once, the lesson before may still stand there.
  const status = useCourse((course) => (course.lesson?.id === name ? course.status : 'opening'));
  const guess = useCourse((course) => course.scene?.guess ?? null);
  const finished = useCourse((course) => course.lesson?.done(course) ?? false);
  switch (status) {
    case 'busy':
      return (
        <div className="standing">
          <p>{words.busy}</p>
          <ActionButton id="restart lesson" className="primary">
            {words.insist}
          </ActionButton>
        </div>
      );
    case 'nothing':
      return <p className="standing">{words.nothing}</p>;
    case 'closed':
    case 'opening':
      return <output className="standing soft">{words.opening}</output>;
    case 'ready':
      if (guess !== null) return <GuessBox ask={lessonWords[name].ask} guess={guess} />;
      return (
        <div className="standing">
          <p>
            <strong>{lessonWords[name].ask}</strong>
          </p>
          <output className="said">{finished ? <Task name={name} /> : null}</output>
        </div>
      );
    default:
      return status satisfies never;
  }
}

/** A lesson without a guess says its piece when what it asked for was done. */
function Task({ name }: { readonly name: LessonName }): ReactNode {
  const { said } = lessonWords[name];
  return typeof said === 'string' ? said : null;
}
