import { select } from './groups/selection.ts';
import type { RunState, StepRecord } from './session/runState.ts';
import type { ScreenState } from './screen.ts';

/** A place to look at; null where the run itself has to go on. */
export type Place = { readonly step: string; readonly group: string | null; readonly member?: number };

type Choice = Pick<ScreenState, 'step' | 'group' | 'member'>;

/** The next group of the step that is looked at, else the first one of the step after it. */
export function nextGroup(run: RunState, choice: Choice): Place | null {
  const { step, group, member } = choice;
  // Whatever the list of groups is filtered by: the walk goes through all of them.
  const { key, groups, view } = select(run, { step, group, member });
  const at = groups.findIndex((one) => one.id === view?.id);
  const next = groups[at + 1];
  if (key !== null && at >= 0 && next !== undefined) return { step: key, group: next.id };
  const later = stepBeside(run, choice, 1);
  if (later === null) return null;
  const first = select(run, { step: later.step, group: null, member: null }).groups[0];
  return { step: later.step, group: first?.id ?? null };
}

/** The step so many places later; null where it is not in memory, or has not happened yet. */
export function stepBeside(run: RunState, choice: Choice, by: number): Place | null {
  const key = choice.step ?? run.steps.at(-1)?.key;
  const at = run.steps.findIndex((step) => step.key === key);
  const found = at < 0 ? undefined : run.steps[at + by];
  return found === undefined ? null : { step: found.key, group: null };
}

/** Whether the picture shows the newest step. */
export const atNewest = (run: RunState, { step }: Choice): boolean =>
  step === null || step === run.steps.at(-1)?.key;

/** The question of the steps in memory whose answers agree least, among those that were answered; null before any. */
export function mostDisputed(run: RunState): Place | null {
  let found: Place | null = null;
  let least = Infinity;
  for (const step of run.steps) {
    for (const vote of step.votes) {
      if (vote.unanswerable || vote.confidence >= least) continue;
      const question = step.questions.find((one) => one.id === vote.questionId);
      if (question === undefined) continue;
      least = vote.confidence;
      const member = step.questions.filter((one) => one.groupId === question.groupId).indexOf(question);
      found = { step: step.key, group: question.groupId, member };
    }
  }
  return found;
}

const deadIn = (step: StepRecord) => step.groups.findLast((group) => group.zeroVariance);

/** The newest group whose rewards are all equal, so that nothing can be learned from it; null for none. */
export function deadGroup(run: RunState): Place | null {
  const step = run.steps.findLast((one) => deadIn(one) !== undefined);
  return step === undefined ? null : { step: step.key, group: deadIn(step)!.id };
}
