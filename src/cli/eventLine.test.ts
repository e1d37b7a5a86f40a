import { expect, it } from 'vitest';
import { sampleEvents } from '../runs/sampleRun.ts';
import { eventLine } from './eventLine.ts';

it('tells a run in lines', () => {
  expect(sampleEvents.map(eventLine).filter((line) => line !== null)).toEqual([
    'Starting the run calm-otter-0001',
    'base on drawn: 50.0 % of 60 (37.7 to 62.3)',
    'round 1, stage A: training the questioner from base, 1 steps',
    'round 1, stage A, step 1: questioner reward 0.500, kl to the anchor 0.00100',
    'round 1, stage B: building the silver set',
    'round 1, stage B, step 1: 24 asked, 20 parsed, 18 answered, 1 kept',
    'round 1, stage B, step 1: Only 1 row was kept. Use more pictures.',
    'round 1, stage C: training the reasoner from base, 1 steps',
    'round 1, stage C, step 1: accuracy against silver 0.750, kl to the anchor 0.00200',
    'reasoner of round 1 on drawn: 70.0 % of 60 (57.5 to 80.1)',
    'The run has finished after 11 s',
  ]);
});
