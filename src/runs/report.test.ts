import { expect, it } from 'vitest';
import { reportOf } from './report.ts';
import { sampleEvents, sampleHeader } from './sampleRun.ts';

it('puts a run on one page', () => {
  const report = reportOf(sampleEvents)!;
  expect(report.header).toEqual(sampleHeader);
  expect(report.difference).toEqual({ 'run.seed': 7 });
  expect(report.ended).toBe('finished');
  expect(report.seconds).toBe(10.5);
  expect(report.counts).toEqual({ events: 22, steps: 2, questions: 1, votes: 1, answers: 1 });
  expect(report.alerts.map((alert) => alert.code)).toEqual(['silver-shortage']);
  expect(report.rounds).toEqual([
    {
      round: 1,
      steps: { questioner: 1, reasoner: 1 },
      funnel: {
        counts: { asked: 24, parsed: 20, answered: 18, kept: 1 },
        dropped: { 'not parsed': 4, 'no answer': 2, 'below band': 17 },
        metrics: { 'silver/kept': 1, 'silver/precision': 1 },
      },
      seconds: { A: 4, B: 2, C: 1.5 },
    },
  ]);
});

it('states the gain of the last evaluation over the first with its interval', () => {
  const { gains, evaluations } = reportOf(sampleEvents)!;
  expect(evaluations.map((it) => it.result.correct)).toEqual([30, 42]);
  expect(gains['drawn']).toMatchObject({ from: 'base', to: 'reasoner of round 1' });
  expect(gains['drawn']!.difference).toBeCloseTo(0.2, 12);
  // Newcombe's interval for 42 of 60 against 30 of 60, computed with scipy.
  expect(gains['drawn']!.ci95[0]).toBeCloseTo(0.0248151, 6);
  expect(gains['drawn']!.ci95[1]).toBeCloseTo(0.3588951, 6);
});

it('claims no gain from one evaluation and no end of a run that was cut off', () => {
  const cut = reportOf(sampleEvents.slice(0, 12))!;
  expect(cut.gains).toEqual({});
  expect(cut.ended).toBeNull();
  expect(reportOf([])).toBeNull();
});
