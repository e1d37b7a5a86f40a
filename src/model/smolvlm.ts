import { parseConfig, type Idefics3Config } from './config.ts';

/** A model of the Hub that this project knows, for the list of models. */
export interface KnownModel {
  readonly id: string;
  readonly label: string;
  readonly licence: string;
  /** bytes of its weights on the way: bfloat16, float32 for SmolVLM2 */
  readonly downloadBytes: number;
  readonly config: Idefics3Config;
}

const vision = {
  hidden_size: 768,
  intermediate_size: 3072,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  image_size: 512,
  patch_size: 16,
};

const text = {
  vocab_size: 49280,
  head_dim: 64,
  rms_norm_eps: 1e-5,
  rope_theta: 100000,
  max_position_embeddings: 8192,
};

/** As their config.json says, for what is asked before anything is loaded; a loaded model's own configuration stands. */
export const smolVlm256: Idefics3Config = parseConfig({
  model_type: 'idefics3',
  scale_factor: 4,
  image_token_id: 49190,
  text_config: {
    ...text,
    hidden_size: 576,
    intermediate_size: 1536,
    num_hidden_layers: 30,
    num_attention_heads: 9,
    num_key_value_heads: 3,
  },
  vision_config: vision,
});

export const smolVlm500: Idefics3Config = parseConfig({
  model_type: 'idefics3',
  scale_factor: 4,
  image_token_id: 49190,
  text_config: {
    ...text,
    hidden_size: 960,
    intermediate_size: 2560,
    num_hidden_layers: 32,
    num_attention_heads: 15,
    num_key_value_heads: 5,
  },
  vision_config: vision,
});

export const knownModels: readonly KnownModel[] = [
  {
    id: 'HuggingFaceTB/SmolVLM-256M-Instruct',
    label: 'SmolVLM 256M',
    licence: 'Apache-2.0',
    downloadBytes: 513e6,
    config: smolVlm256,
  },
  {
    id: 'HuggingFaceTB/SmolVLM-500M-Instruct',
    label: 'SmolVLM 500M',
    licence: 'Apache-2.0',
    downloadBytes: 1015e6,
    config: smolVlm500,
  },
  {
    id: 'HuggingFaceTB/SmolVLM2-256M-Video-Instruct',
    label: 'SmolVLM2 256M',
    licence: 'Apache-2.0',
    downloadBytes: 1026e6,
    config: smolVlm256,
  },
  {
    id: 'HuggingFaceTB/SmolVLM2-500M-Video-Instruct',
    label: 'SmolVLM2 500M',
    licence: 'Apache-2.0',
    downloadBytes: 2030e6,
    config: smolVlm500,
  },
];
