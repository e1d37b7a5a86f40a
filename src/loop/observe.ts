import type { LearnerRow } from '../grpo/step.ts';
import type { Question, QuestionType } from '../questioner/question.ts';
import type { SilverRow } from '../rewards/silver.ts';
import type { Rollout } from '../rollouts/rollout.ts';
import { sameAnswer } from '../votes/sameAnswer.ts';
import type { VoteSet } from '../votes/voteSet.ts';
import type { Role } from './events.ts';
import type { Run } from './run.ts';

/** What is told of a step so that a person can look into it. Nothing of it goes back into the run. */

/** Text of each token id that a set of rollouts holds, special tokens included: what `tokens` reads. */
export type Pieces = Readonly<Record<string, string>>;

/** Log-probabilities of the tokens of one rollout under the weights that its step made, three digits each. */
export interface ScoredAgain {
  readonly rolloutId: string;
  readonly logProbs: readonly number[];
}

/** What the scene of a drawn picture says of a silver answer. */
export interface GoldVerdict {
  readonly questionId: string;
  /** Null for a question that the scene does not answer. */
  readonly gold: string | null;
  /** The silver answer is the gold one; for an ill-posed question, that there is no silver answer. */
  readonly right: boolean;
}

/** The run as a person watches it: what costs time to look at is told too. */
export const lookedInto = (run: Run): Run => ({ ...run, looksBack: true });

export function piecesOf({ pieceOf }: Run, rollouts: readonly Rollout[]): Pieces {
  const ids = new Set(rollouts.flatMap(({ tokens }) => tokens));
  return Object.fromEntries([...ids].map((id) => [String(id), pieceOf(id)]));
}

/** What the step made of the probabilities of the very tokens that it learned from; undefined where nobody looks. */
export async function scoredAgain(
  run: Run,
  role: Role,
  rows: readonly LearnerRow[],
): Promise<readonly ScoredAgain[] | undefined> {
  const taught = rows.filter(({ tokens }) => tokens.length > 0);
  if (!run.looksBack || taught.length === 0) return undefined;
  const scores = await run.model.score(run.state[role], taught);
  return scores.map(({ id, logProbs }) => ({
    rolloutId: id,
    logProbs: logProbs.map((logProb) => Number(logProb.toPrecision(3))),
  }));
}

interface Labelled {
  readonly questionId: string;
  readonly pictureId: string;
  readonly question: string;
  readonly type: QuestionType | null;
  readonly silver: string | null;
}

/** Verdicts on the questions whose pictures were drawn here; the others have none. */
export function goldVerdicts({ check }: Pick<Run, 'check'>, labelled: readonly Labelled[]): GoldVerdict[] {
  return labelled.flatMap(({ questionId, pictureId, question, type, silver }) => {
    const checked = check(pictureId, question);
    if (checked === null) return [];
    const { gold } = checked;
    const right =
      gold === null
        ? silver === null
        : silver !== null && sameAnswer(silver, gold, 'type-aware', type) !== null;
    return [{ questionId, gold, right }];
  });
}

export function votedLabels(questions: readonly Question[], votes: readonly VoteSet[]): Labelled[] {
  const questionOf = new Map(questions.map((question) => [question.id, question]));
  return votes.flatMap(({ questionId, silver }) => {
    const question = questionOf.get(questionId);
    if (question === undefined) return [];
    const { pictureId, text, type } = question;
    return [{ questionId, pictureId, question: text, type, silver }];
  });
}

export const keptLabels = (rows: readonly SilverRow[]): Labelled[] => rows.filter(({ kept }) => kept);
