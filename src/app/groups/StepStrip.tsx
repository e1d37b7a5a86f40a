import type { ReactNode } from 'react';
import type { Position, Role } from '../../loop/events.ts';
import { moveFocus } from '../../ui/arrowKeys.ts';
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
  const stops = stopsOf(rows, steps, trains);
  const at = stops.findIndex((stop) => stop.key === current);
  const first = Math.floor((at < 0 ? stops.length - 1 : at) / SHOWN) * SHOWN;
  const shown = stops.slice(Math.max(0, first), first + SHOWN);
  const earlier = stops[first - 1];
  const later = stops[first + SHOWN];

  return (
    <div className="panel">
      <div className="steps" role="toolbar" aria-label={strings.groups.steps} data-arrows>
        <ActionButton id="follow" className="quiet" />
        {earlier === undefined ? null : <Turn to={earlier.key} label={strings.groups.earlier} />}
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
                aria-label={`${strings.silver.round(position.round)}, ${strings.stages[position.stage].name}, ${strings.charts.tick} ${position.step}`}
                onClick={() => screen.chooseStep(key)}
              >
                {position.step}
              </button>
            </span>
          );
        })}
        {later === undefined ? null : <Turn to={later.key} label={strings.groups.later} />}
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
