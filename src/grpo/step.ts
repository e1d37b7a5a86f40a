import * as tf from '@tensorflow/tfjs-core';
import { VisplayError } from '../errors.ts';
import type { CompletionRow, Gradients, RowScores, TokenScores, VisionLanguageModel } from '../model/vlm.ts';
import type { WeightSet } from '../model/weights.ts';
import type { AdamW } from '../tensor/adamw.ts';
import { readFloats } from '../tensor/device.ts';
import { type LossOptions, tokenWeights } from './loss.ts';
import { tensorLoss } from './tensorLoss.ts';

/** Who learns, and what it is held near. */
export interface Learner {
  readonly model: VisionLanguageModel;
  readonly weights: WeightSet;
  readonly optimizer: AdamW;
  /** Weights of the KL term; null does without them. */
  readonly anchor: WeightSet | null;
}

/** One rollout to learn from. */
export interface LearnerRow extends CompletionRow {
  /** Noted while sampling, one for each token. They are only compared: the trainer computes its own. */
  readonly logProbs: readonly number[];
  /** The same for all its tokens. */
  readonly advantage: number;
}

export interface GrpoOptions extends LossOptions {
  readonly learningRate: number;
  /** The rows are cut into this many parts, in order, with one update each; all ratios are to the weights before the first. */
  readonly updatesPerStep: number;
  /** Rows whose gradients are taken at once: bounds memory, and changes nothing else. */
  readonly microBatch: number;
}

/** Of one step: means over its updates, and the largest of the last two. */
export interface StepMetrics {
  readonly loss: number;
  /** Per token, nats. */
  readonly kl: number;
  /** Per token, nats. */
  readonly entropy: number;
  readonly grad_norm: number;
  /** Share of the tokens that the ratio clip keeps from learning. */
  readonly clip_ratio: number;
  readonly ratio_max: number;
  /** Nats between what was noted while sampling and what the trainer finds before the step. */
  readonly logprob_gap: number;
}

/**
 * One GRPO step on fixed rollouts: the learner's weights and optimiser change, everything else stays. Nothing happens
 * without rows, as when no group has variance, and there are no metrics then.
 *
 * An update whose gradient is not finite is skipped, as in the official code (`verl/workers/actor/dp_actor.py`); its
 * norm shows in `grad_norm`.
 *
 * @throws VisplayError `rollout-mismatch` for a row whose log-probabilities are not one for each token
 */
export async function grpoStep(
  learner: Learner,
  rows: readonly LearnerRow[],
  options: GrpoOptions,
): Promise<StepMetrics | null> {
  // Checked here because a loss that throws half-way leaves TensorFlow.js with tensors nobody owns.
  for (const { id, tokens, logProbs } of rows) if (logProbs.length !== tokens.length) throw misfit(id);
  const taught = rows.filter(({ tokens }) => tokens.length > 0);
  if (taught.length === 0) return null;
  const { model, weights, anchor } = learner;
  const anchored = anchor === null ? null : byId(await model.score(anchor, taught));
  // With one update the ratios are to the very weights that it starts from: no need to compute them twice.
  const old = options.updatesPerStep > 1 ? byId(await model.score(weights, taught)) : null;
  const updates: Update[] = [];
  for (const part of parts(taught, options.updatesPerStep))
    updates.push(await update(learner, part, old, anchored, options));
  const mean = (value: (update: Update) => number): number =>
    updates.reduce((sum, one) => sum + value(one), 0) / updates.length;
  const tokens = updates.reduce((sum, one) => sum + one.tokens, 0);
  const perToken = (value: (update: Update) => number): number =>
    updates.reduce((sum, one) => sum + value(one), 0) / tokens;
  return {
    loss: mean(({ loss }) => loss),
    kl: perToken(({ kl }) => kl),
    entropy: perToken(({ entropy }) => entropy),
    grad_norm: mean(({ gradNorm }) => gradNorm),
    clip_ratio: perToken(({ clipped }) => clipped),
    ratio_max: Math.max(...updates.map(({ ratioMax }) => ratioMax)),
    logprob_gap: old === null ? Math.max(...updates.map(({ gap }) => gap)) : largestGap(taught, old),
  };
}

type LogProbs = ReadonlyMap<string, readonly number[]>;

