import { describe, expect, test } from 'vitest';
import { sentenceBleu } from './bleu.ts';
import { averageLinkage, cutAt } from './cluster.ts';
import { distanceMatrix } from './distance.ts';
import fixture from './fixtures/bleu.json' with { type: 'json' };

const Q0 = 'How many red cars are parked in the left row ?';
const Q1 = 'How many red cars are parked in the right row ?';
const Q2 = 'How many blue cars are parked in the left row ?';
const Q3 = 'What is the area of the shaded triangle ?';

describe('sentence BLEU', () => {
  // Computed with nltk and written with the digits shown, hence the precision.
  test.each([
    ['How many dogs ?', 'How many cats ?', 0.18803],
    ['Count dogs', 'Count cats', 0.14953],
    ['a b c d e', 'a b c d e f g h', 0.54881],
    ['a b c d e f g h', 'a b c d e', 0.51697],
    [Q3, Q0, 0.022835],
    [Q0, Q3, 0.022417],
  ])('of %j against %j is %d', (hypothesis, reference, bleu) => {
    expect(sentenceBleu(hypothesis, reference)).toBeCloseTo(bleu, 5);
  });

  test('is exactly 0 without a common word and 1 for a repeated sentence of four words', () => {
    expect(sentenceBleu('a b c d', 'e f g h')).toBe(0);
    expect(sentenceBleu('', 'e f g h')).toBe(0);
    expect(sentenceBleu('a b c d', '')).toBe(0);
    expect(sentenceBleu('a b c d', 'a b c d')).toBe(1);
    expect(sentenceBleu('Dogs', 'dogs')).toBe(0);
  });

  test('clips repeated words: two of "the the the" are in "the cat the"', () => {
    // (2/3 · 0.1/2 · 0.1/1 · 0.1/1)^(1/4)
    expect(sentenceBleu('the the the', 'the cat the')).toBeCloseTo(((2 / 3) * 0.05 * 0.1 * 0.1) ** 0.25, 12);
  });
});

describe('distances and clusters of the worked example', () => {
  const { size, values } = distanceMatrix([Q0, Q1, Q2, Q3, '', ''], false);
  const merges = averageLinkage({ size, values });
  const at = (i: number, j: number) => values[i * size + j]!;

  test('distances', () => {
    expect(at(0, 1)).toBeCloseTo(0.2581, 4);
    expect(at(2, 0)).toBeCloseTo(0.2581, 4);
    expect(at(1, 2)).toBeCloseTo(0.5503, 4);
    for (const i of [0, 1, 2]) expect(at(3, i)).toBeCloseTo(0.9776, 4);
    expect([at(4, 0), at(4, 5), at(3, 5), at(2, 2)]).toEqual([1, 1, 1, 0]);
  });

  test('1 and 2 are joined through 0', () => {
    expect(cutAt(merges, size, 0.5)).toEqual([0, 0, 0, 1, 2, 3]);
    expect(merges[1]).toMatchObject({ size: 3 });
    expect(merges[1]!.distance).toBeCloseTo((0.5503 + 0.2581) / 2, 4);
    expect(cutAt(merges, size, 0.4)).toEqual([0, 0, 1, 2, 3, 4]);
    expect(cutAt(merges, size, 0)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(cutAt(merges, size, 1.1)).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

const values = (symmetric: boolean, order: string[]) => distanceMatrix(order, symmetric).values;

test('symmetric distance does not depend on the order and puts a short repeated question at 0', () => {
  const texts = ['Count dogs', 'Count  dogs', 'a b c d e', 'a b c d e f g h', '', ''];
  expect(values(true, texts)[1]).toBe(0);
  expect(values(false, texts)[1]).toBeGreaterThan(0.6);
  expect(values(true, texts)[4 * 6 + 5]).toBe(1);
  const mean = 1 - (sentenceBleu(texts[2]!, texts[3]!) + sentenceBleu(texts[3]!, texts[2]!)) / 2;
  expect(values(true, texts)[2 * 6 + 3]).toBeCloseTo(mean, 12);
  expect([...values(true, texts.toReversed())].toReversed()).toEqual([...values(true, texts)]);
  expect([...values(false, texts.toReversed())].toReversed()).not.toEqual([...values(false, texts)]);
});

describe('against nltk and scikit-learn', () => {
  const { texts } = fixture;
  const matrix = distanceMatrix(texts, false);

  test('every distance', () => {
    const upper = texts.flatMap((_, i) =>
      Array.from(matrix.values.slice(i * texts.length + i + 1, (i + 1) * texts.length)),
    );
    const worst = Math.max(...upper.map((value, index) => Math.abs(value - fixture.upper[index]!)));
    expect(upper).toHaveLength(fixture.upper.length);
    // The fixture is rounded to 12 decimals.
    expect(worst).toBeLessThan(1e-11);
  });

  test.each(fixture.cuts)('clusters of the questions at $threshold', ({ threshold, labels }) => {
    expect(cutAt(averageLinkage(matrix), texts.length, threshold)).toEqual(labels);
    expect(new Set(labels).size).toBeLessThan(texts.length);
  });

  test.each(fixture.matrices)(
    'clusters of a random matrix of $size, ties included',
    ({ size, values, cuts }) => {
      const merges = averageLinkage({ size, values: Float64Array.from(values) });
      for (const { threshold, labels } of cuts) expect(cutAt(merges, size, threshold)).toEqual(labels);
    },
  );
});
