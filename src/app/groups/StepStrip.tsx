import { Pause, Play } from 'lucide-react';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Position, Role } from '../../loop/events.ts';
import { moveFocus } from '../../ui/arrowKeys.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { strings } from '../../ui/strings.ts';
import { ActionButton } from '../ActionButton.tsx';
import { useApp, useRun } from '../hooks.tsx';
import type { RunState } from '../session/runState.ts';

interface Stop {
  readonly key: string;
  readonly position: Position;
  readonly role: Role | null;
  readonly remembered: boolean;
}

/** Steps that finished, and the ones that are being made, in order. */
function stopsOf(rows: RunState['rows'], steps: RunState['steps'], trains: Role | null): readonly Stop[] {
  const remembered = new Set(steps.map((step) => step.key));
  const done = new Set(rows.map((row) => row.key));
  return [
    ...rows.map(({ key, position, role }) => ({ key, position, role, remembered: remembered.has(key) })),
    ...steps
      .filter((step) => !done.has(step.key))
      .map(({ key, position }) => ({ key, position, role: trains, remembered: true })),
  ];
}

/** Brings the chosen step into the middle of the strip. */
function centre(button: HTMLElement | null): void {
  const strip = button?.parentElement?.parentElement;
  if (button && strip) strip.scrollLeft = button.offsetLeft - strip.clientWidth / 2;
}

/** Steps on the strip at once; a long run has thousands. */
const SHOWN = 100;

/** All steps as a strip to choose from: the way back in time. */
export function StepStrip({ current }: { readonly current: string | null }): ReactNode {
  const { screen } = useApp();
  const rows = useRun((run) => run.rows);
  const steps = useRun((run) => run.steps);
  const trains = useRun((run) => run.stage?.trains ?? null);
  const stops = useMemo(() => stopsOf(rows, steps, trains), [rows, steps, trains]);
  const at = stops.findIndex((stop) => stop.key === current);
  const first = Math.floor((at < 0 ? stops.length - 1 : at) / SHOWN) * SHOWN;
  const shown = stops.slice(Math.max(0, first), first + SHOWN);
  const earlier = stops[first - 1];
  const later = stops[first + SHOWN];

  return (
    <div className="panel">
      <Scrub stops={stops} at={at} />
      <div className="steps" role="toolbar" aria-label={laterStrings.groups.steps} data-arrows>
        <ActionButton id="follow" className="quiet" />
        {earlier === undefined ? null : <Turn to={earlier.key} label={laterStrings.groups.earlier} />}
        {shown.map(({ key, position, role, remembered }, place) => {
          const before = shown[place - 1]?.position;
          const opens = before?.stage !== position.stage || before.round !== position.round;
          return (
            <span key={key} style={{ display: 'contents' }}>
              {opens ? (
                <span className="stage-name">
                  {strings.silver.round(position.round)}, {position.stage}
                </span>
              ) : null}
              <button
                type="button"
                className={`step ${role ?? ''} ${remembered ? '' : 'forgotten'}`}
                ref={key === current ? centre : undefined}
                aria-current={key === current}
                onKeyDown={moveFocus}
                aria-label={`${strings.silver.round(position.round)}, ${strings.stages[position.stage].name}, ${laterStrings.charts.tick} ${position.step}`}
                onClick={() => screen.chooseStep(key)}
              >
                {position.step}
              </button>
            </span>
          );
        })}
        {later === undefined ? null : <Turn to={later.key} label={laterStrings.groups.later} />}
      </div>
    </div>
  );
}

/** Turns the strip to the steps before or after those that it shows. */
function Turn({ to, label }: { readonly to: string; readonly label: string }): ReactNode {
  const { screen } = useApp();
  return (
    <button
      type="button"
      className="button quiet"
      onKeyDown={moveFocus}
      onClick={() => screen.chooseStep(to)}
    >
      {label}
    </button>
  );
}

/** How long a step stays while the steps are played, ms. */
const DWELL_MS = 900;

/** The whole run as one slider, whatever its length, and a button that plays its steps. */
function Scrub({ stops, at }: { readonly stops: readonly Stop[]; readonly at: number }): ReactNode {
  const { screen } = useApp();
  const [playing, setPlaying] = useState(false);
  const next = stops[at + 1];
  const stop = stops[at];
  useEffect(() => {
    if (!playing) return undefined;
    const timer = setTimeout(
      () => (next === undefined ? setPlaying(false) : screen.chooseStep(next.key)),
      DWELL_MS,
    );
    return () => clearTimeout(timer);
  }, [playing, next, screen]);
  if (stops.length < 2) return null;
  return (
    <div className="scrub">
      <button
        type="button"
        className="button quiet icon"
        aria-label={playing ? laterStrings.groups.stopSteps : laterStrings.groups.playSteps}
        title={playing ? laterStrings.groups.stopSteps : laterStrings.groups.playSteps}
        onClick={() => setPlaying(!playing)}
      >
        {playing ? <Pause size={15} aria-hidden="true" /> : <Play size={15} aria-hidden="true" />}
      </button>
      <input
        type="range"
        min={0}
        max={stops.length - 1}
        value={Math.max(0, at)}
        aria-label={laterStrings.groups.scrub}
        aria-valuetext={stop === undefined ? '' : laterStrings.groups.place(stop.key)}
        onChange={(event) => {
          const chosen = stops[Number(event.target.value)];
          if (chosen !== undefined) screen.chooseStep(chosen.key);
        }}
      />
      <output className="number small">
        {stop === undefined ? '' : laterStrings.groups.place(stop.key)}
      </output>
    </div>
  );
}
