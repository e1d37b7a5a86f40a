import type { QuestionType } from '../questioner/question.ts';
import { answerIn, type AnswerForm } from './answerIn.ts';
import { groupAnswers, isUnanswerable, type Matching, sameAnswer } from './sameAnswer.ts';
import type { VoteSet } from './voteSet.ts';

export interface VoteOptions {
  readonly matching: Matching;
  /**
   * `class`: answers without a box are one voting class, as in the official code, and look like doubt about the
   * question. `abstain`: they belong to no class. An empty box abstains in both.
   */
  readonly noBox: 'abstain' | 'class';
  /** Whether a majority for "cannot be answered" is a verdict on the question; otherwise it is an answer like any other. */
  readonly unanswerable: boolean;
  /**
   * What confidence is a share of: `all` samples, so that abstentions lower it (the code's reward), or only the
   * `answered` ones (the code's labels).
   */
  readonly denominator: 'all' | 'answered';
  /** Where answers are looked for; in boxes if left out. */
  readonly form?: AnswerForm;
}

/** What the vote needs to know of a question. */
export interface VotedQuestion {
  readonly id: string;
  readonly type: QuestionType | null;
}

/** One sampled answer; `view` is the number of the augmented view that was shown, 0 the picture itself. */
export interface VoteAnswer {
  readonly text: string;
  readonly view: number;
}

/** How the official code writes an answer without a box. */
const NO_BOX = 'None';

/** Groups the answers to a question, in sample order, and takes the majority; a tie goes to the class seen first. */
export function vote(
  question: VotedQuestion,
  voter: string,
  answers: readonly VoteAnswer[],
  options: VoteOptions,
): VoteSet {
  const extracted = answers.map(({ text }) => answerIn(text, options.form ?? 'box'));
  const voting = extracted.map((content) => {
    if (content === null) return options.noBox === 'class' ? NO_BOX : null;
    return content === '' ? null : content;
  });
  const { members, classes, majority } = groupAnswers(voting, options.matching, question.type);
  const answered = members.filter((member) => member !== null).length;
  const denominator = options.denominator === 'all' ? answers.length : answered;
  const winner = majority === null ? null : classes[majority]!;
  const unanswerable = options.unanswerable && winner !== null && isUnanswerable(winner.representative);
  return {
    questionId: question.id,
    voter,
    samples: answers.map(({ text, view }, index) => ({
      text,
      extracted: extracted[index]!,
      classId: members[index]?.classId ?? null,
      view,
      rule: members[index]?.rule ?? null,
    })),
    classes,
    confidence: winner === null ? 0 : winner.count / denominator,
    denominator,
    silver:
      winner === null || unanswerable || winner.representative === NO_BOX ? null : winner.representative,
    abstained: answers.length - answered,
    unanswerable,
    blind: null,
  };
}

/**
 * The vote with its blind test: how many answers that were given without the picture agree with the silver answer.
 * Not in VisPlay, where nothing checks that the picture is needed.
 */
export function withBlindAnswers(
  votes: VoteSet,
  question: VotedQuestion,
  texts: readonly string[],
  matching: Matching,
  form: AnswerForm = 'box',
): VoteSet {
  const { silver } = votes;
  const agreeing = texts.filter((text) => {
    const answer = answerIn(text, form);
    return silver !== null && answer !== null && sameAnswer(answer, silver, matching, question.type) !== null;
  }).length;
  return { ...votes, blind: { agreeing, tried: texts.length } };
}

/** Splits `samples` answers over at most `views` views, as evenly as it goes: 10 over 4 is 3, 3, 2, 2. */
export function samplesPerView(samples: number, views: number): number[] {
  const used = Math.min(samples, views);
  return Array.from(
    { length: used },
    (_, view) => Math.floor(samples / used) + (view < samples % used ? 1 : 0),
  );
}
