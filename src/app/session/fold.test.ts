import { describe, expect, it } from 'vitest';
import type { StampedEvent } from '../../loop/events.ts';
import { tinyHeader, tinyRun } from '../fixtures/tinyRun.ts';
import { bounds, fold, foldAll, linesOf } from './fold.ts';
import { emptyRun } from './runState.ts';

const upTo = (kind: StampedEvent['kind'], nth = 1): StampedEvent[] => {
  const places = tinyRun.flatMap((event, at) => (event.kind === kind ? [at] : []));
  return tinyRun.slice(0, places[nth - 1]! + 1);
};

describe('folding the event stream', () => {
  const whole = foldAll(emptyRun, tinyRun);

  it('knows the whole run at its end', () => {
    expect(whole).toMatchObject({ sequence: tinyRun.length - 1, tick: 6, end: 'finished', work: null });
    expect(whole.rows.map((row) => row.key)).toEqual(['r1A1', 'r1A2', 'r1B1', 'r1C1', 'r1C2', 'r1C3']);
    expect(whole.steps.map((step) => step.key)).toEqual(['r1A1', 'r1A2', 'r1B1', 'r1C1', 'r1C2', 'r1C3']);
  });

  it('says where the run is while it is on the way', () => {
    const answering = foldAll(emptyRun, upTo('work', 2));
    expect(answering.position).toEqual({ round: 1, stage: 'A', step: 1 });
    expect(answering.stage).toMatchObject({ trains: 'questioner', steps: 2 });
    expect(answering.work).toEqual({ work: 'answering', done: 16, of: 32 });
    expect(answering.stepsDone).toBe(0);
  });

  it('draws a metric of both roles as two lines', () => {
    expect(linesOf(whole, 'kl').map((line) => [line.role, line.points.length])).toEqual([
      ['questioner', 2],
      ['reasoner', 3],
    ]);
  });

  it('takes held-out accuracy with its interval from the evaluations', () => {
    const [line] = linesOf(whole, 'heldout/accuracy');
    expect(line?.suite).toBe('shapes');
    expect(line?.points.map((point) => point.tick)).toEqual([0, 6]);
    expect(line?.points[0]?.interval?.[0]).toBeCloseTo(22 / 60 - 0.12, 12);
  });

  it('keeps the funnel of the round and its rows', () => {
    expect(whole.silver).toHaveLength(1);
    expect(whole.silver[0]?.counts).toEqual({ asked: 10, parsed: 9, answered: 8, kept: 4 });
    expect(whole.silver[0]?.rows).toHaveLength(8);
  });

  it('does not count an event twice', () => {
    expect(fold(whole, tinyRun.at(-3)!)).toBe(whole);
  });

  it('starts anew with another run', () => {
    expect(fold(whole, tinyRun[0]!)).toMatchObject({ rows: [], tick: 0, end: null });
  });

  it('knows what memory the run expects to need, where that was recorded', () => {
    const memory = { weights: 6e6, optimiser: 20e6, activations: 10e6, pool: 0, total: 36e6 };
    const start: StampedEvent = {
      kind: 'run.start',
      header: tinyHeader,
      resumed: false,
      memory,
      sequence: 0,
      seconds: 0,
    };
    expect(fold(emptyRun, start).memory).toBe(36e6);
    expect(whole.memory).toBeNull();
  });

  it('goes on from the checkpoint when the run resumes, without a trace of what is repeated', () => {
    const checkpoint = upTo('step', 5).length;
    const broken = foldAll(emptyRun, upTo('step', 6));
    const again: StampedEvent = {
      kind: 'run.start',
      header: tinyHeader,
      resumed: true,
      sequence: checkpoint,
      seconds: 0,
    };
    const rest = tinyRun.slice(checkpoint).map((event) => ({ ...event, sequence: event.sequence + 1 }));
    const resumed = foldAll(fold(broken, again), rest);
    expect(resumed.rows.map((row) => row.key)).toEqual(whole.rows.map((row) => row.key));
    expect(linesOf(resumed, 'reasoner/accuracy')).toEqual(linesOf(whole, 'reasoner/accuracy'));
    expect(resumed.steps.map((step) => step.groups.length)).toEqual(
      whole.steps.map((step) => step.groups.length),
    );
  });

  it('forgets the texts of the oldest steps, not their numbers, when there are too many', () => {
    const votes = tinyRun.find((event) => event.kind === 'votes')!;
    const many = Array.from({ length: 1500 }, () => votes.votes).flat();
    let state = whole;
    for (let step = 4; step < 12; step++) {
      state = fold(state, { ...votes, votes: many, step, stage: 'C', sequence: state.sequence + 1 });
    }
    expect(state.steps.reduce((sum, step) => sum + step.texts, 0)).toBeLessThanOrEqual(
      Math.max(bounds.texts, 2 * many.length * 4),
    );
    expect(state.steps.at(-1)?.key).toBe('r1C11');
    expect(state.steps.some((step) => step.key === 'r1A1')).toBe(false);
    expect(state.rows[0]?.key).toBe('r1A1');
  });

  it('times each kind of work, for the time that it will take', () => {
    const asking = tinyRun.findIndex((event) => event.kind === 'work' && event.work === 'asking');
    const before = foldAll(emptyRun, tinyRun.slice(0, asking + 1));
    expect(before.workStartedAt).toBe(tinyRun[asking]!.seconds);
    const after = fold(before, tinyRun[asking + 1]!);
    expect(after.workStartedAt).toBeNull();
    expect(after.workSeconds['A asking']).toEqual([tinyRun[asking + 1]!.seconds - tinyRun[asking]!.seconds]);
    expect(whole.workSeconds['A asking']).toHaveLength(2);
  });
});
