import { cpus, totalmem } from 'node:os';
import { grpoStep, type LearnerRow } from '../grpo/step.ts';
import type { OpenModel } from '../loop/openModel.ts';
import { presetConfig } from '../loop/presets.ts';
import type { BackendChoice } from '../loop/protocol.ts';
import { grpoOptions } from '../loop/stageOptions.ts';
import type { GenerateRequest } from '../model/vlm.ts';
import { AdamW } from '../tensor/adamw.ts';
import { key } from '../tensor/random.ts';
import { CLEAN } from '../world/domain.ts';
import { heldOutSuite } from '../world/suite.ts';
import { asksForHelp, backendNamed, readOptions, wholeNumber } from './arguments.ts';
import { openModelAt } from './model.ts';
import { progressLine } from './progress.ts';
import { spread, type Spread } from './spread.ts';

const help = `Measures how fast this machine runs a model: scoring, sampling and a training step on each backend.

  npm run --silent bench -- [--model DIR] [--backend NAME] [--batch N] [--tokens N] [--repeats N] [--json]

  --model DIR       a Hugging Face folder (default: the embedded model)
  --backend NAME    auto (both, without a software GPU), webgpu or wasm (default: auto)
  --batch N         sequences at once (default: 32)
  --tokens N        tokens of each completion (default: 24)
  --repeats N       how often each is measured, in turns (default: 5)
  --json            one JSON object on standard output
`;

const options = {
  model: { type: 'string' },
  backend: { type: 'string', default: 'auto' },
  batch: { type: 'string', default: '32' },
  tokens: { type: 'string', default: '24' },
  repeats: { type: 'string', default: '5' },
  json: { type: 'boolean', default: false },
} as const;

/** One kind of work on one backend, measured several times in turns with the others. */
interface Measured {
  readonly backend: string;
  readonly work: string;
  readonly tokensPerSecond: Spread;
  readonly milliseconds: Spread;
}

interface Shape {
  readonly batch: number;
  readonly tokens: number;
}

/** Does its work once and says how many tokens of completions that were. */
type Work = () => Promise<number>;

export async function bench(args: string[]): Promise<number> {
  if (asksForHelp(args)) {
    process.stdout.write(help);
    return 0;
  }
  const values = readOptions('bench', options, args);
  const backend = backendNamed(values.backend);
  const shape = {
    batch: wholeNumber('--batch', values.batch, 1, 1024),
    tokens: wholeNumber('--tokens', values.tokens, 1, 1024),
  };
  const repeats = wholeNumber('--repeats', values.repeats, 1, 1000);
  const { models, skipped } = await modelsFor(values.model, backend);
  const results = await measure(models, shape, repeats);

  const [first] = models;
  const report = {
    machine: machine(),
    model: first!.name,
    parameters: first!.base.size,
    shape,
    backends: models.map(({ device }) => ({ backend: device.backend, adapter: device.adapter })),
    skipped,
    results,
  };
  process.stdout.write(
    values.json ? `${JSON.stringify(report)}\n` : table(report.machine.cpu, skipped, results),
  );
  return 0;
}

const machine = () => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGB: Math.round(totalmem() / 2 ** 30),
  platform: `${process.platform} ${process.arch}`,
  node: process.versions.node,
});

/** The model on the backend that was named; by default on both, where a software GPU does not count as one. */
async function modelsFor(
  directory: string | undefined,
  backend: BackendChoice,
): Promise<{ readonly models: OpenModel[]; readonly skipped: string | null }> {
  if (backend !== 'auto') return { models: [await openModelAt(directory, backend)], skipped: null };
  const chosen = await openModelAt(directory, 'auto');
  if (chosen.device.backend === 'wasm') return { models: [chosen], skipped: chosen.device.reason };
  return { models: [chosen, await openModelAt(directory, 'wasm')], skipped: null };
}

/** Every work of every backend in turns, so that a machine that slows down slows all of them alike. */
async function measure(models: readonly OpenModel[], shape: Shape, repeats: number): Promise<Measured[]> {
  const line = progressLine();
  const works = models.flatMap((model) =>
    Object.entries(worksOf(model, shape)).map(([name, run]) => ({
      model,
      name,
      run,
      seconds: new Array<number>(),
      rates: new Array<number>(),
    })),
  );
  // The first time round compiles kernels and fills pools; it is not counted.
  for (let repeat = 0; repeat <= repeats; repeat++) {
    for (const { model, name, run, seconds, rates } of works) {
      line.show(
        `${repeat === 0 ? 'warming up' : `repeat ${repeat} of ${repeats}`}: ${name} on ${model.device.backend}`,
      );
      await model.device.activate();
      const began = performance.now();
      const tokens = await run();
      const took = (performance.now() - began) / 1000;
      if (repeat === 0) continue;
      seconds.push(took);
      rates.push(tokens / took);
    }
  }
  line.end();
  return works.map(({ model, name, seconds, rates }) => ({
    backend: model.device.backend,
    work: name,
    tokensPerSecond: spread(rates),
    milliseconds: spread(seconds.map((it) => it * 1000)),
  }));
}

/** Forward, decoding and one training step over a batch of questions about drawn pictures, one picture each. */
function worksOf({ vlm, base }: OpenModel, { batch, tokens }: Shape): Readonly<Record<string, Work>> {
  const items = heldOutSuite({ domain: CLEAN, count: batch, seed: 1 });
  const requests = items.map(({ id, picture, question }, index): GenerateRequest => ({
    id,
    picture,
    text: question,
    samples: 1,
    key: key(1, index),
  }));
  const rows = items.map(({ id, picture, question }, index) => ({
    id,
    picture,
    text: question,
    // Any ids will do, as long as none is a special token.
    tokens: Array.from({ length: tokens }, (_, place) => 100 + ((index * 31 + place * 7) % 100)),
  }));
  const trained = base.clone();
  const optimizer = new AdamW({ beta1: 0.9, beta2: 0.99, weightDecay: 0, maxNorm: 1 });
  const total = batch * tokens;
  // The time does not depend on what is learnt: half of the rows are praised, half blamed.
  const learnt = rows.map((row, index): LearnerRow => ({
    ...row,
    logProbs: row.tokens.map(() => 0),
    advantage: index % 2 === 0 ? 1 : -1,
  }));
  const grpo = { ...grpoOptions(presetConfig('improved'), 1), microBatch: batch };
  return {
    async forward() {
      await vlm.score(base, rows);
      return total;
    },
    async decode() {
      const sampling = { maxNewTokens: tokens, temperature: 1, topP: 1, topK: 0 };
      const completions = await vlm.generate(base, requests, sampling);
      return completions.reduce((sum, completion) => sum + completion.tokens.length, 0);
    },
    async 'training step'() {
      await grpoStep({ model: vlm, weights: trained, optimizer, anchor: null }, learnt, grpo);
      return total;
    },
  };
}

function table(cpu: string, skipped: string | null, results: readonly Measured[]): string {
  const rows = results.map(({ backend, work, tokensPerSecond: rate, milliseconds: time }) => {
    const what = `${backend.padEnd(8)}${work.padEnd(15)}`;
    return `${what}${rate.median.toFixed(0).padStart(9)} tokens/s (${rate.low.toFixed(0)} to ${rate.high.toFixed(0)})   ${time.median.toFixed(1)} ms\n`;
  });
  return `${cpu}\n${rows.join('')}${skipped === null ? '' : `WebGPU is left out. ${skipped}\n`}`;
}
