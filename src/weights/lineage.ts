export type Role = 'questioner' | 'reasoner';

/**
 * What the weights of a role are called after a round. Both start from one base and are two lineages from then on:
 * round 0 is the base.
 */
export function weightsName(role: Role, round: number): string {
  return round === 0 ? 'base' : `${role} of round ${round}`;
}

/** Which weights a stage trains, from which it starts and which it uses frozen. */
export interface StageLineage {
  readonly trains: Role | null;
  /** What is trained, or asks in stage B. */
  readonly startsFrom: string;
  /** Who answers while the stage runs: votes in A and B; nobody but the learner in C, where the labels are fixed. */
  readonly frozen: string;
  /** What the stage leaves behind; null for B. */
  readonly makes: string | null;
}

/**
 * The order of VisPlay's `scripts_*` main.sh: stage A trains the questioner on the reasoner of the round before, B lets
 * the new questioner ask and the voter label, C trains the reasoner on those labels. The voter is the frozen base in
 * the improved preset, where VisPlay has the reasoner of the round before.
 */
export function stageLineage(
  round: number,
  stage: 'A' | 'B' | 'C',
  voter: 'base' | 'reasoner',
): StageLineage {
  const voting = voter === 'base' ? 'base' : weightsName('reasoner', round - 1);
  const newest = weightsName('questioner', round);
  if (stage === 'A')
    return {
      trains: 'questioner',
      startsFrom: weightsName('questioner', round - 1),
      frozen: voting,
      makes: newest,
    };
  if (stage === 'B') return { trains: null, startsFrom: newest, frozen: voting, makes: null };
  return {
    trains: 'reasoner',
    startsFrom: weightsName('reasoner', round - 1),
    frozen: newest,
    makes: weightsName('reasoner', round),
  };
}
