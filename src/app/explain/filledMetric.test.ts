import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { metricKeys, type MetricKey } from '../../loop/metrics.ts';
import { decodeEvents } from '../../runs/eventLog.ts';
import { tinyRun } from '../fixtures/tinyRun.ts';
import { foldAll } from '../session/fold.ts';
import { emptyRun } from '../session/runState.ts';
import { filledMetric } from './filledMetric.ts';
import { metricSources } from './metricSources.ts';
import { numbers } from './numbers.ts';

describe('a metric’s formula with its numbers', () => {
  const tiny = foldAll(emptyRun, tinyRun);

  it('is worked out from what the step said', () => {
    expect(filledMetric(tiny, 'reasoner/accuracy', 'r1C3')).toBe('7 / 8');
    expect(filledMetric(tiny, 'heldout/accuracy', 'r1C3')).toBe('26 / 60');
    expect(filledMetric(tiny, 'silver/kept', 'r1B1')).toBe('10 − 6');
    expect(filledMetric(tiny, 'silver/precision', 'r1B1')).toBe('3 / 4');
  });

  it('is left out where its numbers come to something else, or are not there', () => {
    // The hand-written run says 0.31, its rewards do not.
    expect(filledMetric(tiny, 'questioner/reward', 'r1A1')).toBeNull();
    expect(filledMetric(tiny, 'kl', 'r1A1')).toBeNull();
    expect(filledMetric(tiny, 'reasoner/accuracy', 'r9C9')).toBeNull();
    expect(filledMetric(tiny, 'reasoner/accuracy', null)).toBeNull();
  });

  it('stands for all that a real run counted of its steps', () => {
    const file = readFileSync(new URL('../../../public/recorded/one-template.jsonl.gz', import.meta.url));
    const run = foldAll(emptyRun, decodeEvents(gunzipSync(file).toString()).events);
    const counted: readonly MetricKey[] = [
      'questioner/reward',
      'questioner/reward_std',
      'questioner/uncertainty',
      'questioner/valid',
      'questioner/clusters',
      'vote/confidence',
      'vote/abstained',
      'frac_reward_zero_std',
      'completions/mean_length',
      'tokens_per_second',
    ];
    const step = run.steps.findLast(({ position }) => position.stage === 'A')!;
    for (const metric of counted)
      expect([metric, filledMetric(run, metric, step.key)]).toEqual([metric, expect.any(String)]);
  });
});

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

it.each(metricKeys)('%s is worked out in the file that is named', (key) => {
  expect(read(metricSources[key])).toContain(key === 'heldout/accuracy' ? 'accuracy' : ownWord(key));
});

/** What the file itself calls it. */
const ownWord = (key: MetricKey): string => (key === 'questioner/kinds' ? 'effectiveKinds' : key);

it.each(Object.entries(numbers))('%s is worked out in a file that is there', (_, { source }) => {
  expect(read(source).length).toBeGreaterThan(0);
});
