import type { Tensor2D } from '@tensorflow/tfjs-core';
import { addLowRank } from '../tensor/lowRank.ts';
import { key, textKey, uniform } from '../tensor/random.ts';
import type { Tape } from '../tensor/tape.ts';
import type { Idefics3Config } from './config.ts';
import { parameterShapes } from './parameterShapes.ts';
import type { NamedTensor } from './safetensors.ts';
import type { WeightSet } from './weights.ts';

/** Linears that an adapter may change, by the last part of their name. */
export const adapterTargets = [
  'q_proj',
  'k_proj',
  'v_proj',
  'o_proj',
  'gate_proj',
  'up_proj',
  'down_proj',
  'proj',
] as const;

export type AdapterTarget = (typeof adapterTargets)[number];

export interface AdapterSettings {
  readonly rank: number;
  /** a change is multiplied with alpha / rank */
  readonly alpha: number;
  readonly targets: readonly AdapterTarget[];
}

/**
 * A LoRA adapter at rest (Hu et al., arXiv 2106.09685): for a linear `NAME.weight` [out, in], `NAME.lora_A.weight`
 * [rank, in] and `NAME.lora_B.weight` [out, rank], of which alpha / rank times B A is added to it.
 */
export interface Adapter {
  readonly rank: number;
  readonly alpha: number;
  readonly tensors: readonly NamedTensor[];
}

/** A linear of decoder or connector that an adapter changes. */
export interface AdaptedLinear {
  /** without `.weight` */
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
}

const decoderOrConnector = /^model\.(text_model\.layers\.|connector\.)/;

/** The linears of decoder and connector with these targets, in the order of the forward pass. */
export function adaptedLinears(config: Idefics3Config, targets: readonly string[]): AdaptedLinear[] {
  const found: AdaptedLinear[] = [];
  for (const [weight, [outputs = 1, inputs = 1]] of parameterShapes(config)) {
    const name = weight.replace(/\.weight$/, '');
    // The vision tower has linears of the same names; it stays as it is.
    if (decoderOrConnector.test(name) && targets.includes(name.split('.').at(-1)!))
      found.push({ name, inputs, outputs });
  }
  return found;
}

/** The names of the two matrices that change a linear. */
export function adapterNames(linear: string): { readonly a: string; readonly b: string } {
  return { a: `${linear}.lora_A.weight`, b: `${linear}.lora_B.weight` };
}

/** Numbers in an adapter with these settings. */
export function adapterSize(config: Idefics3Config, { rank, targets }: AdapterSettings): number {
  return adaptedLinears(config, targets).reduce(
    (sum, { inputs, outputs }) => sum + rank * (inputs + outputs),
    0,
  );
}

/** An adapter that changes nothing yet: A uniform as peft draws it (Kaiming, a = sqrt 5), B zero. */
export function newAdapter(config: Idefics3Config, settings: AdapterSettings, seed: number): Adapter {
  const { rank, alpha, targets } = settings;
  const tensors = adaptedLinears(config, targets).flatMap(({ name, inputs, outputs }) => {
    const { a, b } = adapterNames(name);
    const draws = key(seed, textKey(a));
    const bound = 1 / Math.sqrt(inputs);
    const values = Float32Array.from(
      { length: rank * inputs },
      (_, i) => bound * (2 * uniform(draws, i) - 1),
    );
    return [
      { name: a, shape: [rank, inputs], data: values },
      { name: b, shape: [outputs, rank], data: new Float32Array(outputs * rank) },
    ];
  });
  return { rank, alpha, tensors };
}

/** What an adapter adds to linears of one x: y [rows, their columns side by side], which this takes over. */
export function adapt(
  tape: Tape | null,
  weights: WeightSet,
  linears: readonly string[],
  x: Tensor2D,
  y: Tensor2D,
): Tensor2D {
  const change = weights.lowRank(linears);
  return change === null ? y : addLowRank(tape, x, y, change);
}
