import { describe, expect, it } from 'vitest';
import { tinyRun } from '../fixtures/tinyRun.ts';
import { foldAll } from '../session/fold.ts';
import { groupsOf } from './groupSummary.ts';
import { emptyRun, type RunState } from '../session/runState.ts';

const whole = foldAll(emptyRun, tinyRun);
const stepOf = (run: RunState, key: string) => run.steps.find((step) => step.key === key)!;

describe('the groups of a step', () => {
  it('are listed with what they teach', () => {
    expect(groupsOf(stepOf(whole, 'r1A1'), null)).toMatchObject([
      { id: 'r1A1g0', pictureId: 'p0', members: 4, unparsed: 1, zeroVariance: false, state: 'scored' },
      { id: 'r1A1g1', pictureId: 'p1', members: 4, unparsed: 0, zeroVariance: false, state: 'scored' },
    ]);
    expect(groupsOf(stepOf(whole, 'r1A2'), null)[1]).toMatchObject({ zeroVariance: true, deviation: 0 });
  });

  it('appear as soon as their questions are asked', () => {
    const asked = tinyRun.findIndex((event) => event.kind === 'questions');
    const early = foldAll(emptyRun, tinyRun.slice(0, asked + 1));
    expect(groupsOf(stepOf(early, 'r1A1'), null)).toMatchObject([
      { id: 'r1A1g0', members: 4, deviation: null, state: 'asked' },
      { id: 'r1A1g1', members: 4, deviation: null, state: 'asked' },
    ]);
  });

  it('are known to teach nothing as soon as all their answers earn the same', () => {
    const answered = tinyRun.findLastIndex((event) => event.kind === 'answers');
    const early = foldAll(emptyRun, tinyRun.slice(0, answered + 1));
    const step = stepOf(early, 'r1C3');
    expect(step.groups).toEqual([]);
    expect(groupsOf(step, null).map(({ zeroVariance }) => zeroVariance)).toEqual([false, true]);
  });

  it('say which silver answers the scene contradicts, where it is known', () => {
    expect(whole.rows[0]?.groups.map(({ wrong }) => wrong)).toEqual([1, null]);
    const answers = whole.rows.find((row) => row.key === 'r1C1')!.groups;
    expect(answers.map(({ question, wrong, unparsed }) => [question, wrong, unparsed])).toEqual([
      ['How many red circles are there?', 0, 1],
      ['Is there a blue square? A. yes B. no', 1, 0],
    ]);
  });

  it('can be found by what was asked and answered', () => {
    expect(whole.rows[0]?.groups[1]?.text).toContain('what share of the bars');
    expect(whole.rows[3]?.groups[1]?.text).toBe('is there a blue square? a. yes b. no b a');
  });
});
