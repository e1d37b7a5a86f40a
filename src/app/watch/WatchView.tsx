import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { strings } from '../../ui/strings.ts';
import { useApp, useRun, useSession } from '../hooks.tsx';
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
  // Nobody sees another page for the moment that a recording takes to come.
  const coming = useStore(useApp().recordings, ({ looked, loading }) => !looked || loading !== null);
  const kind = useSession((session) => session.kind);
  const invites = started ? kind === 'recorded' : coming && kind !== 'live';
  return (
    <div className="watch">
      {invites ? (
        <Invite />
      ) : !started ? (
        <Hero />
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
      {invites ? null : <Suggestions />}
      <Alerts most={3} />
    </div>
  );
}
