import type { QuestionType } from '../questioner/question.ts';

export type DropReason =
  | 'not parsed'
  | 'no answer'
  | 'unanswerable'
  | 'below band'
  | 'above band'
  | 'answerable blind'
  | 'dropped string'
  | 'duplicate'
  | 'over the share of its kind';

/** One row of the silver set: a question with the answer that the vote gave it, kept for training or dropped with the reason. */
export interface SilverRow {
  readonly questionId: string;
  readonly pictureId: string;
  readonly question: string;
  readonly type: QuestionType | null;
  readonly silver: string | null;
  readonly confidence: number;
  readonly voter: string;
  readonly kept: boolean;
  readonly dropReason: DropReason | null;
}
