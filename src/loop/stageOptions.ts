import type { AdvantageOptions } from '../grpo/advantages.ts';
import type { GrpoOptions } from '../grpo/step.ts';
import { stopTexts, type PromptFamily } from '../questioner/family.ts';
import type { ParseOptions } from '../questioner/parse.ts';
import type { AnswerRewardOptions } from '../rewards/answerReward.ts';
import type { ClusterScope } from '../rewards/clustering.ts';
import type { QuestionRewardOptions } from '../rewards/questionReward.ts';
import type { PlanOptions } from '../rewards/reasonerPlan.ts';
import type { SilverOptions } from '../rewards/silver.ts';
import { answerFormOf } from '../votes/answerIn.ts';
import type { Config } from './config.ts';
import type { Role } from './events.ts';

/** The slice of the configuration that each stage asks for: the only place that knows both sides' names. */

const blindAllowed = (config: Config): number | null =>
  config['votes.blindSamples'] > 0 ? config['votes.blindAllowed'] : null;

export const questionRewardOptions = (config: Config): QuestionRewardOptions => ({
  uncertainty: config['reward.uncertainty'],
  bandLow: config['reward.bandLow'],
  bandHigh: config['reward.bandHigh'],
  diversity: config['reward.diversity'],
  diversityWeight: config['reward.diversityWeight'],
  singletonsFree: config['reward.singletonsFree'],
  balance: config['reward.balance'],
  relu: config['reward.relu'],
  invalid: config['reward.invalid'],
  unanswerable: config['reward.unanswerable'],
  abstentionsCost: config['votes.noBox'] === 'abstain',
  blindAllowed: blindAllowed(config),
  seed: config['run.seed'],
});

export const clusterScopes = (config: Config): ClusterScope[] => {
  const scope = config['reward.diversity'];
  // Without a penalty the batch is clustered all the same: the number of clusters is what the control is watched by.
  return scope === 'both' ? ['group', 'batch'] : scope === 'none' ? ['batch'] : [scope];
};

export const clusteringOptions = (config: Config) => ({
  clusterThreshold: config['reward.clusterThreshold'],
  symmetricDistance: config['reward.symmetricDistance'],
});

export const silverOptions = (config: Config): SilverOptions => ({
  bandLow: config['silver.bandLow'],
  bandHigh: config['silver.bandHigh'],
  beyondChance: config['silver.beyondChance'],
  dropStrings: config['silver.dropStrings'],
  dropDuplicates: config['silver.dropDuplicates'],
  largestShare: config['silver.largestShare'],
  evenVerdicts: config['silver.evenVerdicts'],
  blindAllowed: blindAllowed(config),
});

export const planOptions = (config: Config): PlanOptions => ({
  steps: config['reasoner.steps'],
  groupsPerStep: config['reasoner.groupsPerStep'],
  minimum: config['silver.minimum'],
  shortage: config['silver.shortage'],
  passes: config['silver.passes'],
});

export const answerRewardOptions = (config: Config, family: PromptFamily): AnswerRewardOptions => ({
  matching: config['votes.matching'],
  formatWeight: config['reasoner.formatWeight'],
  random: config['reasoner.labels'] === 'random',
  seed: config['run.seed'],
  form: answerFormOf(family),
});

/** Whether a role is trained by imitating its rewarded rollouts: only ever the reasoner, in plain self-training. */
const imitates = (config: Config, role: Role): boolean =>
  role === 'reasoner' && config['reasoner.update'] === 'cross-entropy';

export const advantageOptions = (config: Config, role: Role): AdvantageOptions => ({
  divideByDeviation: config['grpo.divideByDeviation'],
  dropZeroVariance: config['grpo.dropZeroVariance'],
  imitate: imitates(config, role),
});

/** @param step counted from 1 within the stage: the learning rate warms up linearly. */
export const grpoOptions = (config: Config, step: number, role: Role = 'questioner'): GrpoOptions => ({
  learningRate: config['grpo.learningRate'] * Math.min(1, step / Math.max(1, config['grpo.warmupSteps'])),
  clipLow: config['grpo.clipLow'],
  clipHigh: config['grpo.clipHigh'],
  clipDual: config['grpo.clipDual'],
  klCoefficient: config['grpo.klCoefficient'],
  aggregation: config['grpo.aggregation'],
  objective: imitates(config, role) ? 'likelihood' : 'ratio',
  updatesPerStep: config['grpo.updatesPerStep'],
  microBatch: config['grpo.microBatch'],
});

/** What ends an output beside the end token. */
export const stopsOf = (
  { config, prompts }: { readonly config: Config; readonly prompts: PromptFamily },
  role: Role,
): readonly string[] => (config['run.stopTexts'] ? stopTexts(prompts, role) : []);

/** How questioner outputs are read: to the letter, or as the family writes. */
export const parseOptions = ({
  config,
  prompts,
}: {
  readonly config: Config;
  readonly prompts: PromptFamily;
}): ParseOptions => ({ strict: config['reward.strictFormat'], family: prompts });
