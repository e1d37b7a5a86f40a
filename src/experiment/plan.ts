import { defaultConfig, type Config, type ConfigDifference } from '../loop/config.ts';
import { presetConfig, type PresetName } from '../loop/presets.ts';
import { SUITE_NAMES, SUITE_QUESTIONS } from '../world/suiteNames.ts';

/**
 * The experiments of docs/evidence.md, as data. Suites, metric and seeds are fixed here before the first run that is
 * reported; whoever tries things out takes the other seeds (`tuningSeeds`) and no reported run.
 */

/** Pictures that a run plays with: drawn from the pool split, or a folder below the data folder. */
export type Pool =
  | { readonly kind: 'drawn'; readonly domain: string; readonly count: number }
  | { readonly kind: 'folder'; readonly folder: string };

export const tables = ['main', 'other pools', 'ablations', 'collapse'] as const;

/** One arm: a configuration that is played with one or more seeds. */
export interface Arm {
  readonly name: string;
  readonly table: (typeof tables)[number];
  readonly sentence: string;
  readonly preset: PresetName;
  /** How it differs from its preset, beside rounds and seed. */
  readonly difference: ConfigDifference;
  readonly pool: Pool;
  readonly rounds: number;
  readonly seeds: readonly number[];
  /** Its alarms are expected to ring: hit rates are counted over these arms and false alarms over the others. */
  readonly collapses?: boolean;
}

/** What is measured of weights, before and after every round: the same questions always, so that gains are paired. */
export const metric = {
  suites: SUITE_NAMES,
  /** Per suite. */
  questions: SUITE_QUESTIONS,
  /** Sampled answers for one sample, majority and any. */
  samples: 8,
  maxNewTokens: 32,
} as const;

/** `suite` draws the held-out questions; the pool of a run with seed s has seed `pool` + s. */
export interface Seeds {
  readonly suite: number;
  readonly pool: number;
}
export const reportedSeeds: Seeds = { suite: 20_261, pool: 8_000 };
/** For trying things out: no picture and no question is shared with a reported run. */
export const tuningSeeds: Seeds = { suite: 911, pool: 90_000 };

/** Where the main table is played, and the second shift. */
const MAIN_SHIFT = 'shifted-55';
const SECOND_SHIFT = 'palette-100';

/** As many as three silver sets take, so that every round has fresh ones. */
const POOL = 1800;
const shiftedPool: Pool = { kind: 'drawn', domain: MAIN_SHIFT, count: POOL };
const THREE = [1, 2, 3] as const;
const TWO = [1, 2] as const;
const ONE = [1] as const;

const main = (
  name: string,
  preset: PresetName,
  sentence: string,
  difference: ConfigDifference = {},
): Arm => ({
  name,
  table: 'main',
  sentence,
  preset,
  difference,
  pool: shiftedPool,
  rounds: 3,
  seeds: THREE,
});

const elsewhere = (name: string, pool: Pool, sentence: string): Arm => ({
  name,
  table: 'other pools',
  sentence,
  preset: 'improved',
  difference: {},
  pool,
  rounds: 3,
  seeds: TWO,
});

const once = (
  name: string,
  preset: PresetName,
  sentence: string,
  difference: ConfigDifference = {},
): Arm => ({
  name,
  table: 'ablations',
  sentence,
  preset,
  difference,
  pool: shiftedPool,
  rounds: 1,
  seeds: ONE,
});

const without = (ingredient: string, sentence: string, difference: ConfigDifference): Arm =>
  once(`without-${ingredient}`, 'improved', `Improved, but ${sentence}`, difference);

/** What of a default costs nothing here: the command measures weights itself, after the run. */
const unwatched: ConfigDifference = { 'evaluation.questions': 0, 'evaluation.every': 0 };

