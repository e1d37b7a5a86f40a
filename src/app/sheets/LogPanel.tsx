import type { ReactNode } from 'react';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useRun } from '../hooks.tsx';
import { duration } from '../session/progress.ts';
import { MOST_LINES, runLog } from './runLog.ts';

const words = laterStrings.log;

/** What the run on the screen said so far, a line for each thing. */
export function LogPanel(): ReactNode {
  const lines = runLog(useRun((run) => run));
  return (
    <section aria-labelledby="log-title" data-testid="log">
      <h3 id="log-title">{words.title}</h3>
      {lines.length === 0 ? (
        <p className="soft">{words.nothing}</p>
      ) : (
        <ol className="log small" reversed>
          {lines.map(({ sequence, text, seconds }) => (
            <li key={`${sequence} ${text}`}>
              <span>{text}</span>{' '}
              <span className="soft number">{seconds === null ? '' : duration(seconds)}</span>
            </li>
          ))}
        </ol>
      )}
      {lines.length < MOST_LINES ? null : <p className="soft small">{words.more}</p>}
    </section>
  );
}
