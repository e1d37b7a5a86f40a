import type { QuestionType } from '../questioner/question.ts';
import { gradesEqual } from './grader.ts';
import type { VoteSample } from './voteSet.ts';

/** `exact` as the paper writes it, `grader` as the official code does it, `type-aware` is ours. */
export type Matching = 'exact' | 'grader' | 'type-aware';

/** The rule by which two answers were found to be the same. */
export type MatchRule = Exclude<VoteSample['rule'], 'founder' | null>;

/** How far an estimate may be from the reference, as a share of the reference. */
const REGRESSION_TOLERANCE = 0.05;

/**
 * Whether `answer` says what `reference` says, and by which rule; null when it does not. This is the one notion of
 * equality: votes, rewards and the held-out evaluation use it. (The official code votes with this grader too, and has
 * no tolerance for regressions and no notion of options.)
 */
export function sameAnswer(
  answer: string,
  reference: string,
  matching: Matching,
  type: QuestionType | null,
): MatchRule | null {
  if (answer === reference) return 'same text';
  if (matching === 'exact') return null;
  if (matching === 'type-aware') return sameByType(answer, reference, type);
  // The official code's vote merges whatever contains "no " in both, for example "no dog" and "no cat".
  if ([answer, reference].every((text) => text.toLowerCase().includes('no '))) return 'both say no';
  return gradesEqual(answer, reference) || gradesEqual(reference, answer) ? 'grader' : null;
}

function sameByType(answer: string, reference: string, type: QuestionType | null): MatchRule | null {
  const [declinesA, declinesB] = [isUnanswerable(answer), isUnanswerable(reference)];
  if (declinesA || declinesB) return declinesA && declinesB ? 'same text' : null;
  if (type === 'multiple choice' || type === null) {
    const [a, b] = [optionOf(answer, type), optionOf(reference, type)];
    if (a !== null && b !== null) return a === b ? 'same option' : null;
  }
  const [a, b] = [numberOf(answer), numberOf(reference)];
  if (a !== null && b !== null) {
    if (a === b) return 'same number';
    return type === 'regression' && Math.abs(a - b) <= REGRESSION_TOLERANCE * Math.abs(b)
      ? 'within tolerance'
      : null;
  }
  return plain(answer) === plain(reference) && plain(answer) !== '' ? 'same text' : null;
}

/**
 * The option that an answer names: a letter A to H or yes or no, with or without brackets and the option's text.
 * `A dog` is option A only where the question is declared multiple choice; elsewhere it is an article.
 */
export function optionOf(answer: string, type: QuestionType | null): string | null {
  const text = answer.trim().replace(/^(?:option|choice|answer)\b[\s:]*/i, '');
  // Free text may begin with "no" ("no dog"); a multiple choice answer that does is a no.
  const word = type === 'multiple choice' ? /^(yes|no|true|false)\b/i : /^(yes|no|true|false)(?:[.,;:!]|$)/i;
  const verdict = word.exec(text)?.[1]?.toLowerCase();
  if (verdict !== undefined) return verdict === 'true' ? 'yes' : verdict === 'false' ? 'no' : verdict;
  const letter = /^\(?([a-h])\)?$/i.exec(text) ?? /^(?:\(([A-H])\)|([A-H])[.:)])(?:\s|$)/.exec(text);
  const spaced = type === 'multiple choice' ? /^([A-H])\s/.exec(text) : null;
  return (letter?.[1] ?? letter?.[2] ?? spaced?.[1])?.toUpperCase() ?? null;
}

const WORDS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  );

/** The number that an answer states, without currency, thousands commas, percent sign or one unit word after it. */
export function numberOf(answer: string): number | null {
  const text = answer
    .trim()
    .toLowerCase()
    .replace(/\\?[$%€£]/g, '')
    .replace(/−/g, '-')
    .replace(/(\d),(?=\d{3}(?!\d))/g, '$1')
    .replace(/[.\s]+$/, '')
    .trim();
  const word = WORDS.indexOf(text);
  if (word >= 0) return word;
  const found =
    /^([-+]?(?:\d+(?:\.\d+)?|\.\d+))(?:\s*\/\s*(\d+(?:\.\d+)?))?(?:\s*[a-z°]+(?:\^?[23²³])?)?$/.exec(text);
  if (found === null) return null;
  const value = Number(found[1]) / Number(found[2] ?? 1);
  return Number.isFinite(value) ? value : null;
}

/** True for an answer that says that the picture does not answer the question. */
export function isUnanswerable(answer: string): boolean {
  return /^(?:unanswerable|un-?known|n\/?a|not answerable|(?:it )?(?:cannot|can't|can not) be (?:answered|determined)|cannot tell|not enough information)$/.test(
    plain(answer),
  );
}

function plain(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/\\text\s*\{([^{}]*)\}/g, '$1')
    .replace(/^(?:the|an?)\s+/, '')
    .replace(/[.!\s]+$/, '')
    .replace(/\s+/g, ' ');
}

/** Answers fallen into classes: which class each belongs to and by which rule, and how large the classes are. */
export interface AnswerClasses {
  /** In the order of the answers; null entries abstained. */
  readonly members: readonly ({ readonly classId: number; readonly rule: MatchRule | 'founder' } | null)[];
  readonly classes: readonly { readonly representative: string; readonly count: number }[];
  /** The largest class, the first seen among equals; null when everybody abstained. */
  readonly majority: number | null;
}

/**
 * Greedy grouping in sample order, as the official code does it: an answer joins the first class whose founder says
 * the same, else it founds one. Not transitive, so the order matters; null abstains.
 */
export function groupAnswers(
  answers: readonly (string | null)[],
  matching: Matching,
  type: QuestionType | null,
): AnswerClasses {
  const classes: { representative: string; count: number }[] = [];
  const members = answers.map((answer) => {
    if (answer === null) return null;
    for (const [classId, founded] of classes.entries()) {
      const rule = sameAnswer(answer, founded.representative, matching, type);
      if (rule === null) continue;
      founded.count += 1;
      return { classId, rule };
    }
    classes.push({ representative: answer, count: 1 });
    return { classId: classes.length - 1, rule: 'founder' as const };
  });
  let majority: number | null = null;
  for (const [classId, { count }] of classes.entries())
    if (majority === null || count > classes[majority]!.count) majority = classId;
  return { members, classes, majority };
}