/** What one update found: sums over its tokens, and maxima. */
interface Update {
  readonly tokens: number;
  readonly loss: number;
  readonly gradNorm: number;
  readonly kl: number;
  readonly entropy: number;
  readonly clipped: number;
  readonly ratioMax: number;
  readonly gap: number;
}

/** One update: gradients over all its rows, in micro-batches, then one step of the optimiser. */
async function update(
  { model, weights, optimizer }: Learner,
  rows: readonly LearnerRow[],
  old: LogProbs | null,
  anchored: LogProbs | null,
  options: GrpoOptions,
): Promise<Update> {
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  const lengths = rows.map(({ tokens }) => tokens.length);
  const shares = tokenWeights(lengths, options.aggregation);
  const shareOf = new Map(rows.map(({ id }, index) => [id, shares[index]!]));
  const counted: tf.Tensor[] = [];

  const loss = (scores: TokenScores): tf.Scalar => {
    const [height, width] = scores.logProbs.shape;
    const table = (of: (id: string) => readonly number[]): tf.Tensor => {
      const values = new Float32Array(height * width);
      for (const [row, { id }] of scores.rows.entries()) values.set(of(id), row * width);
      return tf.tensor2d(values, [height, width]);
    };
    const column = (of: (id: string) => number): tf.Tensor =>
      tf.tensor2d(
        Float32Array.from(scores.rows, ({ id }) => of(id)),
        [height, 1],
      );
    const found = tensorLoss(
      {
        logProbs: scores.logProbs,
        mask: scores.mask,
        oldLogProbs: old === null ? null : table((id) => old.get(id)!),
        anchorLogProbs: anchored === null ? null : table((id) => anchored.get(id)!),
        advantages: column((id) => rowOf.get(id)!.advantage),
        weights: column((id) => shareOf.get(id)!),
      },
      options,
    );
    const noted = table((id) => rowOf.get(id)!.logProbs);
    const gap = tf.max(tf.mul(tf.abs(tf.sub(scores.logProbs, noted)), scores.mask));
    const entropy = tf.sum(tf.mul(scores.entropy, scores.mask));
    counted.push(tf.keep(tf.concat([found.counts, tf.stack([entropy, gap])])));
    return found.loss;
  };

  let gradients: Gradients | null = null;
  try {
    const computed = await model.gradients(weights, rows, loss, { rowsPerBatch: options.microBatch });
    gradients = computed.gradients;
    const { gradNorm } = await optimizer.step(weights, gradients.tensors, options.learningRate);
    const [kl, clipped, ratioMax, entropy, gap] = await summed(counted);
    const tokens = lengths.reduce((total, length) => total + length, 0);
    return { tokens, loss: computed.loss, gradNorm, kl, entropy, clipped, ratioMax, gap };
  } finally {
    gradients?.dispose();
    tf.dispose(counted);
  }
}

/** k3, clipped, largest ratio, entropy, largest gap: of one micro-batch each, put together. */
async function summed(counted: readonly tf.Tensor[]): Promise<[number, number, number, number, number]> {
  const together = tf.tidy(() => {
    const table = tf.stack([...counted]);
    return tf.stack([tf.sum(table, 0), tf.max(table, 0)]);
  });
  const values = await readFloats(together);
  together.dispose();
  const [sums, maxima] = [values.subarray(0, 5), values.subarray(5)];
  return [sums[0]!, sums[1]!, maxima[2]!, sums[3]!, maxima[4]!];
}

function byId(scores: readonly RowScores[]): LogProbs {
  return new Map(scores.map(({ id, logProbs }) => [id, logProbs]));
}

/** `count` parts of nearly equal size, in order; fewer where there are fewer rows. */
function parts<T>(rows: readonly T[], count: number): T[][] {
  const used = Math.min(count, rows.length);
  const edge = (part: number): number => Math.round((part * rows.length) / used);
  return Array.from({ length: used }, (_, part) => rows.slice(edge(part), edge(part + 1)));
}

function largestGap(rows: readonly LearnerRow[], found: LogProbs): number {
  const gaps = rows.flatMap(({ id, logProbs }) =>
    logProbs.map((logProb, at) => Math.abs(logProb - found.get(id)![at]!)),
  );
  return gaps.reduce((largest, gap) => Math.max(largest, gap), 0);
}

function misfit(id: string): VisplayError {
  return new VisplayError(
    'rollout-mismatch',
    `The rollout ${id} does not have one log-probability for each token.`,
    'This is a fault of the program: export the run and report it.',
  );
}
