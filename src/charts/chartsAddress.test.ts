import { expect, it } from 'vitest';
import { readChartsAddress, writeChartsAddress, type ChartsPlace } from './chartsAddress.ts';

const plain: ChartsPlace = {
  part: 'metrics',
  axis: 'step',
  smoothing: null,
  logarithmic: false,
  runs: [],
};

it.each<[string, ChartsPlace]>([
  ['', plain],
  ['/closeups', { ...plain, part: 'closeups' }],
  [
    '?x=tokens&smooth=0.8&log=1&runs=calm-otter-0001,recorded/paper.jsonl.gz',
    {
      part: 'metrics',
      axis: 'tokens',
      smoothing: 0.8,
      logarithmic: true,
      runs: ['calm-otter-0001', 'recorded/paper.jsonl.gz'],
    },
  ],
])('reads %j back as it was written', (detail, place) => {
  expect(readChartsAddress(detail)).toEqual(place);
  expect(writeChartsAddress(place, 0.6)).toBe(detail);
});

it('leaves out what cannot be', () => {
  expect(readChartsAddress('?x=weight&smooth=7&log=yes&runs=,')).toEqual(plain);
  expect(writeChartsAddress({ ...plain, smoothing: 0.6 }, 0.6)).toBe('');
});
