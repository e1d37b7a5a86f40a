import { expect, it } from 'vitest';
import { metricsCsv } from './metricsCsv.ts';
import { sampleEvents } from './sampleRun.ts';
import type { StampedEvent } from '../loop/events.ts';

it('has a row for every step, funnel and evaluation, and a column for every metric that occurs', () => {
  const run = ',calm-otter-0001,quick,,7,nano,0.1.0,wasm,"WebAssembly, 2 threads"';
  expect(metricsCsv(sampleEvents).split('\r\n')).toEqual([
    'event,sequence,seconds,round,stage,step,role,suite,weights,n,ci95 low,ci95 high,' +
      'heldout/accuracy,reasoner/accuracy,silver/precision,questioner/reward,silver/kept,kl,loss,' +
      'run,preset,changed settings,seed,model,version,backend,adapter',
    'evaluation,2,0.5,1,A,0,,drawn,base,60,0.3773502,0.6226498,0.5,,,,,,' + run,
    'step,10,4.5,1,A,1,questioner,,,,,,,,,0.5,,0.001,NaN' + run,
    'funnel,14,6.5,1,B,1,,,,,,,,,1,,1,,' + run,
    'step,19,9,1,C,1,reasoner,,,,,,,0.75,,,,0.002,' + run,
    'evaluation,21,10,1,C,1,,drawn,reasoner of round 1,60,0.5749129,0.8010183,0.7,,,,,,' + run,
    '',
  ]);
});

it('quotes text as RFC 4180 says and never gives a spreadsheet a formula to run', () => {
  const evaluation = sampleEvents[1]!;
  if (evaluation.kind !== 'evaluation') throw new Error('the sample has changed');
  const named = (suite: string, weights: string): StampedEvent => ({
    ...evaluation,
    weights,
    result: { ...evaluation.result, suite },
  });
  const csv = metricsCsv([
    named('=HYPERLINK("http://x")', '@base'),
    named('a,b', 'two\nlines'),
    named('-1+1', '\t=1'),
  ]);
  expect(csv).toContain(`,"'=HYPERLINK(""http://x"")",'@base,`);
  expect(csv).toContain(`,"a,b","two\nlines",`);
  expect(csv).toContain(`,'-1+1,'\t=1,`);
});

it('says of each row how the run differs from its preset', () => {
  const [start, ...rest] = sampleEvents;
  if (start?.kind !== 'run.start') throw new Error('the sample has changed');
  const config = { ...start.header.config, 'votes.samples': 6, 'reward.relu': true };
  const csv = metricsCsv([{ ...start, header: { ...start.header, config } }, ...rest]);
  expect(csv.split('\r\n')[1]).toContain(',quick,votes.samples=6 reward.relu=true,7,');
});

it('is a header alone for a run without numbers', () => {
  expect(metricsCsv([]).split('\r\n')).toHaveLength(2);
});
