import { keysOf } from './field.ts';
import { defaultConfig, differenceFrom, type Config, type ConfigDifference } from './config.ts';

/** A named configuration: what it shows and how it differs from the default. */
export interface Preset {
  readonly label: string;
  readonly sentence: string;
  readonly difference: ConfigDifference;
}

const paper = {
  'run.rounds': 3,
  'votes.samples': 10,
  'votes.labelSamples': 10,
  'votes.views': 1,
  'votes.correct': false,
  'votes.matching': 'exact',
  'votes.noBox': 'class',
  'votes.voter': 'reasoner',
  'votes.unanswerable': false,
  'votes.blindSamples': 0,
  'reward.uncertainty': 'paper',
  'reward.diversity': 'group',
  'reward.singletonsFree': false,
  'reward.symmetricDistance': false,
  'reward.balance': 0,
  'reward.relu': true,
  'reward.invalid': 0,
  'reward.strictFormat': false,
  'silver.bandLow': 0.25,
  'silver.bandHigh': 0.75,
  'silver.visits': 1,
  'silver.beyondChance': false,
  'silver.dropDuplicates': false,
  'silver.largestShare': 1,
  'silver.evenVerdicts': false,
  'reasoner.augment': false,
  'reasoner.averagedShare': 0,
  'reasoner.towardsBase': 0,
  // Gentler than the default, since its KL term holds less.
  'grpo.learningRate': 3e-5,
  'grpo.klCoefficient': 0.01,
  'grpo.klAnchor': 'stage start',
  'grpo.aggregation': 'sequence',
  'grpo.dropZeroVariance': false,
} as const satisfies ConfigDifference;

/** For models of the SmolVLM family. LoRA learns best at about ten times the rate of all weights (Schulman et al., 2025). */
const smolvlm = {
  'adapter.use': 'on',
  // What its parser is for: it rarely writes three clean blocks.
  'reward.strictFormat': false,
  'grpo.learningRate': 2e-4,
  'grpo.microBatch': 8,
} as const satisfies ConfigDifference;

