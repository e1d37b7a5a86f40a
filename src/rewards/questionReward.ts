import { VisplayError } from '../errors.ts';
import type { Question } from '../questioner/question.ts';
import { textKey, uniform } from '../tensor/random.ts';
import type { VoteSet } from '../votes/voteSet.ts';
import type { Clustering, ClusterScope } from './clustering.ts';
import { difficulty, type DifficultyOptions, shown } from './difficulty.ts';
import { countKinds, type KindMix, kindOf } from './kind.ts';

/** One addend of a questioner reward, as the inspector shows it. */
export interface RewardTerm {
  readonly key:
    | 'uncertainty'
    | 'diversity in group'
    | 'diversity in batch'
    | 'balance'
    | 'invalid'
    | 'unanswerable'
    | 'blind'
    | 'random';
  /** Signed contribution to the total, before any ReLU. */
  readonly value: number;
  /** The arithmetic with its own numbers, for example `min(0.625, 1 − 0.625)`. */
  readonly formula: string;
}

/** The questioner's reward for one question. */
export interface QuestionReward {
  readonly questionId: string;
  readonly valid: boolean;
  readonly confidence: number | null;
  /** The cluster within its picture's group where that was clustered, else within the batch; −1 where neither was. */
  readonly clusterId: number;
  readonly clusterSize: number;
  readonly terms: readonly RewardTerm[];
  /** The sum of the terms; never below the reward of an invalid output, and not below 0 with ReLU. */
  readonly total: number;
}

export interface QuestionRewardOptions extends Omit<DifficultyOptions, 'uncertainty'> {
  readonly uncertainty: DifficultyOptions['uncertainty'] | 'random';
  readonly diversity: 'none' | ClusterScope | 'both';
  readonly diversityWeight: number;
  /** The penalty is (size − 1)/(n − 1) instead of size/n. */
  readonly singletonsFree: boolean;
  readonly balance: number;
  readonly relu: boolean;
  readonly invalid: number;
  readonly unanswerable: number;
  /** Pays the difficulty by the share of answers that did answer: otherwise missing boxes pass for doubt. */
  readonly abstentionsCost: boolean;
  /** Most blind answers that may agree with the silver answer; null switches the gate off. */
  readonly blindAllowed: number | null;
  /** Keys the control that pays by chance. */
  readonly seed: number;
}

/** A question with its vote; null for one that was not asked because it did not parse. */
export interface VotedQuestion {
  readonly question: Question;
  readonly votes: VoteSet | null;
}

/**
 * The questioner's rewards of one step, in the order of the questions. `paper`, `code` and `improved` are settings of
 * this one function:
 *
 *     r = difficulty(c) − λ · cluster share − balance          a question that the vote answers
 *     r = unanswerable  − λ · cluster share − balance          one that it says cannot be answered
 *     r = invalid       − λ · cluster share                    an output that does not parse
 *
 * Paper: 1[valid] · max(0, 1 − |2c − 1| − λ·size/G). Code: (valid ? min(c, 1 − c) : −1) − size/N. Unlike both, a valid
 * question never earns less than an invalid output (the floor does not bind at their λ).
 *
 * @param reference the mix of kinds of the frozen base questioner, for the balance term; null leaves the term out
 * @throws VisplayError `vote-missing` when a question that parsed comes without its vote
 */
export function questionRewards(
  voted: readonly VotedQuestion[],
  clusterings: readonly Clustering[],
  reference: KindMix | null,
  options: QuestionRewardOptions,
): QuestionReward[] {
  const places = placesOf(clusterings);
  const valid = voted.filter(({ question }) => question.status === 'ok').map(({ question }) => question.text);
  const kinds = { counts: countKinds(valid), total: valid.length };
  return voted.map(({ question, votes }) => {
    const isValid = question.status === 'ok';
    if (isValid && votes === null) throw voteMissing(question.id);
    const inGroup = places.get('group')?.get(question.id);
    const inBatch = places.get('batch')?.get(question.id);
    const terms: RewardTerm[] = [];
    if (options.uncertainty === 'random') {
      terms.push(chance(question.id, options.seed));
    } else {
      terms.push(...(isValid ? answerTerms(votes!, options.uncertainty, options) : [invalidTerm(options)]));
      if (options.diversity === 'group' || options.diversity === 'both')
        terms.push(...diversityTerm('diversity in group', inGroup, options));
      if (options.diversity === 'batch' || options.diversity === 'both')
        terms.push(...diversityTerm('diversity in batch', inBatch, options));
      if (isValid && reference !== null && options.balance > 0)
        terms.push(balanceTerm(kindOf(question.text), kinds, reference, options.balance));
    }
    const sum = terms.reduce((total, term) => total + term.value, 0);
    const floored = isValid && options.uncertainty !== 'random' ? Math.max(sum, options.invalid) : sum;
    const cluster = inGroup ?? inBatch;
    return {
      questionId: question.id,
      valid: isValid,
      confidence: votes?.confidence ?? null,
      clusterId: cluster?.label ?? -1,
      clusterSize: cluster?.size ?? 1,
      terms,
      total: options.relu ? Math.max(0, floored) : floored,
    };
  });
}

