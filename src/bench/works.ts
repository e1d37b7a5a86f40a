import { grpoStep, type LearnerRow } from '../grpo/step.ts';
import { presetConfig } from '../loop/presets.ts';
import { grpoOptions } from '../loop/stageOptions.ts';
import type { Picture } from '../images/picture.ts';
import { imageFeatures } from '../model/connector.ts';
import type { Prompt } from '../model/prompt.ts';
import type { CompletionRow, GenerateRequest } from '../model/vlm.ts';
import { AdamW } from '../tensor/adamw.ts';
import { withPlainOps } from '../tensor/plainOps.ts';
import { key } from '../tensor/random.ts';
import { CLEAN } from '../world/domain.ts';
import { heldOutSuite } from '../world/suite.ts';
import * as costs from './costs.ts';
import type { Cost } from './costs.ts';
import { stockDecode, stockLogProbs, stockVision, type StockBatch } from './stock.ts';
import { StockTrainer } from './stockTrainer.ts';
import {
  filled,
  finish,
  finishTensors,
  released,
  sumOfScores,
  tidied,
  type NamedTensors,
} from './tensors.ts';
import { pixelsOf, type Subject } from './subject.ts';

/** Our engine, our model on plain TensorFlow.js ops, and the model as TensorFlow.js is commonly used. */
export const engines = ['fused', 'plain', 'stock'] as const;
export type Engine = (typeof engines)[number];

/** How much of everything is done at once. */
export interface WorkSize {
  /** pictures that a prefill and the vision tower see */
  readonly pictures: number;
  /** groups of a training step, each of one picture */
  readonly groups: number;
  /** completions of a group */
  readonly group: number;
  /** tokens of a completion */
  readonly tokens: number;
  readonly decodeBatches: readonly number[];
  /** tokens decoded one by one; the first comes out of the prefill and is not counted */
  readonly decodeTokens: number;
}

/** One engine's way of doing some work. */
interface Doing {
  readonly run: () => Promise<void>;
  /** what comes before the work proper and is subtracted from its time */
  readonly lead?: () => Promise<void>;
}

/** Something to measure. */
export interface Work {
  readonly name: string;
  /** what the rate counts, per run */
  readonly units: number;
  readonly unit: 'tokens' | 'pictures' | 'weights';
  readonly cost: Cost;
  readonly doing: Readonly<Partial<Record<Engine, Doing>>>;
  /** why an engine does not take part */
  readonly leftOut?: Readonly<Partial<Record<Engine, string>>>;
  dispose?(): void;
}

export const question = 'How many red squares are there?';

/** A work by name, made when it is measured: it takes memory. */
export interface NamedWork {
  readonly name: string;
  /** only measured when asked for by name */
  readonly extra?: boolean;
  readonly make: () => Work;
}

const named = (name: string, make: (name: string) => Work): NamedWork => ({ name, make: () => make(name) });

/** All works of a model, the weightiest first. */
export function worksOf(subject: Subject, size: WorkSize): readonly NamedWork[] {
  const alone = { ...size, groups: size.groups * size.group, group: 1 };
  return [
    named('training step', (name) => trainingStep(name, subject, size)),
    ...size.decodeBatches.map((batch) =>
      named(`decode of ${batch}`, (name) => decode(name, subject, batch, size.decodeTokens)),
    ),
    named('prefill', (name) => prefill(name, subject, size)),
    named('log-probabilities', (name) => logProbs(name, subject, size)),
    named('vision tower', (name) => vision(name, subject, size)),
    named('AdamW', (name) => adamw(name, subject)),
    // What other frameworks are compared by: groups that share a prompt, and a picture for every row.
    { ...named('forward and backward', (name) => backward(name, subject, size)), extra: true },
    {
      ...named('forward and backward, a picture each', (name) => backward(name, subject, alone)),
      extra: true,
    },
  ];
}

/**
 * A large model leaves room for one set of moments and activations, which are our engine's: a GPU that refuses memory
 * ends everything that comes after.
 */
function withinMemory(weights: Subject['weights'], work: Work): Work {
  if (weights.size < 1e8) return work;
  const why = 'left out: several times the weights would not fit beside our engine';
  return { ...work, doing: { fused: work.doing.fused! }, leftOut: { plain: why, stock: why } };
}

/** The same on our kernels and on plain ops. */
function ours(
  run: () => Promise<void>,
  lead?: () => Promise<void>,
): { readonly fused: Doing; readonly plain: Doing } {
  return {
    fused: { run, ...(lead && { lead }) },
    plain: { run: () => withPlainOps(run), ...(lead && { lead: () => withPlainOps(lead) }) },
  };
}

