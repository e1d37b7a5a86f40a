import { key } from '../tensor/random.ts';
import type { Position, Stage } from './events.ts';

/** Purposes of random draws within a step; each has its own stream. */
const purposes = {
  order: 1,
  ask: 2,
  answer: 3,
  blind: 4,
  view: 5,
  reward: 6,
  survey: 7,
  'warm-up': 8,
} as const;
export type Purpose = keyof typeof purposes;

const stageNumber: Readonly<Record<Stage, number>> = { A: 1, B: 2, C: 3 };

/** The random key of a draw: seed, round, stage, step and what it is for, then whatever tells its parts apart. */
export const drawKey = (seed: number, at: Position, purpose: Purpose, ...parts: number[]): number =>
  key(seed, at.round, stageNumber[at.stage], at.step, purposes[purpose], ...parts);

/** The key of a whole stage: the order in which it takes pictures or rows. */
export const stageKey = (seed: number, at: Position): number => drawKey(seed, { ...at, step: 0 }, 'order');
