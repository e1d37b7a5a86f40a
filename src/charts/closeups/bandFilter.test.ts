import { expect, it } from 'vitest';
import { countBand, histogramOf, type Labelled } from './bandFilter.ts';

const labels: readonly Labelled[] = [
  { confidence: 0.3, right: false },
  { confidence: 0.6, right: true },
  { confidence: 0.6, right: null },
  { confidence: 1, right: true },
];

it('counts what a band keeps, its ends included', () => {
  expect(countBand(labels, 0.6, 1)).toEqual({ kept: 3, precision: 1 });
  expect(countBand(labels, 0, 0.6)).toEqual({ kept: 3, precision: 0.5 });
  expect(countBand(labels, 0.7, 0.8)).toEqual({ kept: 0, precision: null });
});

it('puts full agreement into the last bin', () => {
  const bins = histogramOf(labels, 10);
  expect(bins[9]).toEqual({ right: 1, wrong: 0, unknown: 0 });
  expect(bins[5]).toEqual({ right: 1, wrong: 0, unknown: 1 });
  expect(bins[2]).toEqual({ right: 0, wrong: 1, unknown: 0 });
});
