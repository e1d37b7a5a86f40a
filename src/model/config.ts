import * as v from 'valibot';
import { VisplayError } from '../errors.ts';

/** The decoder: `text_config` of Idefics3, a Llama. */
export interface LlamaConfig {
  readonly vocabSize: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly numHiddenLayers: number;
  readonly numAttentionHeads: number;
  /** heads of keys and values: `numAttentionHeads / numKeyValueHeads` query heads share one */
  readonly numKeyValueHeads: number;
  readonly headDim: number;
  readonly rmsNormEps: number;
  /** base of the rotary frequencies */
  readonly ropeTheta: number;
  readonly maxPositionEmbeddings: number;
}

/** The SigLIP-style vision tower: `vision_config` of Idefics3. */
export interface Idefics3VisionConfig {
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly numHiddenLayers: number;
  readonly numAttentionHeads: number;
  readonly numChannels: number;
  /** side of the square picture, pixels */
  readonly imageSize: number;
  /** side of a square patch, pixels */
  readonly patchSize: number;
  readonly layerNormEps: number;
}

/** Geometry of an Idefics3 checkpoint, names as in transformers. */
export interface Idefics3Config {
  readonly text: LlamaConfig;
  readonly vision: Idefics3VisionConfig;
  /** pixel-shuffle factor: `scaleFactor` squared patches become one image token */
  readonly scaleFactor: number;
  /** id of `<image>`, whose embeddings the picture's features replace */
  readonly imageTokenId: number;
  /** whether the head is the transposed embedding table; then the file holds no `lm_head.weight` */
  readonly tieWordEmbeddings: boolean;
  /** image tokens per picture or tile */
  readonly imageSeqLen: number;
  /** how prompts are phrased for this checkpoint; this project's own key, null in others' checkpoints */
  readonly promptStyle: string | null;
}

/** The `architectures` entries this project can run. */
// SmolVLM2's own class computes the same, from weights of the same names (modular_smolvlm.py of transformers 5).
const supportedArchitectures: readonly string[] = [
  'Idefics3ForConditionalGeneration',
  'SmolVLMForConditionalGeneration',
];
const supportedTypes: readonly string[] = ['idefics3', 'smolvlm'];

// Bounds on every size keep a lying config from asking for absurd buffers, and every product exact.
const size = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1 << 24));
const layers = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1024));
const tokenId = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1 << 24));
const epsilon = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const theta = v.pipe(v.number(), v.minValue(1), v.finite());

// Defaults are those of transformers 5 (configuration_llama.py, configuration_idefics3.py).
const textSchema = v.object({
  model_type: v.optional(v.string(), 'llama'),
  vocab_size: v.optional(size, 32000),
  hidden_size: v.optional(size, 4096),
  intermediate_size: v.optional(size, 11008),
  num_hidden_layers: v.optional(layers, 32),
  num_attention_heads: v.optional(size, 32),
  num_key_value_heads: v.nullish(size),
  head_dim: v.nullish(size),
  hidden_act: v.optional(v.string(), 'silu'),
  max_position_embeddings: v.optional(size, 2048),
  rms_norm_eps: v.optional(epsilon, 1e-6),
  attention_bias: v.optional(v.boolean(), false),
  mlp_bias: v.optional(v.boolean(), false),
  // transformers 5 writes rope_parameters, older versions rope_theta and rope_scaling
  rope_parameters: v.nullish(
    v.object({ rope_theta: v.optional(theta, 10000), rope_type: v.optional(v.string(), 'default') }),
  ),
  rope_theta: v.optional(theta, 10000),
  rope_scaling: v.nullish(v.unknown()),
  rope_interleaved: v.optional(v.boolean(), false),
  qk_layer_norms: v.optional(v.boolean(), false),
  use_resampler: v.optional(v.boolean(), false),
});

const visionSchema = v.object({
  hidden_size: v.optional(size, 1152),
  intermediate_size: v.optional(size, 3072),
  num_hidden_layers: v.optional(layers, 12),
  num_attention_heads: v.optional(size, 16),
  num_channels: v.optional(v.literal(3), 3),
  image_size: v.optional(size, 224),
  patch_size: v.optional(size, 32),
  hidden_act: v.optional(v.string(), 'gelu_pytorch_tanh'),
  layer_norm_eps: v.optional(epsilon, 1e-6),
});

const configSchema = v.object({
  // Idefics3Config without a text_config makes a Llama with this epsilon instead of its own default.
  text_config: v.optional(textSchema, { rms_norm_eps: 1e-5 }),
  vision_config: v.optional(visionSchema, {}),
  scale_factor: v.optional(v.pipe(size, v.maxValue(64)), 2),
  image_token_id: v.optional(tokenId, 128257),
  tie_word_embeddings: v.optional(v.boolean(), false),
  prompt_style: v.nullish(v.string()),
});

type TextFields = v.InferOutput<typeof textSchema>;
type VisionFields = v.InferOutput<typeof visionSchema>;

/**
 * Geometry of a checkpoint from its parsed `config.json`.
 *
 * Throws `unknown-architecture` for another model family, `bad-config` for an Idefics3 that cannot be right
 * or uses an option this project does not compute.
 */
