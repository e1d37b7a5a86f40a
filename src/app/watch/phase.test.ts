import { expect, it } from 'vitest';
import type { StampedEvent } from '../../loop/events.ts';
import { tinyRun } from '../fixtures/tinyRun.ts';
import { select } from '../groups/selection.ts';
import { fold } from '../session/fold.ts';
import { emptyRun } from '../session/runState.ts';
import { reached } from './phase.ts';

/** Where the shown group of a stage's first step is after each event that moves it on. */
function way(stage: 'A' | 'B' | 'C'): string[] {
  let run = emptyRun;
  const places: string[] = [];
  for (const event of tinyRun) {
    run = fold(run, event);
    const told: StampedEvent['kind'] = event.kind;
    if (!('stage' in event) || event.stage !== stage || event.step !== 1 || told === 'work') continue;
    const { view, key } = select(run, { step: null, group: null, member: null });
    const place = reached(
      view,
      run.rows.some((row) => row.key === key),
    );
    if (places.at(-1) !== place) places.push(place);
  }
  return places;
}

it('follows a group through the boxes of each stage', () => {
  expect(way('A')).toEqual(['ask', 'vote', 'reward', 'advantages', 'update']);
  expect(way('B')).toEqual(['ask', 'vote', 'update']);
  expect(way('C')).toEqual(['reward', 'advantages', 'update']);
});
