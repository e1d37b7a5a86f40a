import type { Fault } from '../errors.ts';
import type { EvaluationResult } from '../evaluation/result.ts';
import type { Group } from '../grpo/group.ts';
import type { Correction } from '../images/correct.ts';
import type { PromptFamily } from '../questioner/family.ts';
import type { Question } from '../questioner/question.ts';
import type { AnswerReward } from '../rewards/answerReward.ts';
import type { MemoryEstimate } from '../model/memoryEstimate.ts';
import type { Packing } from '../model/weights.ts';
import type { QuestionReward } from '../rewards/questionReward.ts';
import type { DropReason, SilverRow } from '../rewards/silver.ts';
import type { Rollout } from '../rollouts/rollout.ts';
import type { VoteSet } from '../votes/voteSet.ts';
import type { Config } from './config.ts';
import type { MetricValues } from './metrics.ts';
import type { GoldVerdict, Pieces, ScoredAgain } from './observe.ts';

/** A: train the questioner. B: build the silver set. C: train the reasoner. */
export type Stage = 'A' | 'B' | 'C';
export type Role = 'questioner' | 'reasoner';

/** Where in the run an event belongs. Rounds and steps count from 1; step 0 is before the first step. */
export interface Position {
  readonly round: number;
  readonly stage: Stage;
  readonly step: number;
}

/** What the run works on and with: enough to repeat it. */
export interface RunHeader {
  readonly runId: string;
  readonly preset: string;
  readonly config: Config;
  readonly model: {
    readonly name: string;
    readonly parameters: number;
    /** what leads back to it, as in a link; the embedded model has none */
    readonly link?: string;
    /** how its frozen weights were held; exact where nothing is said, and older runs lack it */
    readonly packing?: Packing;
    /** how it is asked; older recordings lack it */
    readonly prompts?: PromptFamily;
  };
  /** where the roles began, if not with the model itself */
  readonly start?: RunStart;
  readonly device: { readonly backend: 'webgpu' | 'wasm'; readonly adapter: string };
  readonly pictures: readonly { readonly id: string; readonly name: string }[];
  readonly startedAt: string;
  readonly version: string;
}

/** LoRA adapters of `peft` folders that a run went on from. */
export interface RunStart {
  /** the name of the folder */
  readonly adapter: string;
  /** the model that it says it was made for */
  readonly base: string | null;
  readonly rank: number;
  readonly alpha: number;
}

/** What is being computed inside a step. */
export type Work =
  | 'choosing corrections'
  | 'warming up'
  | 'asking'
  | 'answering'
  | 'blind answers'
  | 'grouping questions'
  | 'updating'
  | 'evaluating'
  | 'saving';

/**
 * Everything that a run says. One stream feeds every view: the live worker, a recorded file and an imported run speak it.
 * `group`, `questions`, `votes` and the other arrays are matched by id, never by place.
 */
export type RunEvent =
  | {
      readonly kind: 'run.start';
      readonly header: RunHeader;
      readonly resumed: boolean;
      /** bytes that the run is expected to need at its highest point, by what holds them; older recordings lack it */
      readonly memory?: MemoryEstimate;
    }
  | ({
      readonly kind: 'stage.start';
      readonly trains: Role | null;
      readonly frozen: string;
      readonly startsFrom: string;
      readonly steps: number;
    } & Position)
  | ({ readonly kind: 'work'; readonly work: Work; readonly done: number; readonly of: number } & Position)
  | ({
      readonly kind: 'questions';
      readonly questions: readonly Question[];
      readonly rollouts: readonly Rollout[];
      /** Older recordings lack it, as everything below that is optional. */
      readonly pieces?: Pieces;
    } & Position)
  | ({
      /** Which corrections of the pictures the base answers most surely from, by mean confidence; `chosen` come first. */
      readonly kind: 'corrections';
      readonly tried: readonly { readonly correction: Correction; readonly confidence: number }[];
      readonly chosen: readonly Correction[];
    } & Position)
  | ({
      /** A step of a role's warm-up: of its outputs some have the form that is asked for, and some of these are imitated. */
      readonly kind: 'warm-up';
      readonly role: Role;
      readonly outputs: number;
      readonly wellFormed: number;
      readonly imitated: number;
      readonly examples: readonly string[];
      readonly metrics: MetricValues;
    } & Position)
  | ({
      readonly kind: 'votes';
      readonly votes: readonly VoteSet[];
      /** Of the questions on pictures that were drawn here: measured, never trained on. */
      readonly gold?: readonly GoldVerdict[];
    } & Position)
  | ({
      readonly kind: 'clusters';
      readonly questionIds: readonly string[];
      readonly labels: readonly number[];
      readonly scope: 'group' | 'batch';
      readonly scopeId: string;
    } & Position)
  | ({ readonly kind: 'question rewards'; readonly rewards: readonly QuestionReward[] } & Position)
  | ({
      readonly kind: 'answers';
      readonly rollouts: readonly Rollout[];
      readonly rewards: readonly AnswerReward[];
      readonly pieces?: Pieces;
    } & Position)
  | ({ readonly kind: 'groups'; readonly groups: readonly Group[] } & Position)
  | ({
      readonly kind: 'step';
      readonly role: Role | null;
      readonly metrics: MetricValues;
      /** The rollouts that were learned from, scored once more after the update. */
      readonly after?: readonly ScoredAgain[];
    } & Position)
  | ({
      readonly kind: 'silver';
      readonly rows: readonly SilverRow[];
      /** Of the kept rows. */
      readonly gold?: readonly GoldVerdict[];
    } & Position)
  | ({
      readonly kind: 'funnel';
      readonly counts: {
        readonly asked: number;
        readonly parsed: number;
        readonly answered: number;
        readonly kept: number;
      };
      readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
      readonly metrics: MetricValues;
    } & Position)
  | ({ readonly kind: 'stage.end' } & Position)
  | ({ readonly kind: 'evaluation'; readonly result: EvaluationResult; readonly weights: string } & Position)
  | ({ readonly kind: 'alert'; readonly fault: Fault } & Position)
  | { readonly kind: 'run.end'; readonly reason: 'finished' | 'stopped' };

/** A run event as it travels and is stored: numbered without gaps, with seconds since the start of the run. */
export type StampedEvent = RunEvent & { readonly sequence: number; readonly seconds: number };
