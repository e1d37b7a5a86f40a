import { createProcessor } from '../model/processor.ts';
import { parseConfig, type Idefics3Config } from '../model/config.ts';
import { hashedTensor } from '../model/hashedTensor.ts';
import { parameterShapes } from '../model/parameterShapes.ts';
import { PromptStore } from '../model/promptStore.ts';
import type { Prompt } from '../model/prompt.ts';
import type { NamedTensor } from '../model/safetensors.ts';
import { Vlm } from '../model/vlm.ts';
import { WeightSet } from '../model/weights.ts';
import type { OpenModel } from '../loop/openModel.ts';
import type { Device } from '../tensor/device.ts';

/** A model to measure, on the device it was made on. */
export interface Subject {
  readonly name: string;
  readonly device: Device;
  readonly config: Idefics3Config;
  readonly weights: WeightSet;
  /** never stops early: its end token is out of reach, so that every completion has the length asked for */
  readonly vlm: Vlm;
  /** as the model reads a turn; the same for our engine and for its yardsticks */
  readonly promptOf: ReturnType<PromptStore['turns']>;
}

/** What the vision tower is fed, [prompts, channels, size, size]; null where they have no picture. */
export function pixelsOf(prompts: readonly Prompt[]): Float32Array | null {
  const parts = prompts.flatMap(({ pixels }) => (pixels === null ? [] : [pixels.values]));
  if (parts.length === 0) return null;
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** A checkpoint that was opened, with its own weights. */
export function subjectOf({ name, device, config, files, base }: OpenModel): Subject {
  return { name, device, config, weights: base.clone(), ...reader(config, files) };
}

/** How much of SmolVLM-256M to make. */
export interface SmolVlmSize {
  /** layers of the decoder, at most 30 */
  readonly layers: number;
  /** layers of the vision tower, at most 12 */
  readonly visionLayers: number;
  /** pixels of a side, a multiple of 64; 512 in the real model */
  readonly imageSize: number;
  /** 49280 in the real model */
  readonly vocabSize: number;
  /** a third of the widths and heads: the same kernels in a ninth of the time */
  readonly narrow?: boolean;
}

const bytes = (json: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(json));

/** SmolVLM-256M-Instruct's shapes with weights that follow from their names, and the tokenizer of `model`. */
export async function smolVlmSubject(model: OpenModel, size: SmolVlmSize): Promise<Subject> {
  const third = size.narrow ? 3 : 1;
  const config = parseConfig({
    model_type: 'idefics3',
    scale_factor: 4,
    image_token_id: model.config.imageTokenId,
    tie_word_embeddings: true,
    text_config: {
      vocab_size: size.vocabSize,
      hidden_size: 576 / third,
      intermediate_size: 1536 / third,
      num_hidden_layers: size.layers,
      num_attention_heads: 9 / third,
      num_key_value_heads: 3 / third,
      head_dim: 64,
      rms_norm_eps: 1e-5,
      rope_theta: 100000,
      max_position_embeddings: 8192,
    },
    vision_config: {
      hidden_size: 768 / third,
      intermediate_size: 3072 / third,
      num_hidden_layers: size.visionLayers,
      num_attention_heads: 12 / third,
      image_size: size.imageSize,
      patch_size: 16,
    },
  });
  const own: unknown = JSON.parse(new TextDecoder().decode(model.files.get('preprocessor_config.json')));
  const edge = { longest_edge: size.imageSize };
  const files = new Map(model.files);
  files.delete('processor_config.json');
  files.set(
    'preprocessor_config.json',
    bytes({ ...(typeof own === 'object' ? own : {}), size: edge, max_image_size: edge }),
  );
  const { layers, imageSize, vocabSize } = size;
  const whole = layers === 30 && imageSize === 512 && vocabSize === 49280;
  return {
    name: whole
      ? 'SmolVLM-256M shapes'
      : `SmolVLM-256M shapes, ${layers} of 30 layers, pictures of ${imageSize}, vocabulary ${vocabSize}`,
    device: model.device,
    config,
    weights: await WeightSet.fromHost(hashedWeights(config)),
    ...reader(config, files),
  };
}

function reader(
  config: Idefics3Config,
  files: ReadonlyMap<string, Uint8Array>,
): Pick<Subject, 'vlm' | 'promptOf'> {
  const processor = createProcessor({ config, files });
  const { tokenizer } = processor;
  // Ids beyond the tokenizer come out of random weights; nobody reads the text.
  const endless = { ...processor, tokenizer: { ...tokenizer, eosIds: [], decode: () => '' } };
  const vlm = new Vlm(config, endless, { split: false });
  // Work that is measured is done.
  vlm.memory = { ...vlm.memory, featureBytes: 0 };
  return {
    vlm,
    promptOf: new PromptStore(processor, false).turns(),
  };
}

/** Norms near one, everything else small enough that activations stay of the order of one. */
function* hashedWeights(config: Idefics3Config): Generator<NamedTensor> {
  for (const [name, shape] of parameterShapes(config)) {
    const norm = /norm\d?\.weight$/.test(name);
    yield hashedTensor({ name, shape, scale: norm ? 0.1 : 0.05, offset: norm ? 1 : 0 });
  }
}
