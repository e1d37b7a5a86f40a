import type { Fault } from '../errors.ts';
import { effectiveKinds, kindMix, kindOf } from '../rewards/kind.ts';
import type { Stage, StampedEvent } from './events.ts';
import type { MetricValues } from './metrics.ts';

/**
 * Alarms: signs of a collapse that need no gold answer. Each compares the mean of a signal over the last few steps with
 * the mean over the first few of the run, when both roles were still near the base. None of them changes the run.
 */

/** Steps that a mean is taken over: single steps of a few questions swing too much. */
const WINDOW = 8;
/** Questions whose kinds are counted together: steps differ in how many they ask, and more questions are of more kinds. */
const QUESTIONS = 256;

type Signal = 'agreement' | 'matching' | 'even' | 'entropy';

/** What the alarms remember: plain data, stored with the run. */
export interface AlarmState {
  /** The first steps' values and the last ones', at most `WINDOW` each. */
  readonly first: Readonly<Partial<Record<Signal, readonly number[]>>>;
  readonly last: Readonly<Partial<Record<Signal, readonly number[]>>>;
  /** The kinds of the first and of the last questions, at most `QUESTIONS` each. */
  readonly asked: { readonly first: readonly string[]; readonly last: readonly string[] };
  /** Code and round of every alarm that rang: each rings once a round. */
  readonly rung: readonly string[];
}

export const quiet: AlarmState = { first: {}, last: {}, asked: { first: [], last: [] }, rung: [] };

interface Rule {
  readonly code: string;
  /** The rule in words, as docs and help give it. */
  readonly rule: string;
  readonly said: string;
  readonly fix: string;
  /** `now` and `then`: of the last and the first steps or questions; null where there are too few. */
  readonly rings: (now: Means, then: Means) => boolean;
}
type Means = (signal: Signal | 'kinds' | 'template') => number | null;

const below = (now: number | null, then: number | null, share: number): boolean =>
  now !== null && then !== null && now < share * then;
const over = (value: number | null, bound: number): boolean => value !== null && value > bound;

export const alarmRules: readonly Rule[] = [
  {
    code: 'repeated-template',
    rule: 'the most frequent kind of question makes up more than half of the questions, and more than one and a half times its first share',
    said: 'More than half of the questions begin with the same words: the questioner falls onto one template.',
    fix: 'Raise reward.diversityWeight or reward.balance, or lower grpo.learningRate.',
    rings: (now, then) => over(now('template'), 0.5) && over(now('template'), 1.5 * (then('template') ?? 1)),
  },
  {
    code: 'few-kinds',
    rule: 'effective kinds of questions fell below six tenths of what they were',
    said: 'The questions come in far fewer kinds than at first: less than six tenths of them.',
    fix: 'Raise reward.balance, or lower grpo.learningRate.',
    rings: (now, then) => below(now('kinds'), then('kinds'), 0.6),
  },
  {
    code: 'sinking-agreement',
    rule: 'the confidence of the votes fell below three quarters of what it was',
    said: 'The votes agree much less than at first: the questioner finds questions that nothing answers.',
    fix: 'Take reward.uncertainty=band and votes.unanswerable=true, or raise grpo.klCoefficient.',
    rings: (now, then) => below(now('agreement'), then('agreement'), 0.75),
  },
  {
    code: 'outgrowing-confidence',
    rule: 'the reasoner matches its labels by 0.3 more than at first, and more than nine times in ten',
    said: 'The reasoner agrees with almost every label: it repeats its majorities, right or wrong.',
    fix: 'Stop here, train for fewer steps, or keep the frozen base as the voter (votes.voter=base).',
    rings: (now, then) => over(now('matching'), 0.9) && over(now('matching'), (then('matching') ?? 1) + 0.3),
  },
  {
    code: 'even-groups',
    rule: 'more than four fifths of the groups have no variance, and half as many again as at first',
    said: 'Almost all groups of answers are of one mind: there is nothing left to learn from these labels.',
    fix: 'Take fresh pictures, raise reasoner.temperature, or stop here.',
    rings: (now, then) => over(now('even'), 0.8) && over(now('even'), 1.5 * (then('even') ?? 1)),
  },
  {
    code: 'sinking-entropy',
    rule: 'the token entropy of the reasoner fell below a tenth of what it was',
    said: 'The reasoner is far more certain of every word than at first.',
    fix: 'Raise grpo.klCoefficient, anchor it to the base, or lower grpo.learningRate.',
    rings: (now, then) => below(now('entropy'), then('entropy'), 0.1),
  },
];

