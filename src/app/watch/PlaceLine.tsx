import type { ReactNode } from 'react';
import { strings } from '../../ui/strings.ts';
import { ActionButton } from '../ActionButton.tsx';
import type { Selection } from '../groups/selection.ts';
import { useAction, useRun } from '../hooks.tsx';

const words = strings.loop;

/** Which step and group fill the picture, and the way back to the newest where it is another one. */
export function PlaceLine({ selection: { step, place } }: { readonly selection: Selection }): ReactNode {
  const held = useAction('follow').enabled;
  const rounds = useRun((run) => run.header?.config['run.rounds'] ?? 1);
  if (step === null || place === null) return null;
  const { round, stage, step: number } = step.position;
  return (
    <div className="place-line small">
      <p className="soft number">
        {rounds > 1 ? `${strings.silver.round(round)}, ` : ''}
        {words.stepAt(stage, number)}, {words.groupAt(place.at, place.of)}
      </p>
      {held ? <ActionButton id="follow" /> : null}
    </div>
  );
}
