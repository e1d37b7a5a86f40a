/**
 * Sentence BLEU as nltk's `sentence_bleu` computes it with smoothing method 1, which is what VisPlay's diversity
 * penalty measures with (`train_examples/reward_function/cot_val.py`): n-grams of 1 to 4 words, weights of a quarter,
 * an order without a hit counts 0.1 hits, no common word gives exactly 0.
 */
export function sentenceBleu(hypothesis: string, reference: string): number {
  const [h, r] = profiles([hypothesis, reference]);
  return profileBleu(h!, r!);
}

/** A text as BLEU sees it: for each order the sorted numbers of its n-grams, repeats included. */
interface Profile {
  readonly words: number;
  readonly grams: readonly Int32Array[];
}

const ORDERS = [1, 2, 3, 4];
/** Hits of an order that has none (Chen and Cherry, method 1). */
const SMOOTHED_HITS = 0.1;

/** Words are what whitespace separates: case and punctuation count. Equal n-grams get equal numbers across the texts. */
export function profiles(texts: readonly string[]): Profile[] {
  const numbers = new Map<string, number>();
  const numberOf = (gram: string): number => {
    const known = numbers.get(gram);
    if (known !== undefined) return known;
    numbers.set(gram, numbers.size);
    return numbers.size - 1;
  };
  return texts.map((text) => {
    const words = text.split(/\s+/).filter((word) => word !== '');
    const grams = ORDERS.map((order) =>
      Int32Array.from({ length: Math.max(0, words.length - order + 1) }, (_, at) =>
        numberOf(words.slice(at, at + order).join(' ')),
      ).toSorted(),
    );
    return { words: words.length, grams };
  });
}

function profileBleu(hypothesis: Profile, reference: Profile): number {
  return bleuOf(
    ORDERS.map((_, order) => commonGrams(hypothesis.grams[order]!, reference.grams[order]!)),
    hypothesis.words,
    reference.words,
  );
}

/** BLEU from the clipped counts of each order; they are the same in both directions, only the lengths swap. */
export function bleuOf(common: readonly number[], hypothesisWords: number, referenceWords: number): number {
  if (common[0] === 0) return 0;
  let logarithm = 0;
  for (const [index, hits] of common.entries())
    logarithm += Math.log((hits || SMOOTHED_HITS) / Math.max(1, hypothesisWords - index)) / ORDERS.length;
  const brevity = hypothesisWords > referenceWords ? 0 : 1 - referenceWords / hypothesisWords;
  return Math.exp(logarithm + brevity);
}

/** Size of the intersection of two sorted multisets: the clipped count. */
export function commonGrams(a: Int32Array, b: Int32Array): number {
  let [i, j, common] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const difference = a[i]! - b[j]!;
    if (difference === 0) common += 1;
    if (difference <= 0) i += 1;
    if (difference >= 0) j += 1;
  }
  return common;
}
