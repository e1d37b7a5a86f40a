import { lazy, Suspense, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { strings } from '../../ui/strings.ts';
import { useApp, useRun, useSession } from '../hooks.tsx';
import { Hero } from './Hero.tsx';
import { Invite } from './Invite.tsx';
import { LoopPicture } from './LoopPicture.tsx';
import { Part } from '../Part.tsx';
import { Outcome } from './Outcome.tsx';
import { Suggestions } from './Suggestions.tsx';
import { Tiles } from './Tiles.tsx';
import './Watch.css';

// Nothing is alarming at first.
const Alerts = lazy(async () => ({ default: (await import('./Alerts.tsx')).Alerts }));

/** The screen one lands on: the algorithm as a picture, moving as soon as there is something to show. */
export function WatchView({
  bare = false,
}: {
  /** Without what invites to a run of one's own: a lesson goes on here. */
  readonly bare?: boolean;
}): ReactNode {
  const started = useRun((run) => run.header !== null);
  return (
    <div className="watch">
      {bare ? null : <Opening />}
      <LoopPicture />
      {started ? (
        <Part name="figures">
          <Tiles />
        </Part>
      ) : null}
      {bare ? null : <Closing />}
    </div>
  );
}

/** Whether a recording invites to a run of one's own. */
function useInvites(): boolean {
  const started = useRun((run) => run.header !== null);
  const kind = useSession((session) => session.kind);
  // Nobody sees another page for the moment that a recording takes to come.
  const coming = useStore(useApp().recordings, ({ looked, loading }) => !looked || loading !== null);
  return started ? kind === 'recorded' : coming && kind !== 'live';
}

/** What stands above the picture: an invitation, or how the run ended. */
function Opening(): ReactNode {
  const invites = useInvites();
  const started = useRun((run) => run.header !== null);
  const finished = useRun((run) => run.end !== null);
  if (invites) return <Invite />;
  if (!started) return <Hero />;
  return (
    <>
      <h1 className="only-heard">{strings.views.watch}</h1>
      {finished ? (
        <div className="panel ended">
          <Outcome />
        </div>
      ) : null}
    </>
  );
}

function Closing(): ReactNode {
  const invites = useInvites();
  return (
    <>
      {invites ? null : (
        <Part name="suggestions">
          <Suggestions />
        </Part>
      )}
      <Suspense fallback={null}>
        <Alerts most={3} />
      </Suspense>
    </>
  );
}
