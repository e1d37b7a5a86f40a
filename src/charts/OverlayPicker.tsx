import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { useApp, useRun } from '../app/hooks.tsx';
import { laterStrings } from '../ui/laterStrings.ts';

const words = laterStrings.charts;

/** The runs that are laid over the shown one: kept from before, each to be hidden or taken away. */
export function OverlayPicker(): ReactNode {
  const { charts, session } = useApp();
  const { overlays, unseen } = useStore(charts);
  const name = useRun((run) => run.header?.runId ?? null);
  const begun = useRun((run) => run.tick > 0);
  const keep = (): void => {
    const { series, tick, seconds, tokens, header } = session.getState().run;
    if (header === null) return;
    charts.lay({ id: header.runId, name: header.runId, series, end: { tick, seconds, tokens } });
  };
  if (name === null) return null;
  return (
    <span className="overlays small">
      <span className="soft">{words.runs}</span>
      <strong>{name}</strong>
      {overlays.map((overlay) => (
        <span key={overlay.id} className="overlay">
          <label>
            <input
              type="checkbox"
              checked={!unseen.includes(overlay.id)}
              onChange={() => charts.toggle(overlay.id)}
            />
            {overlay.name}
          </label>
          <button
            type="button"
            className="button quiet icon"
            aria-label={words.takeAway(overlay.name)}
            onClick={() => charts.takeAway(overlay.id)}
          >
            <X size={13} aria-hidden="true" />
          </button>
        </span>
      ))}
      {overlays.some(({ id }) => id === name) ? null : (
        <button type="button" className="button quiet" disabled={!begun} title={words.keepWhy} onClick={keep}>
          {words.keep}
        </button>
      )}
    </span>
  );
}
