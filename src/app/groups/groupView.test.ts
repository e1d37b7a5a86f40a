import { describe, expect, it } from 'vitest';
import { tinyRun } from '../fixtures/tinyRun.ts';
import { foldAll } from '../session/fold.ts';
import { groupView } from './groupView.ts';
import { emptyRun, type RunState } from '../session/runState.ts';

const whole = foldAll(emptyRun, tinyRun);
const stepOf = (run: RunState, key: string) => run.steps.find((step) => step.key === key)!;

describe('one group', () => {
  it('joins questions, votes, rewards and advantages by id', () => {
    const view = groupView(whole, stepOf(whole, 'r1A1'), 'r1A1g0');
    if (view?.kind !== 'questions') throw new Error('expected questions');
    const [first, , third, unparsed] = view.questions;
    expect(first).toMatchObject({
      question: { text: 'How many red circles are there?' },
      vote: { silver: '3', confidence: 0.75 },
      reward: { clusterSize: 2 },
    });
    // 1 − 1·(2 − 1)/(4 − 1): two of the four questions begin alike
    expect(first?.reward?.total).toBeCloseTo(2 / 3, 12);
    expect(third?.advantage).toBe(view.group?.advantages[2]);
    expect(unparsed).toMatchObject({ question: { status: 'no type' }, vote: null, reward: { total: -0.7 } });
  });

  it('of the reasoner finds its question, its silver answer and the vote behind it', () => {
    const view = groupView(whole, stepOf(whole, 'r1C1'), 'r1C1q0');
    if (view?.kind !== 'answers') throw new Error('expected answers');
    expect(view.silver).toMatchObject({ question: 'How many red circles are there?', silver: '3' });
    expect(view.vote?.confidence).toBe(7 / 8);
    expect(view.answers.map((answer) => answer.reward?.extracted)).toEqual(['3', '3', '2', null]);
    expect(view.answers[0]?.advantage).toBeGreaterThan(0);
  });

  it('is nothing when the step holds no such group', () => {
    expect(groupView(whole, stepOf(whole, 'r1A1'), 'r9')).toBeNull();
  });

  it('finds members that are named by their rollouts', () => {
    const step = stepOf(whole, 'r1A1');
    const renamed = {
      ...step,
      rollouts: step.rollouts.map((one) => ({ ...one, id: `rollout ${one.id}` })),
      groups: step.groups.map((one) => ({ ...one, memberIds: one.memberIds.map((id) => `rollout ${id}`) })),
    };
    const view = groupView(whole, renamed, 'r1A1g0');
    if (view?.kind !== 'questions') throw new Error('expected questions');
    expect(view.questions.map((one) => one.advantage)).toEqual(view.group?.advantages);
  });
});
