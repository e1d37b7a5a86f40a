import { answerIn, type AnswerForm } from '../votes/answerIn.ts';
import { type Matching, sameAnswer } from '../votes/sameAnswer.ts';
import type { SuiteAnswer, SuiteItem } from './heldOut.ts';

/** Groups of questions that count only as a whole. */
export interface GroupScore {
  readonly n: number;
  readonly correct: number;
  readonly accuracy: number;
}

/** Ids of the items whose greedy answer is right. */
export function rightItems(
  items: readonly SuiteItem[],
  greedy: readonly SuiteAnswer[],
  matching: Matching,
  form: AnswerForm = 'box',
): ReadonlySet<string> {
  const boxes = new Map(greedy.map(({ itemId, text }) => [itemId, answerIn(text, form)]));
  const isRight = ({ id, gold, type }: SuiteItem): boolean => {
    const answer = boxes.get(id) ?? '';
    return answer !== '' && gold.some((right) => sameAnswer(answer, right, matching, type) !== null);
  };
  return new Set(items.filter(isRight).map(({ id }) => id));
}

/**
 * HallusionBench's qAcc and fAcc: the share of groups (one question over its pictures, or one picture's questions) that
 * are right in every member. `groupOf` names the group of an item, or undefined for items in none.
 */
export function wholeGroups(
  ids: readonly string[],
  right: ReadonlySet<string>,
  groupOf: (id: string) => string | undefined,
): GroupScore {
  const groups = new Map<string, boolean>();
  for (const id of ids) {
    const group = groupOf(id);
    if (group !== undefined) groups.set(group, (groups.get(group) ?? true) && right.has(id));
  }
  const correct = [...groups.values()].filter(Boolean).length;
  return { n: groups.size, correct, accuracy: groups.size === 0 ? 0 : correct / groups.size };
}

/** Accuracy of each version of a problem, for items that have one. */
export function byVersion(
  ids: readonly string[],
  right: ReadonlySet<string>,
  versionOf: (id: string) => string | undefined,
): Readonly<Record<string, GroupScore>> {
  const versions = new Map<string, string[]>();
  for (const id of ids) {
    const version = versionOf(id);
    if (version !== undefined) versions.set(version, [...(versions.get(version) ?? []), id]);
  }
  return Object.fromEntries(
    [...versions].map(([version, members]) => {
      const correct = members.filter((id) => right.has(id)).length;
      return [version, { n: members.length, correct, accuracy: correct / members.length }];
    }),
  );
}

/**
 * What a guesser reaches that never looks but knows the form of every question and, for each form, its most frequent
 * answer in this very suite: an upper bound for answering blind by habit.
 */
export function bestByForm(items: readonly { readonly form: string; readonly gold: string }[]): number {
  const forms = new Map<string, Map<string, number>>();
  for (const { form, gold } of items) {
    const counts = forms.get(form) ?? new Map<string, number>();
    counts.set(gold, (counts.get(gold) ?? 0) + 1);
    forms.set(form, counts);
  }
  const right = [...forms.values()].reduce((sum, counts) => sum + Math.max(...counts.values()), 0);
  return items.length === 0 ? 0 : right / items.length;
}
