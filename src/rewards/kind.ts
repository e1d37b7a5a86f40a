/**
 * The kind of a question: its first three words, lower-cased. Coarse, but it sees what uniqueness misses, a questioner
 * that asks one thing in many wordings.
 */
export function kindOf(question: string): string {
  return question.trim().toLowerCase().split(/\s+/).slice(0, 3).join(' ');
}

/** Share of each kind among some questions. */
export type KindMix = Readonly<Record<string, number>>;

export function kindMix(questions: readonly string[]): KindMix {
  const counts = countKinds(questions);
  return Object.fromEntries([...counts].map(([kind, count]) => [kind, count / questions.length]));
}

export function countKinds(questions: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const question of questions) counts.set(kindOf(question), (counts.get(kindOf(question)) ?? 0) + 1);
  return counts;
}

/** exp of the entropy of the kinds: how many equally frequent kinds the mix is worth. 0 without questions. */
export function effectiveKinds(questions: readonly string[]): number {
  if (questions.length === 0) return 0;
  const shares = Object.values(kindMix(questions));
  return Math.exp(-shares.reduce((sum, share) => sum + share * Math.log(share), 0));
}
