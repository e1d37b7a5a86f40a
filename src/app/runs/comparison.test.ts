import { describe, expect, it } from 'vitest';
import { tinyHeader, tinyRun } from '../fixtures/tinyRun.ts';
import { foldAll } from '../session/fold.ts';
import { emptyRun } from '../session/runState.ts';
import { captionOf } from './caption.ts';
import { comparedRuns, heldOutOf, overlaid, withOtherPictures } from './comparison.ts';

const lines = foldAll(emptyRun, tinyRun);
const other = { ...lines, header: { ...tinyHeader, runId: 'calm-otter-0001', pictures: [] } };
const runs = comparedRuns({
  chosen: ['tiny', 'reading', 'calm-otter-0001'],
  lines: new Map([
    ['tiny', lines],
    ['reading', null],
    ['calm-otter-0001', other],
  ]),
});

describe('a comparison', () => {
  it('leaves out what is still being read, and keeps the colour of each place', () => {
    expect(runs.map(({ name, letter, colour }) => [name, letter, colour])).toEqual([
      ['tiny', 'A', 'var(--run-1)'],
      ['calm-otter', 'C', 'var(--run-3)'],
    ]);
  });

  it('lays the lines of a metric over each other without mixing them', () => {
    const own = Object.values(lines.series).filter((line) => line.metric === 'reasoner/accuracy');
    const found = overlaid(runs, 'reasoner/accuracy');
    expect(found).toHaveLength(2 * own.length);
    expect(new Set(found.map((line) => line.key)).size).toBe(found.length);
    expect(found.map((line) => line.run)).toContain('calm-otter');
    expect(found[0]?.series).toBe(own[0]);
  });

  it('gains what the last evaluation has over the first', () => {
    const { evaluations } = lines;
    const difference = evaluations.at(-1)!.result.accuracy - evaluations[0]!.result.accuracy;
    expect(evaluations.length).toBeGreaterThan(1);
    expect(heldOutOf(lines)?.gain?.difference).toBeCloseTo(difference, 12);
    expect(heldOutOf({ ...lines, evaluations: evaluations.slice(0, 1) })?.gain).toBeNull();
    expect(heldOutOf({ ...lines, evaluations: [] })).toBeNull();
  });

  it('notices other pictures', () => expect(withOtherPictures(runs)).toBe(1));

  it('says what a run changed of its preset', () => {
    expect(captionOf(tinyHeader)).toBe('run.seed: 1→7');
    expect(
      captionOf({ ...tinyHeader, config: { ...tinyHeader.config, 'reward.diversity': 'none' } }),
    ).toContain('reward.diversity: ');
  });
});
