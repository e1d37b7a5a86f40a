import type { EvaluationResult } from '../../evaluation/result.ts';
import type { Group } from '../../grpo/group.ts';
import { count, fixed } from '../../ui/figures.ts';

/** Formulas of a group, a silver set and a run with their numbers, without what they come to. */

/** The rewards of a group as a mean, and its deviation from them. */
export function filledMean({ rewards }: Pick<Group, 'rewards'>): string {
  return `${fixed(
    rewards.reduce((sum, reward) => sum + reward, 0),
    3,
  )} / ${rewards.length}`;
}

export function filledDeviation({ rewards, mean }: Pick<Group, 'rewards' | 'mean'>): string {
  const squares = rewards.reduce((sum, reward) => sum + (reward - mean) ** 2, 0);
  return `√(${fixed(squares, 3)} / ${rewards.length - 1})`;
}

const less = (before: number, after: number): string => `${count(before)} − ${count(before - after)}`;

/** How many questions came through a part of stage B: what came before it, less what it dropped. */
export function filledCount(
  part: 'asked' | 'parsed' | 'answered' | 'kept',
  { asked, parsed, answered, kept }: Readonly<Record<'asked' | 'parsed' | 'answered' | 'kept', number>>,
): string | undefined {
  switch (part) {
    case 'asked':
      return undefined;
    case 'parsed':
      return less(asked, parsed);
    case 'answered':
      return less(parsed, answered);
    case 'kept':
      return less(answered, kept);
    default:
      return part satisfies never;
  }
}

/** The last held-out accuracy less the first of the same suite. */
export function filledGain(results: readonly EvaluationResult[]): string | undefined {
  const [first] = results;
  const last = results.findLast(({ suite }) => suite === first?.suite);
  if (first === undefined || last === undefined) return undefined;
  return `${fixed(100 * last.accuracy, 1)} − ${fixed(100 * first.accuracy, 1)}`;
}
