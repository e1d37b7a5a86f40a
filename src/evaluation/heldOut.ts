import { VisplayError } from '../errors.ts';
import type { QuestionType } from '../questioner/question.ts';
import { answerIn, type AnswerForm } from '../votes/answerIn.ts';
import { groupAnswers, type Matching, sameAnswer } from '../votes/sameAnswer.ts';
import type { EvaluationResult } from './result.ts';
import { wilson } from './wilson.ts';

/** A held-out question with its gold answer. */
export interface SuiteItem {
  readonly id: string;
  readonly type: QuestionType | null;
  /** Any of these is right; the first is the one that counts for the baseline. */
  readonly gold: readonly string[];
  readonly skill: string;
}

/** One answer to an item, as sampled. */
export interface SuiteAnswer {
  readonly itemId: string;
  readonly text: string;
}

export interface HeldOutOptions {
  readonly suite: string;
  readonly matching: Matching;
  /** Where answers are looked for; in boxes if left out. */
  readonly form?: AnswerForm;
}

/**
 * Scores a suite. `greedy` holds one answer per item; `samples` several, for the majority vote and the mean of one
 * sample, or is null. Only what the form takes for the answer counts, which by default is
 * the box: a text without one is wrong.
 * @throws VisplayError `suite-mismatch` when an item has no greedy answer or more than one, or not as many samples as
 * the others
 */
export function scoreSuite(
  items: readonly SuiteItem[],
  greedy: readonly SuiteAnswer[],
  samples: readonly SuiteAnswer[] | null,
  options: HeldOutOptions,
): EvaluationResult {
  const { form = 'box' } = options;
  const greedyOf = boxesByItem(greedy, form);
  const samplesOf = boxesByItem(samples ?? [], form);
  const perItem = samplesOf.get(items[0]?.id ?? '')?.length ?? 0;
  const bySkill: Record<string, { n: number; correct: number }> = {};
  let [correct, answeredInBox, majorityRight, sampleRight, anyRight] = [0, 0, 0, 0, 0];
  for (const item of items) {
    const [answer, ...more] = greedyOf.get(item.id) ?? [];
    if (answer === undefined || more.length > 0) throw mismatch(item.id, 'one greedy answer');
    const right = isRight(answer, item, options.matching);
    const skill = (bySkill[item.skill] ??= { n: 0, correct: 0 });
    skill.n += 1;
    skill.correct += right ? 1 : 0;
    correct += right ? 1 : 0;
    answeredInBox += answer === null ? 0 : 1;
    if (samples === null) continue;
    const sampled = samplesOf.get(item.id) ?? [];
    if (sampled.length !== perItem || perItem === 0) throw mismatch(item.id, 'as many samples as the others');
    const vote = groupAnswers(
      sampled.map((box) => (box === '' ? null : box)),
      options.matching,
      item.type,
    );
    const winner = vote.majority === null ? null : vote.classes[vote.majority]!.representative;
    majorityRight += isRight(winner, item, options.matching) ? 1 : 0;
    const rightSamples = sampled.filter((box) => isRight(box, item, options.matching)).length;
    sampleRight += rightSamples / perItem;
    anyRight += rightSamples > 0 ? 1 : 0;
  }
  const n = items.length;
  const share = (count: number): number => (n === 0 ? 0 : count / n);
  return {
    suite: options.suite,
    n,
    correct,
    accuracy: share(correct),
    ci95: wilson(correct, n),
    boxed: share(answeredInBox),
    majorityAt8: samples === null ? null : share(majorityRight),
    oneSample: samples === null ? null : share(sampleRight),
    anyOf8: samples === null ? null : share(anyRight),
    baseline: share(mostFrequentGold(items, options.matching)),
    bySkill,
  };
}

/** The boxes of each item's answers; null where there is none. */
function boxesByItem(answers: readonly SuiteAnswer[], form: AnswerForm): Map<string, (string | null)[]> {
  const byItem = new Map<string, (string | null)[]>();
  for (const { itemId, text } of answers) {
    const boxes = byItem.get(itemId) ?? [];
    boxes.push(answerIn(text, form));
    byItem.set(itemId, boxes);
  }
  return byItem;
}

function isRight(answer: string | null, item: SuiteItem, matching: Matching): boolean {
  if (answer === null || answer === '') return false;
  return item.gold.some((gold) => sameAnswer(answer, gold, matching, item.type) !== null);
}

/**
 * How many items the best constant answer gets right. Only the most frequent gold texts are tried: a suite whose every
 * answer is different would make it quadratic, and no constant is worth anything there.
 */
function mostFrequentGold(items: readonly SuiteItem[], matching: Matching): number {
  const counts = new Map<string, number>();
  for (const { gold } of items) counts.set(gold[0] ?? '', (counts.get(gold[0] ?? '') ?? 0) + 1);
  const constants = [...counts].toSorted((a, b) => b[1] - a[1]).slice(0, 20);
  return Math.max(
    0,
    ...constants.map(([answer]) => items.filter((item) => isRight(answer, item, matching)).length),
  );
}

function mismatch(itemId: string, wanted: string): VisplayError {
  return new VisplayError(
    'suite-mismatch',
    `The held-out question ${itemId} does not have ${wanted}.`,
    'This is a fault of the program: export the run and report it.',
  );
}