export function parseConfig(json: unknown): Idefics3Config {
  checkArchitecture(json);
  const parsed = v.safeParse(configSchema, json);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw bad(`config.json: ${v.getDotPath(issue) ?? 'the file'} is not valid (${issue.message})`);
  }
  const { text_config: text, vision_config: vision, scale_factor, image_token_id } = parsed.output;
  checkText(text);
  checkVision(vision, scale_factor);
  if (image_token_id >= text.vocab_size) {
    throw bad(
      `config.json: image_token_id ${image_token_id} is outside the vocabulary of ${text.vocab_size}`,
    );
  }
  const side = vision.image_size / vision.patch_size / scale_factor;
  return {
    text: {
      vocabSize: text.vocab_size,
      hiddenSize: text.hidden_size,
      intermediateSize: text.intermediate_size,
      numHiddenLayers: text.num_hidden_layers,
      numAttentionHeads: text.num_attention_heads,
      numKeyValueHeads: text.num_key_value_heads ?? text.num_attention_heads,
      headDim: text.head_dim ?? text.hidden_size / text.num_attention_heads,
      rmsNormEps: text.rms_norm_eps,
      ropeTheta: text.rope_parameters?.rope_theta ?? text.rope_theta,
      maxPositionEmbeddings: text.max_position_embeddings,
    },
    vision: {
      hiddenSize: vision.hidden_size,
      intermediateSize: vision.intermediate_size,
      numHiddenLayers: vision.num_hidden_layers,
      numAttentionHeads: vision.num_attention_heads,
      numChannels: vision.num_channels,
      imageSize: vision.image_size,
      patchSize: vision.patch_size,
      layerNormEps: vision.layer_norm_eps,
    },
    scaleFactor: scale_factor,
    imageTokenId: image_token_id,
    tieWordEmbeddings: parsed.output.tie_word_embeddings,
    imageSeqLen: side * side,
    promptStyle: parsed.output.prompt_style ?? null,
  };
}

function checkArchitecture(json: unknown): void {
  const schema = v.object({
    architectures: v.nullish(v.array(v.string())),
    model_type: v.nullish(v.string()),
  });
  if (!v.is(schema, json)) throw bad('config.json is not the configuration of a model');
  const names = json.architectures ?? [];
  const known =
    names.length > 0
      ? names.some((name) => supportedArchitectures.includes(name))
      : supportedTypes.includes(json.model_type ?? '');
  if (known) return;
  const found = names[0] ?? json.model_type;
  throw new VisplayError(
    'unknown-architecture',
    `This checkpoint is ${found ? `a ${found}` : 'of an architecture it does not name'}, which cannot be run here.`,
    `Supported: ${supportedArchitectures.join(', ')} (for example HuggingFaceTB/SmolVLM-256M-Instruct).`,
  );
}

function checkText(text: TextFields): void {
  if (text.model_type !== 'llama') throw bad(`config.json: text_config is a ${text.model_type}, not a llama`);
  if (text.hidden_act !== 'silu')
    throw bad(`config.json: text_config.hidden_act ${text.hidden_act} is not silu`);
  const heads = text.num_attention_heads;
  if (text.hidden_size % heads !== 0) {
    throw bad(`config.json: text hidden_size ${text.hidden_size} is not a multiple of its ${heads} heads`);
  }
  const keyValueHeads = text.num_key_value_heads ?? heads;
  if (heads % keyValueHeads !== 0) {
    throw bad(
      `config.json: ${heads} attention heads cannot share ${keyValueHeads} key and value heads evenly`,
    );
  }
  if ((text.head_dim ?? text.hidden_size / heads) % 2 !== 0) {
    throw bad('config.json: text head_dim is odd, and rotary embeddings need an even one');
  }
  const rope = text.rope_parameters?.rope_type ?? 'default';
  if (rope !== 'default' || (text.rope_scaling ?? null) !== null || text.rope_interleaved) {
    throw bad(
      'config.json: text_config asks for scaled or interleaved rotary embeddings, which are not computed here',
    );
  }
  if (text.attention_bias || text.mlp_bias || text.qk_layer_norms || text.use_resampler) {
    throw bad(
      'config.json: text_config asks for attention_bias, mlp_bias, qk_layer_norms or use_resampler, which are not computed here',
    );
  }
}

function checkVision(vision: VisionFields, scaleFactor: number): void {
  if (vision.hidden_act !== 'gelu_pytorch_tanh') {
    throw bad(`config.json: vision_config.hidden_act ${vision.hidden_act} is not gelu_pytorch_tanh`);
  }
  if (vision.hidden_size % vision.num_attention_heads !== 0) {
    throw bad(
      `config.json: vision hidden_size ${vision.hidden_size} is not a multiple of its ${vision.num_attention_heads} heads`,
    );
  }
  // The connector folds a square grid of patches evenly (Idefics3Connector.pixel_shuffle).
  if (vision.image_size % (vision.patch_size * scaleFactor) !== 0) {
    throw bad(
      `config.json: image_size ${vision.image_size} is not a multiple of patch_size ${vision.patch_size} times scale_factor ${scaleFactor}`,
    );
  }
}

function bad(what: string): VisplayError {
  return new VisplayError(
    'bad-config',
    `${what}.`,
    'Use a config.json as transformers writes it for an Idefics3 checkpoint.',
  );
}
