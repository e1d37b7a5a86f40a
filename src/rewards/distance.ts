import { bleuOf, commonGrams, profiles } from './bleu.ts';

/** Distances between texts, between 0 and 1: entry (i, j) is `values[i * size + j]`. */
export interface DistanceMatrix {
  readonly size: number;
  readonly values: Float64Array;
}

/**
 * 1 − BLEU for every pair. As the official code has it, the earlier text is the hypothesis and the later one the
 * reference, so the result depends on the order of the texts, and even a repeated text is far from itself when it is
 * shorter than four words. `symmetric` takes the mean of both directions and puts equal texts at distance 0. An empty
 * text is at distance 1 from everything.
 */
export function distanceMatrix(texts: readonly string[], symmetric: boolean): DistanceMatrix {
  const size = texts.length;
  const values = new Float64Array(size * size);
  const all = profiles(texts);
  const spaced = texts.map((text) => text.trim().replace(/\s+/g, ' '));
  for (let i = 0; i < size; i++) {
    const a = all[i]!;
    for (let j = i + 1; j < size; j++) {
      const b = all[j]!;
      const common = a.grams.map((grams, order) => commonGrams(grams, b.grams[order]!));
      const forward = bleuOf(common, a.words, b.words);
      let bleu = forward;
      if (symmetric && spaced[i] !== '' && spaced[i] === spaced[j]) bleu = 1;
      else if (symmetric) bleu = (forward + bleuOf(common, b.words, a.words)) / 2;
      values[i * size + j] = 1 - bleu;
      values[j * size + i] = 1 - bleu;
    }
  }
  return { size, values };
}
