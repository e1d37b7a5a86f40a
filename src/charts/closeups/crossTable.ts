import type { StepRow } from '../../app/session/runState.ts';

/** How often one round's reasoner gives the silver answers of one round's questions. */
export interface Cell {
  /** Round whose questions they are. */
  readonly questions: number;
  /** Round whose reasoner answers; 0 is the base. */
  readonly reasoner: number;
  readonly share: number;
}

/**
 * What stage C measured on its way: its first step meets the questions with the reasoner of the round before, its
 * last one with what the round made of it. Other pairs are not measured by a run.
 */
export function crossTable(rows: readonly StepRow[]): readonly Cell[] {
  const rounds = new Map<number, number[]>();
  for (const { position, metrics } of rows) {
    const share = metrics['reasoner/accuracy'];
    if (position.stage !== 'C' || share === undefined) continue;
    rounds.set(position.round, [...(rounds.get(position.round) ?? []), share]);
  }
  return [...rounds].flatMap(([round, shares]): Cell[] => {
    // Means of a third of the steps at either end: one step is a few questions.
    const third = Math.max(1, Math.floor(shares.length / 3));
    const before: Cell = { questions: round, reasoner: round - 1, share: mean(shares.slice(0, third)) };
    const after: Cell = { questions: round, reasoner: round, share: mean(shares.slice(-third)) };
    return shares.length < 2 ? [before] : [before, after];
  });
}

const mean = (part: readonly number[]): number => part.reduce((sum, share) => sum + share, 0) / part.length;
