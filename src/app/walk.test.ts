import { describe, expect, it } from 'vitest';
import { tinyRun } from './fixtures/tinyRun.ts';
import { foldAll } from './session/fold.ts';
import { emptyRun } from './session/runState.ts';
import { atNewest, deadGroup, mostDisputed, nextGroup, stepBeside } from './walk.ts';

const run = foldAll(emptyRun, tinyRun);
const at = (step: string | null, group: string | null = null) => ({ step, group, member: null });

describe('walking through a run', () => {
  it('goes from group to group and on to the next step', () => {
    const [first, second] = run.steps;
    const groups = first!.groups.map((group) => group.id);
    expect(nextGroup(run, at(first!.key, groups[0]))).toEqual({ step: first!.key, group: groups[1] });
    expect(nextGroup(run, at(first!.key, groups[1]))).toEqual({
      step: second!.key,
      group: second!.groups[0]!.id,
    });
  });

  it('has nowhere to go past the newest group, nor before the first step', () => {
    const last = run.steps.at(-1)!;
    expect(nextGroup(run, at(null, last.groups.at(-1)!.id))).toBeNull();
    expect(nextGroup(emptyRun, at(null))).toBeNull();
    expect(stepBeside(run, at('r1A1'), -1)).toBeNull();
    expect(stepBeside(run, at(null), -1)?.step).toBe('r1C2');
    expect(atNewest(run, at(null))).toBe(true);
    expect(atNewest(run, at('r1C3'))).toBe(true);
    expect(atNewest(run, at('r1A1'))).toBe(false);
  });

  it('finds the question that is disputed most', () => {
    const place = mostDisputed(run)!;
    const step = run.steps.find((one) => one.key === place.step)!;
    const asked = step.questions.filter((one) => one.groupId === place.group)[place.member!]!;
    const confidence = step.votes.find((vote) => vote.questionId === asked.id)!.confidence;
    const answered = run.steps.flatMap((one) => one.votes).filter((vote) => !vote.unanswerable);
    expect(confidence).toBe(Math.min(...answered.map((vote) => vote.confidence)));
    expect(mostDisputed(emptyRun)).toBeNull();
  });

  it('finds a group that teaches nothing', () => {
    const place = deadGroup(run)!;
    const step = run.steps.find((one) => one.key === place.step)!;
    expect(step.groups.find((group) => group.id === place.group)!.deviation).toBe(0);
    expect(deadGroup(emptyRun)).toBeNull();
  });
});
