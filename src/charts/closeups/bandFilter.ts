import type { GoldVerdict } from '../../loop/observe.ts';
import type { VoteSet } from '../../votes/voteSet.ts';

/** A labelled question as the filter sees it. */
export interface Labelled {
  readonly confidence: number;
  /** Null where no gold answer is known. */
  readonly right: boolean | null;
}

export interface BandCount {
  readonly kept: number;
  /** Share of the kept labels that are right, of those that can be checked; null for none. */
  readonly precision: number | null;
}

/** The votes that gave a label, with what the scene says of it. */
export function labelledOf(votes: readonly VoteSet[], gold: readonly GoldVerdict[]): readonly Labelled[] {
  const verdictOf = new Map(gold.map((verdict) => [verdict.questionId, verdict]));
  return votes.flatMap(({ questionId, confidence, silver }) =>
    silver === null ? [] : [{ confidence, right: verdictOf.get(questionId)?.right ?? null }],
  );
}

/** What a band would keep, and how much of it is right. */
export function countBand(labelled: readonly Labelled[], from: number, to: number): BandCount {
  const kept = labelled.filter(({ confidence }) => confidence >= from - 1e-9 && confidence <= to + 1e-9);
  const checked = kept.filter(({ right }) => right !== null);
  const right = checked.filter((label) => label.right === true).length;
  return { kept: kept.length, precision: checked.length === 0 ? null : right / checked.length };
}

/** How many labels have each confidence, in `bins` equal parts: right, wrong and unchecked. */
export function histogramOf(
  labelled: readonly Labelled[],
  bins: number,
): readonly { readonly right: number; readonly wrong: number; readonly unknown: number }[] {
  const counts = Array.from({ length: bins }, () => ({ right: 0, wrong: 0, unknown: 0 }));
  for (const { confidence, right } of labelled) {
    const bin = counts[Math.min(bins - 1, Math.floor(confidence * bins - 1e-9))];
    if (bin !== undefined) bin[right === null ? 'unknown' : right ? 'right' : 'wrong'] += 1;
  }
  return counts;
}
