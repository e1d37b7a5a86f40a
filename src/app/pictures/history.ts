import type { Position } from '../../loop/events.ts';
import type { DropReason } from '../../rewards/silver.ts';
import type { ParseStatus } from '../../questioner/question.ts';
import { stepKey, type RunState } from '../session/runState.ts';

/** One question that was asked about a picture, and what came of it. */
export interface HistoryRow {
  readonly questionId: string;
  readonly groupId: string;
  readonly step: string;
  readonly position: Position;
  /** What was asked; the raw output where it does not parse. */
  readonly text: string;
  readonly status: ParseStatus;
  readonly silver: string | null;
  readonly confidence: number | null;
  /** Of stage A; null where questions are not rewarded. */
  readonly reward: number | null;
  /** Of stage B: whether it became a row of the silver set. */
  readonly fate: 'kept' | DropReason | null;
}

/** Everything that was asked about one picture, oldest first, as far as its steps are in memory. */
export function pictureHistory(
  { steps, silver }: Pick<RunState, 'steps' | 'silver'>,
  pictureId: string,
): HistoryRow[] {
  const rows = new Map(silver.flatMap((round) => round.rows.map((row) => [row.questionId, row])));
  return steps.flatMap((step) => {
    const votes = new Map(step.votes.map((vote) => [vote.questionId, vote]));
    const rewards = new Map(step.questionRewards.map((reward) => [reward.questionId, reward]));
    return step.questions
      .filter((question) => question.pictureId === pictureId)
      .map(({ id, groupId, text, raw, status }): HistoryRow => {
        const vote = votes.get(id);
        const row = rows.get(id);
        return {
          questionId: id,
          groupId,
          step: stepKey(step.position),
          position: step.position,
          text: status === 'ok' ? text : raw,
          status,
          silver: vote?.silver ?? null,
          confidence: vote?.confidence ?? null,
          reward: rewards.get(id)?.total ?? null,
          fate: row === undefined ? null : row.kept ? 'kept' : row.dropReason,
        };
      });
  });
}
