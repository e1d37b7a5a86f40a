import { ChevronRight, FastForward, Pause, Play, SkipBack, Square, StepForward } from 'lucide-react';
import type { ReactNode } from 'react';
import { strings } from '../../ui/strings.ts';
import { ActionButton } from '../ActionButton.tsx';
import { useAction, useSession } from '../hooks.tsx';
import './Transport.css';

/** Play, pause, and the three sizes of a step; the same for a live run and one that is told again. */
export function Transport(): ReactNode {
  const toggle = useAction('toggle');
  const live = useSession((session) => session.kind === 'live');
  const playing = toggle.label === strings.actions.pause;
  return (
    <div className="transport" role="toolbar" aria-label={strings.controls}>
      {live ? null : <ActionButton id="restart" iconOnly icon={<SkipBack size={16} aria-hidden="true" />} />}
      <ActionButton
        id="toggle"
        className="primary"
        icon={playing ? <Pause size={16} aria-hidden="true" /> : <Play size={16} aria-hidden="true" />}
      />
      <ActionButton id="group" iconOnly icon={<ChevronRight size={18} aria-hidden="true" />} />
      <ActionButton id="step" iconOnly icon={<StepForward size={17} aria-hidden="true" />} />
      <ActionButton id="stage" iconOnly icon={<FastForward size={17} aria-hidden="true" />} />
      {live ? <ActionButton id="stop" iconOnly icon={<Square size={15} aria-hidden="true" />} /> : null}
    </div>
  );
}
