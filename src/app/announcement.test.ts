import { expect, it } from 'vitest';
import { announcement } from './announcement.ts';
import { tinyRun } from './fixtures/tinyRun.ts';
import { foldAll } from './session/fold.ts';
import { emptyRun } from './session/runState.ts';
import { createSession, type SessionState } from './session/session.ts';

const before: SessionState = { ...createSession().getState(), run: emptyRun };
const began = tinyRun.findIndex((event) => event.kind === 'stage.start' && event.stage === 'C');

it('speaks when a stage begins', () => {
  const now = { ...before, run: foldAll(emptyRun, tinyRun.slice(0, began + 1)) };
  expect(announcement(before, now)).toBe('Round 1, stage C: the reasoner learns, 3 steps.');
});

it('speaks when the run pauses, and keeps quiet while steps go by', () => {
  expect(announcement(before, { ...before, worker: 'paused' })).toBe('Paused.');
  const run = foldAll(emptyRun, tinyRun.slice(0, began + 1));
  const further = foldAll(emptyRun, tinyRun.slice(0, began + 4));
  expect(announcement({ ...before, run }, { ...before, run: { ...further, stage: run.stage } })).toBeNull();
});
