/** The three question types of VisPlay's questioner prompt. */
export const questionTypes = ['multiple choice', 'numerical', 'regression'] as const;
export type QuestionType = (typeof questionTypes)[number];

/** Why a questioner output is not a question; `ok` is one. */
export type ParseStatus =
  | 'ok'
  | 'no type'
  | 'no question'
  | 'no answer'
  | 'wrong order'
  | 'extra text'
  | 'unknown type'
  | 'empty question'
  | 'empty answer';

/** One questioner output, parsed. An output that does not parse keeps its raw text and an empty question. */
export interface Question {
  readonly id: string;
  readonly pictureId: string;
  /** The questioner's GRPO group: all samples of one picture in one step. */
  readonly groupId: string;
  readonly sample: number;
  readonly raw: string;
  readonly status: ParseStatus;
  readonly type: QuestionType | null;
  readonly text: string;
  /** The answer that the questioner wrote beside its question: never a label. */
  readonly ownAnswer: string;
}
