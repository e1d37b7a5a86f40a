import { describe, expect, it } from 'vitest';
import type { StampedEvent } from '../../loop/events.ts';
import { tinyRun as written } from '../fixtures/tinyRun.ts';
import { Archive } from './archive.ts';
import { foldAll } from './fold.ts';
import { emptyRun } from './runState.ts';

// As text: a zero has lost its sign.
const tinyRun: StampedEvent[] = JSON.parse(JSON.stringify(written));

function archived(): Archive {
  const archive = new Archive();
  for (const event of tinyRun) archive.add(event);
  return archive;
}

describe('events at rest', () => {
  it('come back as they were', async () => {
    expect(await archived().all()).toEqual(tinyRun);
  });

  it('come back step by step: the record that the run once held', async () => {
    const whole = foldAll(emptyRun, tinyRun);
    for (const key of ['r1A2', 'r1B1', 'r1C3']) {
      const { steps } = foldAll(emptyRun, await archived().step(key));
      const [{ sequence: _, ...step }, more] = [steps[0]!, steps[1]];
      const { sequence: __, ...once } = whole.steps.find((one) => one.key === key)!;
      expect(step).toEqual(once);
      expect(more).toBeUndefined();
    }
  });

  it('bring the labels of the round with a step that was held against them', async () => {
    const { silver } = foldAll(emptyRun, await archived().step('r1C1'));
    expect(silver[0]?.rows).toHaveLength(8);
  });

  it('are taken back where a resumed run begins again', async () => {
    const archive = archived();
    const again = tinyRun.findIndex((event) => event.kind === 'stage.start' && event.stage === 'C');
    archive.cut(again);
    for (const event of tinyRun.slice(again)) archive.add(event);
    expect(await archive.all()).toEqual(tinyRun);
    expect(await archive.step('r9A1')).toEqual([]);
  });
});
