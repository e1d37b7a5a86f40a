import { describe, expect, it } from 'vitest';
import { configKeys } from '../../loop/config.ts';
import { fields } from '../../loop/fields.ts';
import { fromSlider, SLIDER_STEPS, toSlider } from './knobScale.ts';

const rate = fields['grpo.learningRate'];
const share = fields['silver.bandLow'];

describe('the slider of a setting', () => {
  it('puts a default that is far from the middle of its range in the middle of the slider', () => {
    expect(toSlider(rate, rate.default)).toBe(SLIDER_STEPS / 2);
    expect(fromSlider(rate, SLIDER_STEPS / 2)).toBe(rate.default);
  });

  it('is linear where the range is narrow', () => {
    expect(fromSlider(share, SLIDER_STEPS / 4)).toBe(0.25);
    expect(toSlider(share, 0.75)).toBe(750);
  });

  it('reaches both ends, rises, and stays in the range, for every number', () => {
    for (const key of configKeys) {
      const field = fields[key];
      if (field.kind !== 'number') continue;
      const values = Array.from({ length: 21 }, (_, at) => fromSlider(field, (at * SLIDER_STEPS) / 20));
      expect([values[0], values.at(-1)]).toEqual([field.min, field.max]);
      for (const [at, value] of values.entries()) {
        expect(value).toBeGreaterThanOrEqual(values[at - 1] ?? field.min);
        expect(Number.isInteger(value) || !field.integer).toBe(true);
      }
    }
  });
});
