import { expect, it } from 'vitest';
import { metricKeys, metrics } from './metrics.ts';

it.each(metricKeys)('%s says what it is: a label, a sentence and a formula', (key) => {
  const { label, sentence, formula, unit } = metrics[key];
  expect(label).toMatch(/^[A-Z]/);
  expect(label).not.toMatch(/[.:]$/);
  expect(sentence).toMatch(/^[A-Z].+\.$/);
  // Worked out from something, not the label once more.
  expect(formula.length).toBeGreaterThan(1);
  expect(formula.toLowerCase()).not.toBe(label.toLowerCase());
  expect(typeof unit).toBe('string');
});

it('names none twice, and calls the common ones as other trainers do', () => {
  const labels = metricKeys.map((key) => metrics[key].label);
  expect(new Set(labels).size).toBe(labels.length);
  expect(metricKeys).toEqual(
    expect.arrayContaining([
      'kl',
      'entropy',
      'clip_ratio',
      'grad_norm',
      'frac_reward_zero_std',
      'completions/mean_length',
    ]),
  );
});
