import { Play } from 'lucide-react';
import type { ReactNode } from 'react';
import { strings } from '../../ui/strings.ts';
import { ActionButton } from '../ActionButton.tsx';
import { Alerts } from './Alerts.tsx';
import { Hero } from './Hero.tsx';
import { useRun, useSession, useTray } from '../hooks.tsx';
import { LoopPicture } from './LoopPicture.tsx';
import { Part } from '../Part.tsx';
import { Tiles } from './Tiles.tsx';
import './Watch.css';

/** The screen one lands on: the algorithm as a picture, moving as soon as there is something to show. */
export function WatchView({
  bare = false,
}: {
  /** Without what invites to a run of one's own: a lesson goes on here. */
  readonly bare?: boolean;
}): ReactNode {
  const started = useRun((run) => run.header !== null);
  const kind = useSession((session) => session.kind);
  const pictures = useTray((tray) => tray.pictures.length);
  const recorded = started && kind === 'recorded';
  return (
    <div className="watch">
      {started || bare ? null : <Hero />}
      {started && !recorded && !bare ? <h1 className="only-heard">{strings.views.watch}</h1> : null}
      {recorded && !bare ? (
        <div className="panel invite">
          <div>
            <h1>{strings.hero.title}</h1>
            <p className="soft">{strings.hero.recorded}</p>
          </div>
          <ActionButton id="start" className="primary large" icon={<Play size={18} aria-hidden="true" />}>
            {pictures > 0 ? strings.hero.start(pictures) : strings.actions.start}
          </ActionButton>
        </div>
      ) : null}
      <LoopPicture />
      {started ? (
        <Part name="figures">
          <Tiles />
        </Part>
      ) : null}
      {bare ? null : <Alerts most={3} />}
    </div>
  );
}
