import type { Series } from '../../charts/series.ts';
import type { Fault } from '../../errors.ts';
import type { EvaluationResult } from '../../evaluation/result.ts';
import type { Group } from '../../grpo/group.ts';
import type { Position, Role, RunEvent, RunHeader, Stage, Work } from '../../loop/events.ts';
import type { MetricValues } from '../../loop/metrics.ts';
import type { GoldVerdict, Pieces, ScoredAgain } from '../../loop/observe.ts';
import type { Question } from '../../questioner/question.ts';
import type { AnswerReward } from '../../rewards/answerReward.ts';
import type { QuestionReward } from '../../rewards/questionReward.ts';
import type { SilverRow } from '../../rewards/silver.ts';
import type { Rollout } from '../../rollouts/rollout.ts';
import type { VoteSet } from '../../votes/voteSet.ts';
import type { GroupSummary } from '../groups/groupSummary.ts';

type EventOf<K extends RunEvent['kind']> = Extract<RunEvent, { readonly kind: K }>;

/** Everything that one step said, for the inspector. */
export interface StepRecord {
  readonly key: string;
  /** Number of its first event. */
  readonly sequence: number;
  readonly position: Position;
  readonly questions: readonly Question[];
  readonly votes: readonly VoteSet[];
  readonly clusters: readonly Omit<EventOf<'clusters'>, keyof Position | 'kind'>[];
  readonly questionRewards: readonly QuestionReward[];
  readonly rollouts: readonly Rollout[];
  readonly answerRewards: readonly AnswerReward[];
  readonly groups: readonly Group[];
  /** Texts of the token ids of its rollouts; empty for recordings that lack them. */
  readonly pieces: Pieces;
  readonly after: readonly ScoredAgain[];
  readonly gold: readonly GoldVerdict[];
  /** Texts that it holds: what the bound on memory counts. */
  readonly texts: number;
}

/** One line of the step strip and of the metrics table; kept when the texts of the step are not. */
export interface StepRow {
  readonly key: string;
  readonly sequence: number;
  readonly tick: number;
  readonly position: Position;
  /** Null for a step of stage B, which trains nothing. */
  readonly role: Role | null;
  readonly seconds: number;
  /** Tokens sampled in the run up to its end. */
  readonly tokens: number;
  readonly metrics: MetricValues;
  readonly groups: readonly GroupSummary[];
}

/** A stage that has begun, for the lineage of the two weight sets. */
interface StageRow {
  readonly sequence: number;
  readonly tick: number;
  readonly position: Position;
  readonly trains: Role | null;
  readonly frozen: string;
  readonly startsFrom: string;
}

/** The silver set of one round, with the way to it. */
export interface SilverRound {
  readonly round: number;
  readonly sequence: number;
  readonly counts: EventOf<'funnel'>['counts'] | null;
  readonly dropped: EventOf<'funnel'>['dropped'];
  readonly metrics: MetricValues;
  readonly rows: readonly SilverRow[];
  /** Of the kept rows on drawn pictures. */
  readonly gold: readonly GoldVerdict[];
}

interface EvaluationRow {
  readonly sequence: number;
  readonly tick: number;
  readonly position: Position;
  readonly weights: string;
  readonly result: EvaluationResult;
}

interface AlertRow {
  readonly sequence: number;
  readonly seconds: number;
  readonly position: Position;
  readonly fault: Fault;
}

/** What the page knows of a run: the fold of its events, bounded in memory. */
export interface RunState {
  readonly header: RunHeader | null;
  /** Bytes that the run is expected to need at its highest point; null where that was not recorded. */
  readonly memory: number | null;
  readonly resumed: boolean;
  /** Number of the last event; -1 before the first. */
  readonly sequence: number;
  readonly seconds: number;
  readonly position: Position | null;
  readonly stage: Pick<EventOf<'stage.start'>, 'stage' | 'trains' | 'frozen' | 'startsFrom' | 'steps'> | null;
  readonly work: Pick<EventOf<'work'>, 'work' | 'done' | 'of'> | null;
  /** Seconds at which the work began; null once something came of it. */
  readonly workStartedAt: number | null;
  /** How long each kind of work took the last times, seconds, newest last; by stage and work, see `workKey`. */
  readonly workSeconds: Readonly<Record<string, readonly number[]>>;
  /** Steps finished in the current stage. */
  readonly stepsDone: number;
  /** Seconds of the last steps of each stage, newest last. */
  readonly stepSeconds: Readonly<Record<Stage, readonly number[]>>;
  readonly stepStartedAt: number;
  /** Steps finished in the run, all stages counted on. */
  readonly tick: number;
  /** Tokens sampled so far, by both roles and the voter. */
  readonly tokens: number;
  /** Every stage that has begun. */
  readonly stages: readonly StageRow[];
  readonly steps: readonly StepRecord[];
  readonly rows: readonly StepRow[];
  readonly series: Readonly<Record<string, Series>>;
  readonly silver: readonly SilverRound[];
  readonly evaluations: readonly EvaluationRow[];
  /** Corrections of the pictures that the base was tried on, surest first; empty where none was tried. */
  readonly corrections: Extract<RunEvent, { readonly kind: 'corrections' }>['tried'];
  readonly alerts: readonly AlertRow[];
  readonly end: EventOf<'run.end'>['reason'] | null;
}

export const emptyRun: RunState = {
  header: null,
  memory: null,
  resumed: false,
  sequence: -1,
  seconds: 0,
  position: null,
  stage: null,
  work: null,
  workStartedAt: null,
  workSeconds: {},
  stepsDone: 0,
  stepSeconds: { A: [], B: [], C: [] },
  stepStartedAt: 0,
  tick: 0,
  tokens: 0,
  stages: [],
  steps: [],
  rows: [],
  series: {},
  silver: [],
  evaluations: [],
  corrections: [],
  alerts: [],
  end: null,
};

/** What times of work are kept under: answering a vote takes another time than answering as a group. */
export const workKey = (stage: Stage, work: Work): string => `${stage} ${work}`;

/** Short name of a place in the run, unique within it: `r1A3`. */
export const stepKey = ({ round, stage, step }: Position): string => `r${round}${stage}${step}`;