/** What a step shows to the alarms. */
export interface Watched {
  readonly round: number;
  readonly stage: Stage;
  readonly metrics: MetricValues;
  /** The parsed questions of the step; none in stage C. */
  readonly questions: readonly string[];
}

/** Notices one step; the faults are what begins to ring with it. */
export function watchStep(
  state: AlarmState,
  step: Watched,
): { readonly state: AlarmState; readonly faults: readonly Fault[] } {
  const { first, last } = state;
  const grownFirst: Partial<Record<Signal, readonly number[]>> = { ...first };
  const grownLast: Partial<Record<Signal, readonly number[]>> = { ...last };
  for (const [signal, value] of signalsOf(step)) {
    const begun = first[signal] ?? [];
    if (begun.length < WINDOW) grownFirst[signal] = [...begun, value];
    grownLast[signal] = [...(last[signal] ?? []), value].slice(-WINDOW);
  }
  const kinds = step.questions.map(kindOf);
  const asked = {
    first: [...state.asked.first, ...kinds].slice(0, QUESTIONS),
    last: [...state.asked.last, ...kinds].slice(-QUESTIONS),
  };
  const now = meansOf(grownLast, asked.last);
  const then = meansOf(grownFirst, asked.first);
  const ringing = alarmRules.filter(
    ({ code, rings }) => rings(now, then) && !state.rung.includes(`${code} ${step.round}`),
  );
  return {
    state: {
      first: grownFirst,
      last: grownLast,
      asked,
      rung: [...state.rung, ...ringing.map(({ code }) => `${code} ${step.round}`)],
    },
    faults: ringing.map(({ code, said, fix }) => ({ code, said, fix })),
  };
}

function signalsOf({ stage, metrics }: Watched): [Signal, number][] {
  const found: [Signal, number | undefined][] =
    stage === 'C'
      ? [
          ['matching', metrics['reasoner/accuracy']],
          ['even', metrics.frac_reward_zero_std],
          ['entropy', metrics.entropy],
        ]
      : [['agreement', metrics['vote/confidence']]];
  return found.flatMap(([signal, value]) =>
    value === undefined || !Number.isFinite(value) ? [] : [[signal, value]],
  );
}

const meansOf =
  (values: Readonly<Partial<Record<Signal, readonly number[]>>>, kinds: readonly string[]): Means =>
  (signal) => {
    if (signal === 'kinds' || signal === 'template') {
      if (kinds.length < QUESTIONS) return null;
      return signal === 'kinds' ? effectiveKinds(kinds) : Math.max(...Object.values(kindMix(kinds)));
    }
    const own = values[signal] ?? [];
    return own.length < WINDOW ? null : own.reduce((sum, value) => sum + value, 0) / own.length;
  };

/** The alarms of a recorded run under the present rules: code and round of each. */
export function alarmsIn(
  events: readonly StampedEvent[],
): { readonly code: string; readonly round: number; readonly step: number; readonly stage: Stage }[] {
  let state = quiet;
  let questions: readonly string[] = [];
  return events.flatMap((event) => {
    if (event.kind === 'questions')
      questions = event.questions.filter(({ status }) => status === 'ok').map(({ text }) => text);
    if (event.kind !== 'step') return [];
    const { round, stage, step, metrics } = event;
    const watched = watchStep(state, { round, stage, metrics, questions: stage === 'C' ? [] : questions });
    state = watched.state;
    return watched.faults.map(({ code }) => ({ code, round, stage, step }));
  });
}
