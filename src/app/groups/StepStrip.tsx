import { useEffect, useRef, type ReactNode } from 'react';
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

/** All steps as a strip to choose from: the way back in time. */
export function StepStrip({ current }: { readonly current: string | null }): ReactNode {
  const { screen } = useApp();
  const rows = useRun((run) => run.rows);
  const steps = useRun((run) => run.steps);
  const trains = useRun((run) => run.stage?.trains ?? null);
  const strip = useRef<HTMLDivElement>(null);
  const stops = stopsOf(rows, steps, trains);

  useEffect(() => {
    const list = strip.current;
    const chosen = list?.querySelector<HTMLElement>('[aria-current="true"]');
    if (list && chosen) list.scrollLeft = chosen.offsetLeft - list.clientWidth / 2;
  }, [current, stops.length]);

  return (
    <div className="panel">
      <div
        ref={strip}
        className="steps"
        role="group"
        aria-label={strings.groups.steps}
        data-arrows
        onKeyDown={moveFocus}
      >
        <ActionButton id="follow" className="quiet" />
        {stops.map(({ key, position, role, remembered }, at) => {
          const before = stops[at - 1]?.position;
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
                aria-current={key === current}
                aria-label={`${strings.silver.round(position.round)}, ${strings.stages[position.stage].name}, ${strings.charts.tick} ${position.step}`}
                onClick={() => screen.chooseStep(key)}
              >
                {position.step}
              </button>
            </span>
          );
        })}
      </div>
    </div>
  );
}
