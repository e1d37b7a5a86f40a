import type { ReactNode } from 'react';
import { strings } from '../../ui/strings.ts';
import { useRun, useSession } from '../hooks.tsx';
import { Alerts } from './Alerts.tsx';
import { Hero } from './Hero.tsx';
import { Invite } from './Invite.tsx';
import { LoopPicture } from './LoopPicture.tsx';
import { Outcome } from './Outcome.tsx';
import { Suggestions } from './Suggestions.tsx';
import { Tiles } from './Tiles.tsx';
import './Watch.css';

/** The screen one lands on: the algorithm as a picture, moving as soon as there is something to show. */
export function WatchView(): ReactNode {
  const started = useRun((run) => run.header !== null);
  const finished = useRun((run) => run.end !== null);
  const recorded = useSession((session) => session.kind === 'recorded');
  return (
    <div className="watch">
      {!started ? (
        <Hero />
      ) : recorded ? (
        <Invite />
      ) : (
        <>
          <h1 className="only-heard">{strings.views.watch}</h1>
          {finished ? (
            <div className="panel ended">
              <Outcome />
            </div>
          ) : null}
        </>
      )}
      <LoopPicture />
      {started ? <Tiles /> : null}
      {recorded ? null : <Suggestions />}
      <Alerts most={3} />
    </div>
  );
}
