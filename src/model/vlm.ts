import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core';
import type { Picture } from '../images/picture.ts';
import type { WeightSet } from './weights.ts';

/** One user turn, `[image, text]` in the chat template, and how often to answer it. */
export interface GenerateRequest {
  readonly id: string;
  /** null asks blind: the same turn without the picture */
  readonly picture: Picture | null;
  readonly text: string;
  /** completions wanted, sampled independently */
  readonly samples: number;
  /** random key of this request (`tensor/random.ts`); sample and position are folded in by the model */
  readonly key: number;
}

export interface SamplingOptions {
  readonly maxNewTokens: number;
  /** 0 is greedy */
  readonly temperature: number;
  /** 1 keeps the whole distribution */
  readonly topP: number;
  /** 0 keeps the whole vocabulary */
  readonly topK: number;
}

export interface Completion {
  readonly requestId: string;
  /** 0 to samples - 1 */
  readonly sample: number;
  /** ids in order, with the end token when the model produced one */
  readonly tokens: readonly number[];
  /** log-probability of each token under the model itself: temperature 1, nothing cut off */
  readonly logProbs: readonly number[];
  /** decoded tokens without special ones */
  readonly text: string;
  readonly finish: 'stop' | 'length';
}

/** A completion to score or to learn from; `tokens` as `Completion.tokens`. */
export interface CompletionRow {
  readonly id: string;
  readonly picture: Picture | null;
  readonly text: string;
  readonly tokens: readonly number[];
}

/** What a loss sees: tensors that live as long as the loss function runs. */
export interface TokenScores {
  /** log-probability of each token, [rows, maxCompletion], differentiable; 0 where masked */
  readonly logProbs: Tensor2D;
  /** entropy of the distribution each token was drawn from, nats, [rows, maxCompletion], differentiable; 0 where masked */
  readonly entropy: Tensor2D;
  /** 1 at tokens, 0 at padding, [rows, maxCompletion] */
  readonly mask: Tensor2D;
  /** the rows these are, in order: a slice of what was passed in when rows are taken in smaller batches */
  readonly rows: readonly CompletionRow[];
}

/** Scores of one row as plain data, one entry per token. */
export interface RowScores {
  readonly id: string;
  readonly logProbs: readonly number[];
  readonly entropy: readonly number[];
}

export interface LossGradients {
  /** sum of the loss over all batches of rows */
  readonly loss: number;
  /** gradient of that sum by weight name, laid out as the weight set holds it; the caller disposes it */
  readonly gradients: Gradients;
}

/** Tensors by weight name, owned by whoever holds the record. */
export interface Gradients {
  readonly tensors: ReadonlyMap<string, import('@tensorflow/tfjs-core').Tensor>;
  dispose(): void;
}

export interface BatchOptions {
  /** most rows that go through the model at once; memory grows with it, results do not depend on it */
  readonly rowsPerBatch?: number;
  readonly signal?: AbortSignal;
}

/**
 * An architecture with its processor and no weights: the loop holds several weight sets (questioner, reasoner,
 * frozen base) of one `VisionLanguageModel`.
 */
export interface VisionLanguageModel {
  /** Answers every request; ordered by request, then sample. Rejects with the signal's reason when aborted. */
  generate(
    weights: WeightSet,
    requests: readonly GenerateRequest[],
    sampling: SamplingOptions,
    options?: BatchOptions,
  ): Promise<Completion[]>;

  /** Log-probabilities and entropies of given completions, as plain data in the order of the rows. */
  score(weights: WeightSet, rows: readonly CompletionRow[], options?: BatchOptions): Promise<RowScores[]>;

  /**
   * Gradient of a loss over completions with respect to every trainable weight. `loss` is called once per
   * batch of rows and its values are added up, so it must be a sum over rows (divide by totals outside it).
   */
  gradients(
    weights: WeightSet,
    rows: readonly CompletionRow[],
    loss: (scores: TokenScores) => Scalar,
    options?: BatchOptions,
  ): Promise<LossGradients>;
}
