import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { nodeFolder } from '../model/nodeFolder.ts';
import type { Device } from '../tensor/device.ts';
import { describeBackends } from '../tensor/testing.ts';
import { sampleCollection } from '../world/collection.ts';
import { CLEAN } from '../world/domain.ts';
import type { Config } from './config.ts';
import { Drive } from './drive.ts';
import type { StampedEvent } from './events.ts';
import { disposeRun, headerOf, newRun } from './newRun.ts';
import { openModel } from './openModel.ts';
import { presetConfig } from './presets.ts';
import { selfPlay } from './selfPlay.ts';

// A run of `paper` as the plainest engine played it, before any kernel was fused: every later engine has to play the
// same one, event by event. UPDATE_REFERENCE=1 plays it anew, for when the model or the algorithm has changed.
const reference = new URL('./agreement.json.gz', import.meta.url);

const config: Config = {
  ...presetConfig('paper'),
  'questioner.steps': 2,
  'questioner.groupsPerStep': 2,
  'questioner.groupSize': 4,
  'votes.samples': 4,
  'votes.labelSamples': 4,
  'silver.pictures': 4,
  'silver.questionsPerPicture': 4,
  'silver.bandLow': 0,
  'silver.minimum': 1,
  'reasoner.steps': 2,
  'reasoner.groupsPerStep': 2,
  'reasoner.groupSize': 4,
  'evaluation.questions': 6,
};

/** What a clock or the memory says differs between two runs, and what names the build. */
const passing = new Set([
  'seconds',
  'header',
  'tensors',
  'memory',
  'tokens_per_second',
  'seconds/rollout',
  'seconds/vote',
  'seconds/update',
  'seconds/step',
]);
// Rounding differs by the order of a sum, 1e-6 of a log-probability; Adam turns it into as much of a weight's step.
const tolerance = 2e-3;
/** Largest differences of float32 noise: nothing to compare but their size. */
const noise = new Set(['logprob_gap']);

function disagreements(found: unknown, expected: unknown, path: string): string[] {
  if (typeof found === 'number' && typeof expected === 'number') {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const near = noise.has(name)
      ? Math.max(found, expected) < 1e-4
      : Math.abs(found - expected) <= tolerance * Math.max(1, Math.abs(expected));
    return near ? [] : [`${path}: ${found} for ${expected}`];
  }
  if (isRecord(found) && isRecord(expected)) {
    const names = new Set([...Object.keys(found), ...Object.keys(expected)]);
    return [...names]
      .filter((name) => !passing.has(name))
      .flatMap((name) => disagreements(found[name], expected[name], `${path}/${name}`));
  }
  return found === expected ? [] : [`${path}: ${String(found)} for ${String(expected)}`];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

// A software GPU takes minutes for what WASM does in seconds: `VISPLAY_SLOW=1` plays it there as well.
const backends = process.env['VISPLAY_SLOW'] === '1' ? (['wasm', 'webgpu'] as const) : (['wasm'] as const);

const suite = (_: unknown, device: () => Device): void => {
  test('plays the reference run, event by event', { timeout: 600_000 }, async () => {
    const model = await openModel(nodeFolder('public/models/nano'), device());
    const pictures = sampleCollection({ domain: CLEAN, count: 6, seed: 3 });
    const request = { runId: 'test', preset: 'paper', config, pictures };
    const run = newRun(model, headerOf(model, request), pictures);
    const events: StampedEvent[] = [];
    const sink = { event: (event: StampedEvent) => void events.push(event), boundary: async () => {} };
    await new Drive(selfPlay(run), sink, { sequence: 0, seconds: 0, now: () => 0, begin: 'play' }).finish();
    disposeRun(run);
    model.base.dispose();

    // `undefined` is no JSON: what was written compares with what can be written.
    const found: unknown = JSON.parse(JSON.stringify(events));
    if (process.env['UPDATE_REFERENCE'] === '1' || !existsSync(reference))
      writeFileSync(reference, gzipSync(JSON.stringify(found)));
    const expected: unknown = JSON.parse(gunzipSync(readFileSync(reference)).toString());
    expect(disagreements(found, expected, '')).toEqual([]);
  });
};
describeBackends('The engine', suite, backends);