export const arms: readonly Arm[] = [
  main('improved', 'improved', 'The default recipe.'),
  main('paper', 'paper', 'VisPlay as the paper writes it.'),
  main('untrained-questioner', 'untrained-questioner', 'Improved with the questioner left as it is.'),
  main('random-reward', 'random-reward', 'Improved with both roles paid by chance.'),
  main('self-training', 'self-training', 'Improved with matching answers imitated by cross-entropy.'),
  main('oracle', 'oracle', 'Improved with gold answers as labels: the ceiling.'),

  elsewhere(
    'improved-second-shift',
    { kind: 'drawn', domain: SECOND_SHIFT, count: POOL },
    'The default recipe in another shifted domain.',
  ),
  elsewhere(
    'improved-clean',
    { kind: 'drawn', domain: 'clean', count: POOL },
    'The default recipe where nothing has shifted.',
  ),
  elsewhere(
    'improved-easy-vqa',
    { kind: 'folder', folder: 'easy-vqa/unlabelled' },
    'The default recipe on pictures that the project did not draw.',
  ),

  once(
    'improved-one-round',
    'improved',
    'The default recipe, one round: what the rows below are compared with.',
  ),
  once('code', 'code', 'VisPlay as the official code computes it.'),
  once('no-diversity', 'no-diversity', 'Nothing rewards variety.'),
  once('no-filter', 'no-filter', 'Every question with an answer is trained on.'),
  once('no-augmentation', 'no-augmentation', 'Votes and rollouts see the picture as it is.'),
  without('corrections', 'pictures are not put right before they are asked about.', {
    'votes.correct': false,
  }),
  without('vote-views', 'all votes see the same view.', { 'votes.views': 1 }),
  without('training-views', 'the reasoner trains on the picture as it is.', { 'reasoner.augment': false }),
  without('averaging', 'the reasoner of a round has the weights of its last step.', {
    'reasoner.averagedShare': 0,
  }),
  without('way-back', 'the reasoner does not go back towards the base after a round.', {
    'reasoner.towardsBase': 0,
  }),
  without('passes', 'a question is trained on once a round.', { 'silver.passes': 1 }),
  without('confident-labels', 'the paper’s band of confidence is kept.', {
    'silver.bandLow': 0.25,
    'silver.bandHigh': 0.75,
  }),
  without('beyond-chance', 'agreement is not held against guessing.', { 'silver.beyondChance': false }),
  without('even-verdicts', 'labels may say no more often than yes.', { 'silver.evenVerdicts': false }),
  without('answerability', 'the voter cannot say that a question cannot be answered.', {
    'votes.unanswerable': false,
  }),
  without('frozen-voter', 'the reasoner in training votes.', { 'votes.voter': 'reasoner' }),
  without('band-reward', 'the questioner is paid for uncertainty as in the paper.', {
    'reward.uncertainty': 'paper',
  }),
  without('blind-gate', 'questions that are answered blind are kept.', { 'votes.blindSamples': 0 }),
  without('balance', 'the mix of kinds of questions is not held.', {
    'reward.balance': 0,
    'silver.largestShare': 1,
  }),
  without('base-anchor', 'the KL holds to the start of each stage.', { 'grpo.klAnchor': 'stage start' }),
  without('dropping-even-groups', 'groups without variance stay in the update.', {
    'grpo.dropZeroVariance': false,
  }),
  without('abstention', 'answers without a box are a class of their own.', { 'votes.noBox': 'class' }),
  without('type-aware-matching', 'answers match only letter by letter.', { 'votes.matching': 'exact' }),

  {
    ...once('one-template', 'one-template', 'The questioner falls onto one template.'),
    table: 'collapse',
    rounds: 2,
    collapses: true,
  },
  {
    ...once('wrong-majorities', 'wrong-majorities', 'Long training on wrong majorities.'),
    table: 'collapse',
    rounds: 3,
    collapses: true,
  },
];

/** The whole configuration of one run. */
export function configOf(arm: Arm, seed: number): Config {
  return {
    ...defaultConfig,
    ...presetConfig(arm.preset),
    ...unwatched,
    ...arm.difference,
    'run.rounds': arm.rounds,
    'run.seed': seed,
  };
}

/** Where the weights of an arm are measured: in its own domain and in the clean one. */
export function domainsOf({ pool }: Arm): readonly string[] {
  return pool.kind === 'drawn' && pool.domain !== 'clean' ? [pool.domain, 'clean'] : ['clean'];
}

/** The arms that a name stands for: one arm, a table, or all. Undefined for a name that stands for nothing. */
export function armsNamed(name: string): readonly Arm[] | undefined {
  if (name === 'all') return arms;
  const table = arms.filter((arm) => arm.table === name.replaceAll('-', ' '));
  if (table.length > 0) return table;
  const arm = arms.find((it) => it.name === name);
  return arm === undefined ? undefined : [arm];
}
