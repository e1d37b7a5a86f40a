import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { useCourse } from '../app/hooks.tsx';
import { laterStrings } from '../ui/laterStrings.ts';
import { lessonNames, numberOf } from './lesson.ts';
import { lessonWords } from './lessonWords.ts';

/** All lessons, with what was gone through on this machine. */
export function LessonList(): ReactNode {
  const finished = useCourse((course) => course.finished);
  return (
    <div className="lesson-list">
      <div className="lead">
        <h1>{laterStrings.learn.title}</h1>
        <p className="soft">{laterStrings.learn.lead}</p>
      </div>
      <ol>
        {lessonNames.map((name) => (
          <li key={name}>
            <a className="panel" href={`#/learn/${numberOf(name)}`}>
              <span className="number soft">{numberOf(name)}</span>
              <span>
                <strong>{lessonWords[name].title}</strong>
                {finished.includes(name) ? (
                  <span className="vote small finished">
                    <Check size={14} aria-hidden="true" /> {laterStrings.learn.finished}
                  </span>
                ) : null}
                <span className="soft ask">{lessonWords[name].ask}</span>
              </span>
            </a>
          </li>
        ))}
      </ol>
    </div>
  );
}
