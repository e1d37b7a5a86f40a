import { expect, it } from 'vitest';
import { chartCsv } from './chartCsv.ts';
import { append, emptySeries } from './series.ts';

const series = append(emptySeries('kl', 'reasoner', null), {
  tick: 1,
  seconds: 2.5,
  tokens: 300,
  value: 0.01,
  position: { round: 1, stage: 'C', step: 1 },
  interval: null,
});

it('writes a row for each point, and keeps commas in names where they belong', () => {
  const lines = [
    { key: 'a', series, run: null, place: -1, colour: null },
    { key: 'b', series, run: 'red, kite', place: 0, colour: null },
  ];
  expect(chartCsv(lines, 'calm-otter', 0.6).split('\r\n')).toEqual([
    'run,line,step,seconds,tokens,round,stage,stage_step,value,smoothed',
    'calm-otter,reasoner,1,2.5,300,1,C,1,0.01,0.01',
    '"red, kite",reasoner,1,2.5,300,1,C,1,0.01,0.01',
    '',
  ]);
});
