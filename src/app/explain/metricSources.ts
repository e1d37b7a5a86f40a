import type { MetricKey } from '../../loop/metrics.ts';

const measure = 'src/loop/measure.ts';
const step = 'src/grpo/step.ts';
const warmUp = 'src/loop/warmUp.ts';

/** The file that works a metric out. */
export const metricSources: Readonly<Record<MetricKey, string>> = {
  'heldout/accuracy': 'src/evaluation/heldOut.ts',
  'reasoner/accuracy': measure,
  'reasoner/goldAccuracy': measure,
  'silver/precision': measure,
  'silver/kept': measure,
  'questioner/reward': measure,
  'questioner/reward_std': measure,
  'questioner/uncertainty': measure,
  'questioner/diversity': measure,
  'questioner/valid': measure,
  'questioner/unanswerable': measure,
  'questioner/wellPosed': measure,
  'questioner/clusters': measure,
  'questioner/kinds': 'src/rewards/kind.ts',
  'warmup/before': warmUp,
  'warmup/after': warmUp,
  'vote/confidence': measure,
  'vote/abstained': measure,
  kl: step,
  entropy: step,
  grad_norm: step,
  loss: step,
  clip_ratio: step,
  ratio_max: step,
  logprob_gap: step,
  frac_reward_zero_std: measure,
  'completions/mean_length': measure,
  'completions/clipped_ratio': measure,
  tokens_per_second: measure,
  'seconds/rollout': measure,
  'seconds/vote': measure,
  'seconds/update': measure,
  'seconds/step': measure,
  tensors: measure,
  memory: measure,
};

export const isMetricKey = (name: string): name is MetricKey => Object.hasOwn(metricSources, name);
