import { bits, uniform } from './random.ts';

export interface Sampling {
  /** 0 is greedy */
  readonly temperature: number;
  /** 0 keeps the whole vocabulary */
  readonly topK: number;
  /** 1 keeps the whole distribution; the cut is made after temperature and top-k */
  readonly topP: number;
}

export interface Drawn {
  readonly id: number;
  /** under softmax of the logits as they are: temperature 1, nothing cut off */
  readonly logProb: number;
}

/**
 * Draws a token from a row of logits; the reference of the kernels in `sample.ts`.
 *
 * Gumbel-max: the largest of logits / temperature + noise, where noise is a hash of key, position and token. Ties
 * at the edge of top-k or top-p are all kept; greedy takes the first of equals.
 */
export function sampleRow(logits: Float32Array, key: number, position: number, sampling: Sampling): Drawn {
  const { temperature } = sampling;
  let best = 0;
  let largest = logits[0]!;
  for (let v = 1; v < logits.length; v++) {
    if (logits[v]! > largest) largest = logits[(best = v)]!;
  }
  let sum = 0;
  for (let v = 0; v < logits.length; v++) sum += Math.exp(logits[v]! - largest);
  if (temperature > 0) {
    const smallest = lowestKept(logits, largest, sampling);
    const stream = bits(key, position);
    let highest = Number.NEGATIVE_INFINITY;
    for (let v = 0; v < logits.length; v++) {
      const logit = logits[v]!;
      if (logit < smallest) continue;
      const tempered = logit / temperature;
      const u = uniform(stream, v);
      if (cannotReach(u, highest - tempered)) continue;
      const score = tempered - Math.log(-Math.log(u));
      if (score > highest) {
        highest = score;
        best = v;
      }
    }
  }
  return { id: best, logProb: logits[best]! - largest - Math.log(sum) };
}

/**
 * Whether the noise of a uniform number is surely less than `wanted`: u <= exp(-exp(-wanted)), told for most without two
 * logarithms each. The bounds are that function at 2, 4, 8 and 12, rounded down.
 */
function cannotReach(u: number, wanted: number): boolean {
  if (wanted < 2) return false;
  if (wanted < 4) return u < 0.873;
  if (wanted < 8) return u < 0.981;
  return wanted < 12 ? u < 0.9996 : u < 0.99999;
}

/** The smallest logit that top-k and top-p keep. */
function lowestKept(logits: Float32Array, largest: number, { temperature, topK, topP }: Sampling): number {
  const cutsK = topK > 0 && topK < logits.length;
  if (!cutsK && topP >= 1) return Number.NEGATIVE_INFINITY;
  const sorted = logits.toSorted().toReversed();
  const edge = cutsK ? sorted[topK - 1]! : Number.NEGATIVE_INFINITY;
  if (topP >= 1) return edge;
  let total = 0;
  for (const logit of sorted) {
    if (logit < edge) break;
    total += Math.exp((logit - largest) / temperature);
  }
  let sum = 0;
  for (const logit of sorted) {
    sum += Math.exp((logit - largest) / temperature);
    if (sum >= topP * total) return logit;
  }
  return edge;
}
