import type { ReactNode } from 'react';
import { strings } from '../../ui/strings.ts';
import { ActionButton } from '../ActionButton.tsx';
import { Alerts } from './Alerts.tsx';
import { Hero } from './Hero.tsx';
import { useRun, useSession } from '../hooks.tsx';
import { LoopPicture } from './LoopPicture.tsx';
import { Tiles } from './Tiles.tsx';
import './Watch.css';

/** The screen one lands on: the algorithm as a picture, moving as soon as there is something to show. */
export function WatchView(): ReactNode {
  const started = useRun((run) => run.header !== null);
  const kind = useSession((session) => session.kind);
  return (
    <div className="watch">
      {started ? <h1 className="only-heard">{strings.views.watch}</h1> : <Hero />}
      {started && kind === 'recorded' ? (
        <div className="panel invite">
          <p className="soft">{strings.hero.ownSentence}</p>
          <ActionButton id="start" className="primary">
            {strings.hero.own}
          </ActionButton>
        </div>
      ) : null}
      <LoopPicture />
      {started ? <Tiles /> : null}
      <Alerts most={3} />
    </div>
  );
}
