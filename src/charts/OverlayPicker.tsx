import { X } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { useApp, useRun } from '../app/hooks.tsx';
import { presetLabel } from '../app/runs/caption.ts';
import { libraryOf, recordedId } from '../app/runs/library.ts';
import { useLibrary } from '../app/runs/useLibrary.tsx';
import { runName } from '../runs/runName.ts';
import { laterStrings } from '../ui/laterStrings.ts';
import { layRun } from './chartsAddress.ts';
import { MOST_OVERLAYS } from './chartView.ts';

const words = laterStrings.charts;

/** The runs that are laid over the shown one: kept from before, stored or recorded; each to be hidden or taken away. */
export function OverlayPicker(): ReactNode {
  const { charts, session, recordings } = useApp();
  const { overlays, unseen, missing } = useStore(charts);
  const name = useRun((run) => run.header?.runId ?? null);
  const begun = useRun((run) => run.tick > 0);
  const keep = (): void => {
    const { series, tick, seconds, tokens, header } = session.getState().run;
    if (header === null) return;
    const { runId, preset } = header;
    const recording =
      session.getState().kind === 'recorded'
        ? recordings.getState().recordings.find((one) => one.preset === preset)
        : undefined;
    const id = recording === undefined ? runId : recordedId(recording);
    charts.lay({ id, runId, name: runId, series, end: { tick, seconds, tokens } });
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
      {overlays.some(({ runId }) => runId === name) ? null : (
        <button type="button" className="button quiet" disabled={!begun} title={words.keepWhy} onClick={keep}>
          {words.keep}
        </button>
      )}
      <AddOverlay shown={name} />
      {missing.length === 0 ? null : (
        <output className="negative" data-testid="missing-overlays">
          {words.missing} {missing.join(', ')}
          <button
            type="button"
            className="button quiet icon"
            aria-label={words.dismissMissing}
            onClick={() => charts.setState({ missing: [] })}
          >
            <X size={13} aria-hidden="true" />
          </button>
        </output>
      )}
    </span>
  );
}

/** Lays one of the runs at rest over the shown one. */
function AddOverlay({ shown }: { readonly shown: string }): ReactNode {
  const app = useApp();
  const library = libraryOf(app);
  const overlays = useStore(app.charts, (view) => view.overlays);
  const runs = useLibrary((state) => state.runs);
  const recordings = useLibrary((state) => state.recordings);
  useEffect(() => void library.look(), [library]);
  const laid = new Set(overlays.map(({ id }) => id));
  const stored = (runs ?? [])
    .map(({ header }) => header.runId)
    .filter((id) => id !== shown && !laid.has(id))
    .map((id) => ({ id, name: runName(id) }));
  const recorded = recordings
    .map((one) => ({ id: recordedId(one), name: presetLabel(one.preset) }))
    .filter(({ id }) => !laid.has(id));
  if (stored.length + recorded.length === 0) return null;
  return (
    <select
      aria-label={words.lay}
      value=""
      disabled={overlays.length >= MOST_OVERLAYS}
      onChange={(event) => void layRun(app, event.target.value)}
    >
      <option value="">{words.lay}</option>
      {[[laterStrings.library.kept, stored] as const, [laterStrings.library.recorded, recorded] as const].map(
        ([label, all]) =>
          all.length === 0 ? null : (
            <optgroup key={label} label={label}>
              {all.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </optgroup>
          ),
      )}
    </select>
  );
}
