import type { Counted } from './counted.ts';
import type { Measured } from './turns.ts';

/** A figure that the engine is held to. */
export interface Target {
  readonly name: string;
  readonly wanted: string;
  /** null where it was not measured */
  readonly found: number | null;
  readonly verdict: 'pass' | 'short' | 'needs a real GPU' | 'not measured';
}

/** What was measured on one device. */
export interface DeviceResults {
  readonly backend: 'webgpu' | 'wasm';
  readonly isFallbackAdapter: boolean;
  readonly measured: readonly Measured[];
  readonly counted: Counted | null;
  readonly roundSeconds: number | null;
}

export function targetsOf(results: DeviceResults): Target[] {
  return results.backend === 'wasm' ? wasmTargets(results) : gpuTargets(results);
}

function wasmTargets({ measured }: DeviceResults): Target[] {
  return [
    atLeast('training step of nano over stock TensorFlow.js', 6, times(measured, 'nano', 'training step')),
    slowest(measured),
  ];
}

function gpuTargets({ isFallbackAdapter, measured, counted, roundSeconds }: DeviceResults): Target[] {
  const shapes = measured.filter(({ model }) => model !== 'nano');
  const ofReal = (target: Target): Target =>
    isFallbackAdapter ? { ...target, verdict: 'needs a real GPU' } : target;
  const models = [...new Set(measured.map(({ model }) => model))];
  return [
    ...models.flatMap((model) => [
      atLeast(
        `training step over stock TensorFlow.js, ${model}`,
        1.5,
        times(measured, model, 'training step'),
      ),
      atLeast(`decode of 8 over stock TensorFlow.js, ${model}`, 2, times(measured, model, 'decode of 8')),
    ]),
    slowest(measured),
    ...(counted === null ? [] : countedTargets(counted)),
    ...shapes
      .filter(({ work }) => work === 'training step')
      .map(({ model, ofMatmul }) =>
        ofReal(atLeast(`training step over the adapter's best matmul, ${model}`, 0.4, ofMatmul)),
      ),
    ...shapes
      .filter(({ work }) => work.startsWith('decode'))
      .map(
        ({ model, work, bound, reached, ofMemory }) =>
        // Where arithmetic binds a large batch, memory cannot be what it is held to.
        ofReal(atLeast(`${work} over what ${bound.by === 'matmul' ? 'arithmetic' : 'memory bandwidth'} allows, ${model}`, 0.5, bound.by === 'matmul' ? (reached.fused ?? null) : ofMemory)), // prettier-ignore
      ),
    ofReal(atMost('a full round of nano, seconds', 60, roundSeconds)),
  ];
}

function countedTargets(counted: Counted): Target[] {
  const { poolAfterThird: third, poolAfterSixth: sixth } = counted;
  return [
    atMost('dispatches of a decoder layer in a decoding step', 10, counted.decodePerLayer),
    atMost('dispatches of a layer forward and backward', 40, counted.trainPerLayer),
    atMost('dispatches of AdamW with clipping, all weights', 4, counted.update),
    atLeast('tokens between two reads', 8, counted.tokensPerRead),
    atMost('MB that the pool grows after the third step', 0, sixth - third),
  ];
}

/** Nothing may be slower than stock: the smallest ratio, named. */
function slowest(measured: readonly Measured[]): Target {
  let least: { readonly name: string; readonly ratio: number } | null = null;
  for (const { model, work, faster } of measured) {
    const ratio = faster.stock?.median;
    if (ratio !== undefined && (least === null || ratio < least.ratio))
      least = { name: `${work}, ${model}`, ratio };
  }
  const name = `nothing slower than stock TensorFlow.js${least === null ? '' : ` (least: ${least.name})`}`;
  return atLeast(name, 1, least?.ratio ?? null);
}

function times(measured: readonly Measured[], model: string, work: string): number | null {
  const found = measured.find((one) => one.model === model && one.work === work);
  return found?.faster.stock?.median ?? null;
}

const atLeast = (name: string, bound: number, found: number | null): Target =>
  judged(name, `at least ${bound}`, found, (value) => value >= bound);

const atMost = (name: string, bound: number, found: number | null): Target =>
  judged(name, `at most ${bound}`, found, (value) => value <= bound);

function judged(
  name: string,
  wanted: string,
  found: number | null,
  passes: (value: number) => boolean,
): Target {
  const verdict = found === null ? 'not measured' : passes(found) ? 'pass' : 'short';
  return { name, wanted, found, verdict };
}