/** Where a question stands in a clustering: its cluster, how large that is, and among how many questions. */
interface ClusterPlace {
  readonly label: number;
  readonly size: number;
  readonly among: number;
}

function placesOf(clusterings: readonly Clustering[]): Map<ClusterScope, Map<string, ClusterPlace>> {
  const places = new Map<ClusterScope, Map<string, ClusterPlace>>();
  for (const { scope, questionIds, labels } of clusterings) {
    const sizes = new Map<number, number>();
    for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
    const ofScope = places.get(scope) ?? new Map<string, ClusterPlace>();
    for (const [index, id] of questionIds.entries())
      ofScope.set(id, { label: labels[index]!, size: sizes.get(labels[index]!)!, among: questionIds.length });
    places.set(scope, ofScope);
  }
  return places;
}

function answerTerms(
  votes: VoteSet,
  uncertainty: DifficultyOptions['uncertainty'],
  options: QuestionRewardOptions,
): RewardTerm[] {
  if (votes.unanswerable)
    return [{ key: 'unanswerable', value: options.unanswerable, formula: shown(options.unanswerable) }];
  const worked = difficulty(votes.confidence, { ...options, uncertainty });
  const [asked, answered] = [votes.samples.length, votes.samples.length - votes.abstained];
  const docked = options.abstentionsCost && answered < asked;
  const paid: RewardTerm = {
    key: 'uncertainty',
    value: docked ? (worked.value * answered) / asked : worked.value,
    formula: docked ? `(${worked.formula}) × ${answered}/${asked}` : worked.formula,
  };
  const { blind } = votes;
  if (blind === null || options.blindAllowed === null || blind.agreeing <= options.blindAllowed)
    return [paid];
  return [
    paid,
    {
      key: 'blind',
      value: -paid.value,
      formula: `−${shown(paid.value)}: ${blind.agreeing} of ${blind.tried} blind answers agree, ${options.blindAllowed} may`,
    },
  ];
}

const invalidTerm = ({ invalid }: QuestionRewardOptions): RewardTerm => ({
  key: 'invalid',
  value: invalid,
  formula: shown(invalid),
});

function diversityTerm(
  key: 'diversity in group' | 'diversity in batch',
  place: ClusterPlace | undefined,
  { diversityWeight: weight, singletonsFree }: QuestionRewardOptions,
): RewardTerm[] {
  if (place === undefined) return [];
  const { size, among } = place;
  if (!singletonsFree)
    return [{ key, value: (-weight * size) / among, formula: `−${shown(weight)} × ${size}/${among}` }];
  // One question alone has nobody to repeat.
  const share = among > 1 ? (size - 1) / (among - 1) : 0;
  return [{ key, value: -weight * share, formula: `−${shown(weight)} × (${size} − 1)/(${among} − 1)` }];
}

/**
 * What share of a kind's questions is more than the base questioner would ask. One question of any kind is free, so
 * that new kinds are not punished for appearing. Bounded by the base's own mix and not by evenness: an even mix would
 * drive out kinds that fit most pictures.
 */
function balanceTerm(
  kind: string,
  asked: { readonly counts: ReadonlyMap<string, number>; readonly total: number },
  reference: KindMix,
  weight: number,
): RewardTerm {
  const count = asked.counts.get(kind) ?? 0;
  const expected = (reference[kind] ?? 0) * asked.total + 1;
  const excess = Math.max(0, count - expected);
  return {
    key: 'balance',
    value: excess === 0 ? 0 : (-weight * excess) / count,
    formula: `−${shown(weight)} × max(0, ${count} − ${shown(expected)})/${count}`,
  };
}

/** The control: the whole reward is a number from 0 to 1 that depends on nothing but the seed and the id. */
function chance(questionId: string, seed: number): RewardTerm {
  const value = uniform(textKey(questionId), seed);
  return { key: 'random', value, formula: `chance: ${shown(value)}` };
}

function voteMissing(questionId: string): VisplayError {
  return new VisplayError(
    'vote-missing',
    `The question ${questionId} has no vote.`,
    'This is a fault of the program: export the run and report it.',
  );
}
