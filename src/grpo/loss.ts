/**
 * What an update maximises: `ratio`, GRPO's clipped ratio times the advantage, or `likelihood`, the log-probability
 * times the advantage, which with advantages of 1 is cross-entropy.
 */
type Objective = 'ratio' | 'likelihood';

/** The settings of the GRPO loss; the names and values of `verl/workers/actor/config.py` in words. */
export interface LossOptions {
  /** The ratio is clipped to 1 − clipLow .. 1 + clipHigh. */
  readonly clipLow: number;
  readonly clipHigh: number;
  /** Caps the loss of an answer with a negative advantage A at −clipDual · A. */
  readonly clipDual: number;
  readonly klCoefficient: number;
  /**
   * `token`: the mean over all tokens of the update. `sequence`: over the tokens of each completion, then over the
   * completions, which is what the official code's micro-batches of one come to.
   */
  readonly aggregation: 'token' | 'sequence';
  /** `ratio` unless said otherwise. */
  readonly objective?: Objective;
}

/** Bound of each token's KL estimate (`verl/trainer/core_algos.py`). */
export const KL_BOUND = 10;
/** Bound of a difference of log-probabilities before it is exponentiated (as verl): keeps float32 finite. */
export const LOG_RATIO_BOUND = 20;

const bounded = (value: number, bound: number): number => Math.max(-bound, Math.min(bound, value));

/**
 * The k3 estimate of the KL divergence from the anchor for one sampled token: exp(d) − d − 1 with
 * d = log p_anchor − log p. Never negative, and unbiased before the bound.
 */
export function k3(logProb: number, anchorLogProb: number): number {
  const d = bounded(anchorLogProb - logProb, LOG_RATIO_BOUND);
  return bounded(Math.exp(d) - d - 1, KL_BOUND);
}

export interface TokenLoss {
  readonly ratio: number;
  readonly loss: number;
  /** The ratio left the range upwards with a positive advantage or downwards with a negative one, so no gradient flows. */
  readonly clipped: boolean;
  /** The dual clip capped the loss. */
  readonly capped: boolean;
}

/** The policy loss of one token with advantage A, clipped unless it is a likelihood. */
export function tokenLoss(
  logProb: number,
  oldLogProb: number,
  advantage: number,
  { clipLow, clipHigh, clipDual, objective = 'ratio' }: LossOptions,
): TokenLoss {
  const ratio = Math.exp(bounded(logProb - oldLogProb, LOG_RATIO_BOUND));
  if (objective === 'likelihood') return { ratio, loss: -advantage * logProb, clipped: false, capped: false };
  const held = Math.max(1 - clipLow, Math.min(1 + clipHigh, ratio));
  const free = -advantage * ratio;
  const pessimistic = Math.max(free, -advantage * held);
  const cap = -advantage * clipDual;
  const capped = advantage < 0 && pessimistic > cap;
  return { ratio, loss: capped ? cap : pessimistic, clipped: free < -advantage * held, capped };
}

/** One completion: an advantage for all its tokens, and their log-probabilities under three sets of weights. */
export interface ScoredCompletion {
  readonly advantage: number;
  readonly logProbs: readonly number[];
  readonly oldLogProbs: readonly number[];
  readonly anchorLogProbs: readonly number[];
}

export interface Loss {
  /** policy + klCoefficient · kl */
  readonly loss: number;
  readonly policy: number;
  readonly kl: number;
  /** Shares of all tokens. */
  readonly clippedHigh: number;
  readonly clippedLow: number;
  /** Mean of log p_old − log p over all tokens. */
  readonly ppoKl: number;
}

/**
 * The loss of one update on plain numbers: the definition against which the tensors are tested, and what the
 * inspector shows. The names `clippedHigh` and `clippedLow` follow the official code, where the first counts the ratio
 * clip and the second the dual clip.
 */
export function grpoLoss(completions: readonly ScoredCompletion[], options: LossOptions): Loss {
  const weights = tokenWeights(
    completions.map(({ logProbs }) => logProbs.length),
    options.aggregation,
  );
  const tokens = completions.reduce((sum, { logProbs }) => sum + logProbs.length, 0);
  let [policy, kl, clippedHigh, clippedLow, ppoKl] = [0, 0, 0, 0, 0];
  for (const [index, { advantage, logProbs, oldLogProbs, anchorLogProbs }] of completions.entries()) {
    for (const [at, logProb] of logProbs.entries()) {
      const token = tokenLoss(logProb, oldLogProbs[at]!, advantage, options);
      policy += weights[index]! * token.loss;
      kl += weights[index]! * k3(logProb, anchorLogProbs[at]!);
      clippedHigh += token.clipped ? 1 / tokens : 0;
      clippedLow += token.capped ? 1 / tokens : 0;
      ppoKl += (oldLogProbs[at]! - logProb) / tokens;
    }
  }
  return { loss: policy + options.klCoefficient * kl, policy, kl, clippedHigh, clippedLow, ppoKl };
}

/**
 * What one token of each completion weighs in the loss; over all tokens the weights add up to 1. They depend on the
 * whole update and never on how it is cut into micro-batches. Completions without tokens weigh nothing.
 */
export function tokenWeights(lengths: readonly number[], aggregation: LossOptions['aggregation']): number[] {
  const tokens = lengths.reduce((sum, length) => sum + length, 0);
  const sequences = lengths.filter((length) => length > 0).length;
  return lengths.map((length) => {
    if (length === 0) return 0;
    return aggregation === 'token' ? 1 / tokens : 1 / (sequences * length);
  });
}
