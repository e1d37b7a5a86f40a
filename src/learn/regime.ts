import { advantagesOf, type Advantages } from '../grpo/advantages.ts';

/** What a group of rewards has to teach. */
export type Regime = 'all paid' | 'none paid' | 'all alike' | 'one paid' | 'one unpaid' | 'mixed';

/** Below this a reward counts as nothing, above its complement as everything. */
const NEARLY = 0.02;

/** Rewards lie between 0 and 1. */
export function regimeOf(rewards: readonly number[]): Regime {
  const paid = rewards.filter((reward) => reward >= 1 - NEARLY).length;
  const unpaid = rewards.filter((reward) => reward <= NEARLY).length;
  if (paid === rewards.length) return 'all paid';
  if (unpaid === rewards.length) return 'none paid';
  if (advantagesOf(rewards, true).zeroVariance) return 'all alike';
  if (paid === 1 && unpaid === rewards.length - 1) return 'one paid';
  if (unpaid === 1 && paid === rewards.length - 1) return 'one unpaid';
  return 'mixed';
}

/** The regimes in which every advantage is zero. */
export const isSilent = (regime: Regime): boolean =>
  regime === 'all paid' || regime === 'none paid' || regime === 'all alike';

export const workedOut = (rewards: readonly number[]): Advantages => advantagesOf(rewards, true);
