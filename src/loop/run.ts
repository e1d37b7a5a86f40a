import type { EvaluationResult } from '../evaluation/result.ts';
import type { Correction } from '../images/correct.ts';
import type { Picture } from '../images/picture.ts';
import type { MemoryEstimate } from '../model/memoryEstimate.ts';
import type { VisionLanguageModel } from '../model/vlm.ts';
import type { WeightSet } from '../model/weights.ts';
import type { PromptFamily } from '../questioner/family.ts';
import type { Question } from '../questioner/question.ts';
import type { SilverRow } from '../rewards/silver.ts';
import type { AdamW } from '../tensor/adamw.ts';
import type { VoteSet } from '../votes/voteSet.ts';
import type { SuiteItem } from '../world/suite.ts';
import type { AlarmState } from './alarms.ts';
import type { Config } from './config.ts';
import type { Position, RunHeader } from './events.ts';

/** What the scene of a drawn picture says about a question, opened to measure. Null for pictures that were not drawn here. */
export interface SceneVerdict {
  readonly wellPosed: boolean;
  /** Null for an ill-posed question. */
  readonly gold: string | null;
}

/** What a run is given and never changes. */
export interface Given {
  readonly header: RunHeader;
  readonly pictures: readonly Picture[];
  readonly model: VisionLanguageModel;
  readonly prompts: PromptFamily;
  /** The frozen base: where both roles start, the anchor of the KL and, by default, the voter. */
  readonly base: WeightSet;
  /** What the run is expected to need at its highest point. */
  readonly memory: MemoryEstimate;
  readonly heldOut: readonly SuiteItem[];
  /** For metrics only. */
  readonly check: (pictureId: string, question: string) => SceneVerdict | null;
  /** The label of the named oracle control; null where the scene is not known or the question is ill-posed. */
  readonly oracleLabel: (pictureId: string, question: string) => string | null;
  /** Releases pooled memory and counts tensors at the end of a step. */
  readonly measureMemory: () => { readonly tensors: number; readonly megabytes: number };
  /** The text of one token, special ones included. */
  readonly pieceOf: (token: number) => string;
  /** Scores what was learned from once more after each update, for those who watch; it changes nothing else. */
  readonly looksBack: boolean;
  /** Seconds on a monotonic clock. */
  readonly now: () => number;
}

/** What a run changes. Tensors aside it is plain data; together with `Given` it is enough to continue exactly. */
export interface State {
  /** The last step that was finished; step 0 is before the first. */
  at: Position;
  questioner: WeightSet;
  reasoner: WeightSet;
  /** The role in training as it was when its stage began; null when the KL is anchored to the base. */
  stageStart: WeightSet | null;
  optimizer: AdamW | null;
  /** Mean of the reasoner's weights over the steps of stage C that are averaged; null before the first of them. */
  average: WeightSet | null;
  /** How pictures are put right before the voter and the questioner look, surest first; empty until it is chosen. */
  corrections: readonly Correction[];
  /** What stage B has asked so far, with the votes. */
  candidates: { readonly question: Question; readonly votes: VoteSet | null }[];
  /** The kept rows of this round. */
  silver: SilverRow[];
  /** Share of each kind of question among those of the frozen base. */
  kinds: Readonly<Record<string, number>>;
  evaluations: { readonly weights: string; readonly result: EvaluationResult }[];
  /** What the alarms remember. */
  alarms: AlarmState;
}

export interface Run extends Given {
  readonly config: Config;
  /** @throws when the run has no such picture: ids come from the run itself. */
  readonly pictureById: (id: string) => Picture;
  readonly state: State;
}
