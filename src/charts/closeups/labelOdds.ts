import { difficulty, type DifficultyOptions } from '../../rewards/difficulty.ts';

export interface OddsOptions extends DifficultyOptions {
  /** Answers to a question, for the reward and for the label. */
  readonly samples: number;
  /** Answers that can be given: one is right, the others are equally likely mistakes. */
  readonly choices: 2 | 4;
  /** Which confidences are kept, both ends included. */
  readonly keepFrom: number;
  readonly keepTo: number;
}

export interface Odds {
  /** What the questioner is paid on average for such a question. */
  readonly reward: number;
  readonly kept: number;
  /** That the majority is right, among the questions that are kept; null where none is. */
  readonly right: number | null;
}

/**
 * What a question earns and what its label is worth when the reasoner is right with probability `p` each time
 * (visplay.md 2.6, exact where that simulates): every way in which the answers can fall, with its probability. A tie
 * falls to any of the tied answers.
 */
export function labelOdds(p: number, options: OddsOptions): Odds {
  const { samples, choices, keepFrom, keepTo } = options;
  const wrong = (1 - p) / (choices - 1);
  let [reward, kept, right] = [0, 0, 0];
  for (const counts of waysToFall(samples, choices)) {
    const [correct, ...others] = counts;
    const chance = Math.exp(
      logWays(counts) + power(correct!, p) + others.reduce((sum, count) => sum + power(count, wrong), 0),
    );
    const most = Math.max(...counts);
    const confidence = most / samples;
    reward += chance * difficulty(confidence, options).value;
    // A confidence of 3/10 is in a band from 0.3: rounding must not drop it.
    if (confidence < keepFrom - 1e-9 || confidence > keepTo + 1e-9) continue;
    kept += chance;
    if (correct === most) right += chance / counts.filter((count) => count === most).length;
  }
  return { reward, kept, right: kept > 1e-12 ? right / kept : null };
}

const power = (count: number, p: number): number => (count === 0 ? 0 : count * Math.log(p));

/** Logarithm of the multinomial coefficient. */
function logWays(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return logFactorial(total) - counts.reduce((sum, count) => sum + logFactorial(count), 0);
}

function logFactorial(n: number): number {
  let sum = 0;
  for (let at = 2; at <= n; at++) sum += Math.log(at);
  return sum;
}

/** Every way to put `total` answers into `kinds` kinds. */
function* waysToFall(total: number, kinds: number): Generator<number[]> {
  if (kinds === 1) {
    yield [total];
    return;
  }
  for (let first = 0; first <= total; first++)
    for (const rest of waysToFall(total - first, kinds - 1)) yield [first, ...rest];
}
