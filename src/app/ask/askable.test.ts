import { expect, it } from 'vitest';
import { tinyHeader, tinyRun } from '../fixtures/tinyRun.ts';
import { foldAll } from '../session/fold.ts';
import { emptyRun } from '../session/runState.ts';
import { askableRuns, liveAskable } from './askable.ts';

const before = (end: number) => foldAll(emptyRun, tinyRun.slice(0, end));
const firstStep = tinyRun.findIndex(({ kind }) => kind === 'step');

it('offers the run that goes on here from its first finished step on', () => {
  expect(liveAskable({ kind: 'live', run: before(firstStep) })).toBeNull();
  expect(liveAskable({ kind: 'live', run: before(firstStep + 1) })).toBe(tinyHeader.runId);
  expect(liveAskable({ kind: 'recorded', run: before(firstStep + 1) })).toBeNull();
});

it('does not take the making of labels for training', () => {
  const unlearned = tinyRun.filter((event) => event.kind !== 'step' || event.role === null);
  const run = foldAll(emptyRun, unlearned);
  expect(run.rows.length).toBeGreaterThan(0);
  expect(liveAskable({ kind: 'live', run })).toBeNull();
});

it('offers of the stored ones those that have their weights, each once', () => {
  const stored = [
    { header: { ...tinyHeader, runId: 'broken-off' }, weights: false },
    { header: { ...tinyHeader, runId: 'going-on' }, weights: true },
    { header: { ...tinyHeader, runId: 'trained' }, weights: true },
  ];
  expect(askableRuns('going-on', stored)).toEqual(['going-on', 'trained']);
  expect(askableRuns(null, stored)).toEqual(['going-on', 'trained']);
});
