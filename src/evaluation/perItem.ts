import { answerIn, type AnswerForm } from '../votes/answerIn.ts';
import { groupAnswers, type Matching, sameAnswer } from '../votes/sameAnswer.ts';
import type { SuiteAnswer, SuiteItem } from './heldOut.ts';

/** What became of every item, one character each in the order of the items: two measurements of a suite can be paired. */
export interface PerItem {
  /** `1` where the greedy answer is right, else `0`. */
  readonly greedy: string;
  /** How many samples are right, `0` to `9`; null without samples. */
  readonly samples: string | null;
  /** `1` where the majority of the samples is right; null without samples. */
  readonly majority: string | null;
}

const bit = (right: boolean): string => (right ? '1' : '0');

/** `samples` holds as many answers for each item, at most 9, or is null. */
export function perItem(
  items: readonly SuiteItem[],
  greedy: readonly SuiteAnswer[],
  samples: readonly SuiteAnswer[] | null,
  matching: Matching,
  form: AnswerForm = 'box',
): PerItem {
  const greedyOf = boxesOf(greedy, form);
  const samplesOf = boxesOf(samples ?? [], form);
  const isRight = (item: SuiteItem, box: string | null): boolean =>
    box !== null &&
    box !== '' &&
    item.gold.some((gold) => sameAnswer(box, gold, matching, item.type) !== null);
  const drawn = (item: SuiteItem): readonly (string | null)[] => samplesOf.get(item.id) ?? [];
  const majority = (item: SuiteItem): string | null => {
    const voting = drawn(item).map((box) => (box === '' ? null : box));
    const vote = groupAnswers(voting, matching, item.type);
    return vote.majority === null ? null : vote.classes[vote.majority]!.representative;
  };
  const count = (item: SuiteItem): string => String(drawn(item).filter((box) => isRight(item, box)).length);
  return {
    greedy: items.map((item) => bit(isRight(item, greedyOf.get(item.id)?.[0] ?? null))).join(''),
    samples: samples === null ? null : items.map(count).join(''),
    majority: samples === null ? null : items.map((item) => bit(isRight(item, majority(item)))).join(''),
  };
}

function boxesOf(answers: readonly SuiteAnswer[], form: AnswerForm): Map<string, (string | null)[]> {
  const boxes = new Map<string, (string | null)[]>();
  for (const { itemId, text } of answers) {
    const own = boxes.get(itemId);
    const answer = answerIn(text, form);
    if (own) own.push(answer);
    else boxes.set(itemId, [answer]);
  }
  return boxes;
}

/** Share of the characters that `holds`; null for null, 0 for nothing. */
export function shareOf(marks: string | null, holds: (count: number) => number): number | null {
  if (marks === null) return null;
  return marks.length === 0
    ? 0
    : Array.from(marks).reduce((sum, mark) => sum + holds(Number(mark)), 0) / marks.length;
}