function vision(name: string, { config, weights, promptOf }: Subject, { pictures }: WorkSize): Work {
  const prompts = drawn(pictures).map((picture) => promptOf(picture, question));
  const values = pixelsOf(prompts)!;
  const count = prompts.reduce((sum, { pixels }) => sum + (pixels?.count ?? 0), 0);
  return {
    name,
    units: count,
    unit: 'pictures',
    cost: costs.vision(config, count),
    doing: {
      ...ours(() => finish(() => imageFeatures(null, config, weights, { count, values, mask: null }))),
      stock: { run: () => finish(() => stockVision(config, weightOf(weights), values)) },
    },
  };
}

function prefill(name: string, { config, weights, vlm, promptOf }: Subject, { pictures }: WorkSize): Work {
  const shown = drawn(pictures);
  const prompts = shown.map((picture) => promptOf(picture, question));
  const requests = shown.map((picture, i) => request(picture, i, 1));
  const batch = stockBatch(prompts, 1, 1);
  const tokens = prompts.length * prompts[0]!.ids.length;
  return {
    name,
    units: tokens,
    unit: 'tokens',
    cost: costs.prefill(config, { pictures, rows: pictures, length: prompts[0]!.ids.length }),
    doing: {
      ...ours(async () => {
        await vlm.generate(weights, requests, { ...greedy, maxNewTokens: 1 });
      }),
      stock: { run: () => finish(() => stockLogProbs(config, weightOf(weights), batch, false)) },
    },
  };
}

function decode(
  name: string,
  { config, weights, vlm, promptOf }: Subject,
  batch: number,
  tokens: number,
): Work {
  const prompt = promptOf(null, question);
  const draw = (maxNewTokens: number) => async (): Promise<void> => {
    await vlm.generate(weights, [request(null, 0, batch)], { ...greedy, maxNewTokens });
  };
  const stock = (steps: number) => async (): Promise<void> => {
    await stockDecode(config, weightOf(weights), stockBatch([prompt], 1, 1), batch, steps);
  };
  return {
    name,
    units: batch * (tokens - 1),
    unit: 'tokens',
    cost: costs.decode(config, { rows: batch, length: prompt.ids.length, tokens: tokens - 1 }),
    doing: { ...ours(draw(tokens), draw(1)), stock: { run: stock(tokens), lead: stock(1) } },
  };
}

function logProbs(name: string, subject: Subject, size: WorkSize): Work {
  const { config, weights, vlm } = subject;
  const { rows, batch, length } = rollouts(subject, size);
  return {
    name,
    units: rows.length * size.tokens,
    unit: 'tokens',
    cost: costs.scoring(config, { ...size, length }),
    doing: {
      ...ours(async () => {
        await vlm.score(weights, rows);
      }),
      stock: { run: () => finish(() => stockLogProbs(config, weightOf(weights), batch, false)) },
    },
  };
}

export const optimizerSettings = { beta1: 0.9, beta2: 0.99, weightDecay: 0, maxNorm: 1 } as const;
export const learningRate = 1e-4;

function trainingStep(name: string, subject: Subject, size: WorkSize): Work {
  const { config, weights, vlm } = subject;
  const { rows, batch, length, factors } = rollouts(subject, size);
  const options = { ...grpoOptions(presetConfig('improved'), 1), learningRate, microBatch: rows.length };
  const trained = weights.clone();
  const optimizer = new AdamW(optimizerSettings);
  // Made when it is first asked for: it holds four times the weights.
  let trainer: StockTrainer | null = null;
  const stockTrainer = (): StockTrainer =>
    (trainer ??= new StockTrainer(config, weights.names, weightOf(weights), { ...optimizerSettings, learningRate })); // prettier-ignore
  return withinMemory(weights, {
    name,
    units: rows.length * size.tokens,
    unit: 'tokens',
    cost: costs.training(config, { ...size, length, weights: weights.size }),
    doing: {
      ...ours(async () => {
        await grpoStep({ model: vlm, weights: trained, optimizer, anchor: null }, rows, options);
      }),
      stock: {
        run: async () => {
          await stockTrainer().step(batch, factors);
        },
      },
    },
    dispose() {
      trained.dispose();
      optimizer.dispose();
      trainer?.dispose();
    },
  });
}

