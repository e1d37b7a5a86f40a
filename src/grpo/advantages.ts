import type { Group } from './group.ts';

export interface AdvantageOptions {
  readonly divideByDeviation: boolean;
  /** Leaves groups whose rewards are all the same out of the update; VisPlay keeps them, where they only add KL. */
  readonly dropZeroVariance: boolean;
  /**
   * True is plain self-training: a rollout that is paid in full weighs 1, the others 0, and a group is trained when any
   * of its rollouts is paid, whether or not they compete.
   */
  readonly imitate?: boolean;
}

/** Keeps the division finite (EasyR1, `verl/trainer/core_algos.py`). */
const SMALL = 1e-6;

export interface Advantages {
  readonly mean: number;
  /** Unbiased: divided by n − 1. 0 for a single reward. */
  readonly deviation: number;
  readonly advantages: readonly number[];
  readonly zeroVariance: boolean;
}

/** (r − mean) / (deviation + 1e-6) within one group, or r − mean (Dr. GRPO). */
export function advantagesOf(rewards: readonly number[], divideByDeviation: boolean): Advantages {
  const mean = rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length;
  const squares = rewards.reduce((sum, reward) => sum + (reward - mean) ** 2, 0);
  const deviation = rewards.length > 1 ? Math.sqrt(squares / (rewards.length - 1)) : 0;
  // Rewards are sums of a few terms: what differs by less than this differs by rounding.
  const zeroVariance = rewards.every((reward) => Math.abs(reward - rewards[0]!) < 1e-9);
  if (zeroVariance) return { mean, deviation: 0, advantages: rewards.map(() => 0), zeroVariance };
  const scale = divideByDeviation ? 1 / (deviation + SMALL) : 1;
  return { mean, deviation, advantages: rewards.map((reward) => (reward - mean) * scale), zeroVariance };
}

/** What a group is made of before its rewards are compared. */
export interface GroupSource {
  readonly id: string;
  readonly role: Group['role'];
  readonly pictureId: string;
  readonly questionId: string | null;
  readonly members: readonly { readonly id: string; readonly reward: number }[];
}

export function groupOf(source: GroupSource, options: AdvantageOptions): Group {
  const rewards = source.members.map(({ reward }) => reward);
  const worked = advantagesOf(rewards, options.divideByDeviation);
  const { imitate = false } = options;
  return {
    id: source.id,
    role: source.role,
    pictureId: source.pictureId,
    questionId: source.questionId,
    memberIds: source.members.map(({ id }) => id),
    rewards,
    ...worked,
    ...(imitate && { advantages: rewards.map((reward) => (reward > 0.5 ? 1 : 0)) }),
    trained: imitate
      ? rewards.some((reward) => reward > 0.5)
      : !(worked.zeroVariance && options.dropZeroVariance),
  };
}
