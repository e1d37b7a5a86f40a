import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { bytesSource } from './byteSource.ts';
import type { Idefics3Config } from './config.ts';
import { openWeights } from './load.ts';
import { nodeFolder } from './nodeFolder.ts';
import type { Prompt } from './prompt.ts';
import { readHeader, readTensor, type NamedTensor } from './safetensors.ts';
import { tokenBatch, type TokenBatch } from './tokenBatch.ts';
import type { Pixels } from './vision.ts';

/** A tiny checkpoint with what transformers computes from it (tools/fixtures/tiny.py). */
export interface Fixture {
  readonly config: Idefics3Config;
  readonly weights: readonly NamedTensor[];
  /** prompts without their padding */
  readonly rows: readonly (readonly number[])[];
  /** padding before each prompt in the expected tensors */
  readonly padding: readonly number[];
  readonly pictures: readonly number[];
  /** real pictures of all prompts in order; null where there are none */
  readonly pixels: Pixels | null;
  readonly lossWeights: readonly (readonly number[])[];
  readonly greedy: readonly (readonly number[])[];
  readonly adamw: AdamwSettings | null;
  readonly gradNorm: number;
  readonly tensors: ReadonlyMap<string, NamedTensor>;
}

interface AdamwSettings {
  readonly lr: number;
  readonly betas: readonly [number, number];
  readonly eps: number;
  readonly weight_decay: number;
  readonly clip: number;
}

interface ExpectedJson {
  readonly input_ids: number[][];
  readonly attention_mask: number[][];
  readonly loss_weights: number[][];
  readonly pictures: number[];
  readonly greedy: number[][];
  readonly adamw?: AdamwSettings;
  readonly grad_norm?: number;
}

const root = path.join(import.meta.dirname, 'fixtures', 'tiny');

/** Reads a folder of `src/model/fixtures/tiny`; `suffix` picks a case other than the default. */
export async function readFixture(name: string, suffix = ''): Promise<Fixture> {
  const checkpoint = await openWeights(nodeFolder(path.join(root, name)));
  const weights: NamedTensor[] = [];
  for await (const weight of checkpoint.weights()) weights.push(weight);
  const tensors = await readSafetensors(path.join(root, name, `expected${suffix}.safetensors`));
  const expected: ExpectedJson = JSON.parse(
    await readFile(path.join(root, name, `expected${suffix}.json`), 'utf8'),
  );
  const padding = expected.attention_mask.map((mask) => mask.indexOf(1));
  return {
    config: checkpoint.config,
    weights,
    rows: expected.input_ids.map((ids, i) => ids.slice(padding[i])),
    padding,
    pictures: expected.pictures,
    pixels: realPixels(tensors, expected.pictures),
    lossWeights: expected.loss_weights,
    greedy: expected.greedy,
    adamw: expected.adamw ?? null,
    gradNorm: expected.grad_norm ?? Number.NaN,
    tensors,
  };
}

async function readSafetensors(file: string): Promise<ReadonlyMap<string, NamedTensor>> {
  const source = bytesSource(file, new Uint8Array(await readFile(file)));
  const tensors = new Map<string, NamedTensor>();
  for (const entry of (await readHeader(source)).tensors) {
    tensors.set(entry.name, { name: entry.name, shape: entry.shape, data: await readTensor(source, entry) });
  }
  return tensors;
}

/** The pictures that are there: the file pads every prompt to the most pictures of any. */
function realPixels(tensors: ReadonlyMap<string, NamedTensor>, pictures: readonly number[]): Pixels | null {
  const values = tensors.get('pixel_values');
  const mask = tensors.get('pixel_attention_mask');
  if (!values || !mask) return null;
  const most = values.shape[1]!;
  const perPicture = values.data.length / (pictures.length * most);
  const perMask = mask.data.length / (pictures.length * most);
  const slots = pictures.flatMap((count, row) => Array.from({ length: count }, (_, i) => row * most + i));
  const real = new Float32Array(slots.length * perPicture);
  const realMask = new Uint8Array(slots.length * perMask);
  for (const [to, from] of slots.entries()) {
    real.set(values.data.subarray(from * perPicture, (from + 1) * perPicture), to * perPicture);
    realMask.set(mask.data.subarray(from * perMask, (from + 1) * perMask), to * perMask);
  }
  return { count: slots.length, values: real, mask: realMask };
}

/** The prompts as a batch, padded on the right. */
export function batchOf({ rows, pictures, config }: Fixture): TokenBatch {
  let feature = 0;
  const withFeatures = rows.map((ids, i) => {
    const firstFeature = feature;
    feature += pictures[i]! * config.imageSeqLen;
    return { ids, firstFeature };
  });
  return tokenBatch(withFeatures, config.imageTokenId);
}

/** The prompts with their pictures, one by one. */
export function promptsOf({ rows, pictures, pixels, config }: Fixture): Prompt[] {
  const area = config.vision.imageSize ** 2;
  const size = config.vision.numChannels * area;
  let at = 0;
  return rows.map((ids, row) => {
    const [start, count] = [at, pictures[row]!];
    at += count;
    if (pixels === null || count === 0) return { ids, pixels: null, pictureId: null };
    const values = pixels.values.slice(start * size, at * size);
    const mask = pixels.mask?.slice(start * area, at * area) ?? null;
    return { ids, pixels: { count, values, mask }, pictureId: String(row) };
  });
}
