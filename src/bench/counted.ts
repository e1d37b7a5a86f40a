import { grpoStep } from '../grpo/step.ts';
import type { OpenModel } from '../loop/openModel.ts';
import { presetConfig } from '../loop/presets.ts';
import { grpoOptions } from '../loop/stageOptions.ts';
import { AdamW } from '../tensor/adamw.ts';
import { countGpu, type GpuCounts } from '../tensor/counts.ts';
import { memoryUse } from '../tensor/memory.ts';
import { smolVlmSubject, type Subject } from './subject.ts';
import { finishTensors, sumOfScores } from './tensors.ts';
import { learningRate, optimizerSettings, question, rollouts } from './works.ts';

/** What the engine asks of the GPU, counted exactly; the same on every adapter. */
export interface Counted {
  /** dispatches of one decoder layer in one decoding step */
  readonly decodePerLayer: number;
  /** dispatches of a decoding step outside the layers */
  readonly decodeBeside: number;
  /** dispatches of one decoder layer, forward and backward together */
  readonly trainPerLayer: number;
  /** dispatches of one update of all weights, with clipping */
  readonly update: number;
  /** tokens decoded between two reads */
  readonly tokensPerRead: number;
  /** megabytes of the pool after the third and the sixth training step */
  readonly poolAfterThird: number;
  readonly poolAfterSixth: number;
}

const size = { groups: 1, group: 4, tokens: 6 };

/** Counts on models of one and two layers, whose difference is a layer. WebGPU only: elsewhere all are zero. */
export async function countEngine(model: OpenModel): Promise<Counted> {
  const shape = { visionLayers: 1, imageSize: 64, vocabSize: 768, narrow: true };
  const one = await smolVlmSubject(model, { ...shape, layers: 1 });
  const two = await smolVlmSubject(model, { ...shape, layers: 2 });
  const [less, more] = [await decodeSteps(one), await decodeSteps(two)];
  const [shallow, deep] = [await backward(one), await backward(two)];
  const perLayer = (more.dispatches - less.dispatches) / steps;
  const { update, pools } = await training(two);
  for (const { weights } of [one, two]) weights.dispose();
  return {
    decodePerLayer: perLayer,
    decodeBeside: less.dispatches / steps - perLayer,
    trainPerLayer: deep.dispatches - shallow.dispatches,
    update,
    tokensPerRead: less.readBacks === 0 ? 0 : steps / less.readBacks,
    poolAfterThird: pools[2]!,
    poolAfterSixth: pools[5]!,
  };
}

const steps = 32;

/** The difference of two lengths: `steps` decoding steps and nothing else. */
async function decodeSteps({ vlm, weights }: Subject): Promise<GpuCounts> {
  const counted = (maxNewTokens: number): Promise<GpuCounts> =>
    countGpu(() =>
      vlm.generate(weights, [{ id: '', picture: null, text: question, samples: 4, key: 1 }], {
        maxNewTokens,
        temperature: 1,
        topP: 1,
        topK: 0,
      }),
    );
  const [short, long] = [await counted(steps + 1), await counted(2 * steps + 1)];
  return {
    dispatches: long.dispatches - short.dispatches,
    submissions: long.submissions - short.submissions,
    bytesAllocated: long.bytesAllocated - short.bytesAllocated,
    readBacks: long.readBacks - short.readBacks,
  };
}

async function backward(subject: Subject): Promise<GpuCounts> {
  const { vlm, weights } = subject;
  const { rows } = rollouts(subject, size);
  return countGpu(async () => {
    const { gradients } = await vlm.gradients(weights, rows, sumOfScores);
    gradients.dispose();
  });
}

async function training(
  subject: Subject,
): Promise<{ readonly update: number; readonly pools: readonly number[] }> {
  const { vlm, weights } = subject;
  const { rows } = rollouts(subject, size);
  const trained = weights.clone();
  const optimizer = new AdamW(optimizerSettings);
  const options = { ...grpoOptions(presetConfig('improved'), 1), learningRate };
  const pools: number[] = [];
  for (let step = 0; step < 6; step++) {
    await grpoStep({ model: vlm, weights: trained, optimizer, anchor: null }, rows, options);
    pools.push(memoryUse().megabytes);
  }
  const { gradients } = await vlm.gradients(trained, rows, sumOfScores);
  await finishTensors([...gradients.tensors.values()].slice(0, 1));
  const { dispatches } = await countGpu(() => optimizer.step(trained, gradients.tensors, learningRate));
  gradients.dispose();
  trained.dispose();
  optimizer.dispose();
  return { update: dispatches, pools };
}