/** The recipes and the controls. Steps and learning rates are scaled to a small model; everything else is as published. */
export const presets = {
  improved: {
    label: 'Improved',
    sentence:
      'Votes over changed views, a frozen base that may say "cannot be answered", confident labels: the default.',
    difference: {},
  },
  quick: {
    label: 'Quick look',
    sentence: 'The improved recipe in a few small steps: a whole round in about a minute.',
    difference: {
      'questioner.steps': 2,
      'questioner.groupsPerStep': 2,
      'questioner.groupSize': 4,
      'votes.samples': 4,
      'votes.labelSamples': 8,
      'votes.views': 4,
      'votes.blindSamples': 2,
      'votes.blindAllowed': 1,
      'silver.bandLow': 0.75,
      'silver.pictures': 12,
      'silver.questionsPerPicture': 2,
      'silver.minimum': 4,
      'reasoner.steps': 3,
      'reasoner.groupsPerStep': 4,
      'evaluation.questions': 60,
    },
  },
  'smolvlm-quick': {
    label: 'SmolVLM, quick',
    sentence: 'Adapters on a SmolVLM, few pictures, short answers: does it play at all?',
    difference: {
      ...smolvlm,
      'warmup.steps': 2,
      'warmup.outputs': 16,
      'questioner.steps': 2,
      'questioner.groupsPerStep': 1,
      'questioner.groupSize': 4,
      'questioner.maxNewTokens': 64,
      'votes.samples': 4,
      'votes.labelSamples': 4,
      'votes.maxNewTokens': 64,
      'votes.views': 1,
      'votes.correct': false,
      'votes.blindSamples': 2,
      'votes.blindAllowed': 1,
      'silver.bandLow': 0.75,
      'silver.pictures': 8,
      'silver.questionsPerPicture': 4,
      'silver.minimum': 2,
      'reasoner.steps': 3,
      'reasoner.groupsPerStep': 2,
      'reasoner.groupSize': 4,
      'reasoner.maxNewTokens': 64,
      'evaluation.questions': 20,
    },
  },
  'smolvlm-full': {
    label: 'SmolVLM, full',
    sentence:
      'The improved recipe with adapters on a SmolVLM, 128 tokens an answer: for a machine with a GPU.',
    difference: {
      ...smolvlm,
      'warmup.steps': 8,
      'warmup.outputs': 64,
      'questioner.maxNewTokens': 128,
      'votes.labelSamples': 8,
      'votes.views': 4,
      'votes.maxNewTokens': 128,
      'votes.blindSamples': 2,
      'votes.blindAllowed': 1,
      'silver.bandLow': 0.85,
      'silver.pictures': 100,
      'reasoner.steps': 20,
      'reasoner.groupsPerStep': 8,
      'reasoner.maxNewTokens': 128,
      'evaluation.questions': 100,
    },
  },
  paper: {
    label: 'VisPlay, paper',
    sentence: 'The rewards and filters as the paper writes them.',
    difference: paper,
  },
  code: {
    label: 'VisPlay, code',
    sentence: 'The rewards and filters as the official code computes them.',
    difference: {
      ...paper,
      'votes.labelSamples': 9,
      'votes.topK': 40,
      'votes.rewardPrompt': 'direct',
      'votes.matching': 'grader',
      'questioner.topP': 0.99,
      'reward.uncertainty': 'code',
      'reward.diversity': 'batch',
      'reward.relu': false,
      'reward.invalid': -1,
      'silver.bandLow': 0.3,
      'silver.bandHigh': 0.8,
      'silver.dropStrings': true,
      'reasoner.formatWeight': 0.1,
      'grpo.beta2': 0.999,
      'grpo.weightDecay': 0.01,
      'grpo.updatesPerStep': 4,
    },
  },
  'untrained-questioner': {
    label: 'Control: untrained questioner',
    sentence: 'The base asks, only the reasoner learns: what does training the questioner add?',
    difference: { 'questioner.steps': 0 },
  },
  'random-reward': {
    label: 'Control: random reward',
    sentence: 'Both roles are paid by chance: what does training on noise do?',
    difference: { 'reward.uncertainty': 'random', 'reasoner.labels': 'random' },
  },
  'no-diversity': {
    label: 'Control: no diversity',
    sentence: 'Nothing stops the questioner from asking one good question for ever.',
    difference: {
      'reward.diversity': 'none',
      'reward.balance': 0,
      'silver.dropDuplicates': false,
      'silver.largestShare': 1,
    },
  },
  'no-filter': {
    label: 'Control: no band filter',
    sentence: 'Every question with an answer becomes training data, however unsure the vote.',
    difference: { 'silver.bandLow': 0, 'silver.bandHigh': 1 },
  },
  'no-augmentation': {
    label: 'Control: no augmentation',
    sentence: 'Votes and rollouts see the picture itself: what do changed views add?',
    difference: { 'votes.views': 1, 'votes.correct': false, 'reasoner.augment': false },
  },
  'self-training': {
    label: 'Control: plain self-training',
    sentence: 'Answers that match the silver answer are imitated by cross-entropy, and nothing competes.',
    difference: { 'reasoner.update': 'cross-entropy' },
  },
  'one-template': {
    label: 'Collapse: one template',
    sentence:
      'Paid for uncertainty, without variety and without an answerability class, in large steps: the questioner falls onto one template that nothing answers.',
    difference: {
      ...paper,
      'run.rounds': 2,
      'questioner.steps': 25,
      'votes.unanswerable': false,
      'reward.uncertainty': 'code',
      'reward.diversity': 'none',
      'reward.relu': false,
      'grpo.learningRate': 1e-4,
      'grpo.klCoefficient': 0.02,
    },
  },
  'wrong-majorities': {
    label: 'Collapse: wrong majorities',
    sentence:
      'The reasoner votes for itself, every majority is a label, and training goes on: confidence rises, accuracy does not.',
    difference: {
      'run.rounds': 3,
      'votes.views': 1,
      'votes.voter': 'reasoner',
      'votes.unanswerable': false,
      'silver.bandLow': 0,
      'silver.evenVerdicts': false,
      'silver.passes': 1000,
      'reasoner.steps': 40,
      'reasoner.augment': false,
      'reasoner.averagedShare': 0,
      'reasoner.towardsBase': 0,
      'grpo.learningRate': 1e-4,
      'grpo.klCoefficient': 0,
      'grpo.klAnchor': 'stage start',
    },
  },
  oracle: {
    label: 'Control: gold oracle',
    sentence: 'The reasoner is paid by the gold answers of drawn pictures: the ceiling, not self-play.',
    difference: { 'reasoner.labels': 'oracle' },
  },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof presets;
export const presetNames = keysOf(presets);

export const isPresetName = (name: string): name is PresetName => Object.hasOwn(presets, name);

export const presetConfig = (name: PresetName): Config => ({ ...defaultConfig, ...presets[name].difference });

/** The settings of a run that its preset does not have; those beside the default where this version lacks the preset. */
export const differenceFromPreset = (preset: string, config: Config): ConfigDifference =>
  differenceFrom(config, isPresetName(preset) ? presetConfig(preset) : defaultConfig);
