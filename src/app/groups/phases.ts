import { stepKey, type RunState, type StepRecord } from '../session/runState.ts';

/**
 * How far a rollout has come, as the events say it. `sampling` ends with the event that brings the texts; a question that
 * parsed waits (`parsed`) until its answers are sampled (`answering`).
 */
const phases = ['sampling', 'sampled', 'unparsed', 'parsed', 'answering', 'voted', 'scored'] as const;
export type Phase = (typeof phases)[number];

/** The step that is being made, and every rollout of it. */
export interface Making {
  readonly step: string;
  readonly phases: readonly Phase[];
}

type Run = Pick<RunState, 'position' | 'work' | 'rows' | 'steps' | 'end'>;

/** Null between the steps, and in what is no step: the survey of the base, a warm-up, an evaluation. */
export function makingOf({ position, work, rows, steps, end }: Run): Making | null {
  if (position === null || position.step === 0 || end !== null) return null;
  const step = stepKey(position);
  if (rows.some(({ key }) => key === step)) return null;
  const record = steps.find(({ key }) => key === step);
  if (record !== undefined && record.questions.length + record.rollouts.length > 0)
    return { step, phases: phasesOf(record, work?.work === 'answering') };
  // What is sampled first: questions, but in stage C answers. Which ones are done, nobody says; how many, the event does.
  const samples = position.stage === 'C' ? 'answering' : 'asking';
  if (work === null || work.work !== samples) return null;
  return {
    step,
    phases: Array.from({ length: work.of }, (_, at) => (at < work.done ? 'sampled' : 'sampling')),
  };
}

function phasesOf(
  { questions, votes, questionRewards, rollouts, answerRewards }: StepRecord,
  answering: boolean,
): readonly Phase[] {
  if (questions.length === 0) {
    const scored = new Set(answerRewards.map(({ rolloutId }) => rolloutId));
    return rollouts.map(({ id }) => (scored.has(id) ? 'scored' : 'sampled'));
  }
  const voted = new Set(votes.map(({ questionId }) => questionId));
  const scored = new Set(questionRewards.map(({ questionId }) => questionId));
  return questions.map(({ id, status }) => {
    if (scored.has(id)) return 'scored';
    if (voted.has(id)) return 'voted';
    if (status !== 'ok') return 'unparsed';
    return answering ? 'answering' : 'parsed';
  });
}

/** How many rollouts are in each phase, in the order of the phases. */
export const countPhases = (all: readonly Phase[]): readonly (readonly [Phase, number])[] =>
  phases
    .map((phase) => [phase, all.filter((one) => one === phase).length] as const)
    .filter(([, rollouts]) => rollouts > 0);