function backward(name: string, subject: Subject, size: WorkSize): Work {
  const { config, weights, vlm } = subject;
  const { rows, batch, length, factors } = rollouts(subject, size);
  let trainer: StockTrainer | null = null;
  return {
    name,
    units: rows.length * size.tokens,
    unit: 'tokens',
    cost: costs.training(config, { ...size, length, weights: 0 }),
    doing: {
      ...ours(async () => {
        const { gradients } = await vlm.gradients(weights, rows, sumOfScores);
        await finishTensors([...gradients.tensors.values()].slice(-1));
        gradients.dispose();
      }),
      stock: {
        run: async () => {
          trainer ??= new StockTrainer(config, weights.names, weightOf(weights), { ...optimizerSettings, learningRate }); // prettier-ignore
          const { loss, grads } = trainer.gradients(batch, factors);
          await finishTensors([loss]);
          released(new Map(Object.entries({ ...grads, loss })));
        },
      },
    },
    dispose() {
      trainer?.dispose();
    },
  };
}

function adamw(name: string, { config, weights }: Subject): Work {
  const trained = weights.clone();
  const optimizer = new AdamW(optimizerSettings);
  const gradients: NamedTensors = new Map(
    weights.names.map((name) => [name, filled(weights.get(name), 1e-3)]),
  );
  let trainer: StockTrainer | null = null;
  return withinMemory(weights, {
    name,
    units: weights.size,
    unit: 'weights',
    cost: costs.update(weights.size),
    doing: {
      ...ours(async () => {
        await optimizer.step(trained, gradients, learningRate);
        await finishTensors([trained.get(trained.names.at(-1)!)]);
      }),
      stock: {
        run: async () => {
          trainer ??= new StockTrainer(config, weights.names, weightOf(weights), { ...optimizerSettings, learningRate }); // prettier-ignore
          trainer.update(tidied(gradients));
          await finishTensors([trainer.weight(weights.names.at(-1)!)]);
        },
      },
    },
    dispose() {
      trained.dispose();
      optimizer.dispose();
      trainer?.dispose();
      released(gradients);
    },
  });
}

/** Groups of completions of one length about different pictures, as the loop trains on them. */
export function rollouts(
  { promptOf }: Subject,
  { groups, group, tokens }: Pick<WorkSize, 'groups' | 'group' | 'tokens'>,
): {
  readonly rows: readonly LearnerRow[];
  readonly batch: StockBatch;
  /** tokens of a prompt */
  readonly length: number;
  /** advantage times weight of each row */
  readonly factors: readonly number[];
} {
  const shown = drawn(groups);
  const prompts = shown.map((picture) => promptOf(picture, question));
  const batch = stockBatch(prompts, group, tokens);
  // The time does not depend on what is learnt: half of the rows are praised, half blamed.
  const rows = batch.completions.map((completion, row): LearnerRow & CompletionRow => ({
    id: String(row),
    picture: shown[Math.floor(row / group)]!,
    text: question,
    tokens: completion,
    logProbs: completion.map(() => 0),
    advantage: row % 2 === 0 ? 1 : -1,
  }));
  const total = rows.length * tokens;
  return {
    rows,
    batch,
    length: prompts[0]!.ids.length,
    factors: rows.map(({ advantage }) => advantage / total),
  };
}

function stockBatch(prompts: readonly Prompt[], group: number, tokens: number): StockBatch {
  const length = prompts[0]!.ids.length;
  if (prompts.some(({ ids }) => ids.length !== length)) throw new Error('The prompts differ in length.');
  return {
    prompts: prompts.map(({ ids }) => ids),
    pixels: pixelsOf(prompts),
    group,
    // Any ids will do, as long as none is a special token.
    completions: Array.from({ length: prompts.length * group }, (_, row) =>
      Array.from({ length: tokens }, (_, place) => 100 + ((row * 31 + place * 7) % 200)),
    ),
  };
}

const greedy = { temperature: 0, topP: 1, topK: 0 } as const;

const request = (picture: Picture | null, index: number, samples: number): GenerateRequest => ({
  id: String(index),
  picture,
  text: question,
  samples,
  key: key(1, index),
});

/** Pictures that the project draws, under ids of their own: one scene may come twice. */
const drawn = (count: number): Picture[] =>
  heldOutSuite({ domain: CLEAN, count, seed: 1 }).map(({ picture }, i) =>
    Object.assign({}, picture, { id: `${picture.id} ${i}` }),
  );

export const weightOf =
  (weights: Subject['weights']) =>
  (name: string): ReturnType<typeof weights.get> =>
    weights.get(name);
