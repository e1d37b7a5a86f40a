import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfig } from './config.ts';

const tiny = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`fixtures/tiny/${name}/config.json`, import.meta.url), 'utf8'));

const base = {
  architectures: ['Idefics3ForConditionalGeneration'],
  model_type: 'idefics3',
  scale_factor: 2,
  image_token_id: 3,
  text_config: { model_type: 'llama', vocab_size: 64, hidden_size: 32, num_attention_heads: 4 },
  vision_config: { hidden_size: 24, num_attention_heads: 2, image_size: 32, patch_size: 8 },
};

const withText = (fields: object) => ({ ...base, text_config: { ...base.text_config, ...fields } });
const withVision = (fields: object) => ({ ...base, vision_config: { ...base.vision_config, ...fields } });

describe('parseConfig', () => {
  it('reads what transformers 5 writes', () => {
    const config = parseConfig(tiny('masked-pixels'));
    expect(config).toEqual({
      text: {
        vocabSize: 120,
        hiddenSize: 40,
        intermediateSize: 64,
        numHiddenLayers: 2,
        numAttentionHeads: 4,
        numKeyValueHeads: 1,
        headDim: 16,
        rmsNormEps: 1e-6,
        ropeTheta: 10000,
        maxPositionEmbeddings: 256,
      },
      vision: {
        hiddenSize: 36,
        intermediateSize: 52,
        numHiddenLayers: 2,
        numAttentionHeads: 3,
        numChannels: 3,
        imageSize: 48,
        patchSize: 4,
        layerNormEps: 1e-6,
      },
      scaleFactor: 4,
      imageTokenId: 3,
      tieWordEmbeddings: false,
      imageSeqLen: 9,
      promptStyle: null,
    });
    expect(parseConfig(tiny('uneven-pictures')).text.ropeTheta).toBe(100000);
    expect(parseConfig(tiny('tied-pair')).tieWordEmbeddings).toBe(true);
  });

  it('takes the defaults of transformers for what older files leave out', () => {
    const config = parseConfig(base);
    // LlamaConfig() and Idefics3VisionConfig() of transformers 5.23
    expect(config.text).toMatchObject({
      intermediateSize: 11008,
      numHiddenLayers: 32,
      numKeyValueHeads: 4,
      headDim: 8,
      rmsNormEps: 1e-6,
      ropeTheta: 10000,
      maxPositionEmbeddings: 2048,
    });
    expect(config.vision).toMatchObject({ intermediateSize: 3072, numHiddenLayers: 12, layerNormEps: 1e-6 });
    expect(config.tieWordEmbeddings).toBe(false);
    // Without a text_config, Idefics3Config makes a Llama with another epsilon.
    const bare = parseConfig({
      model_type: 'idefics3',
      image_token_id: 5,
      vision_config: base.vision_config,
    });
    expect(bare.text.rmsNormEps).toBe(1e-5);
    expect(bare.text.headDim).toBe(128);
  });

  it('ties the head by the outer key alone, as transformers does', () => {
    expect(parseConfig(withText({ tie_word_embeddings: true })).tieWordEmbeddings).toBe(false);
    expect(parseConfig({ ...base, tie_word_embeddings: true }).tieWordEmbeddings).toBe(true);
  });

  it('carries the prompt style', () => {
    expect(parseConfig({ ...base, prompt_style: 'nano' }).promptStyle).toBe('nano');
  });

  const smolvlm = new URL(`${process.env['VISPLAY_DATA'] ?? '../../../shared/data'}/`, import.meta.url);
  const file = new URL('smolvlm-256m-instruct/config.json', smolvlm);
  it.skipIf(!existsSync(file))('reads SmolVLM-256M-Instruct, written by transformers 4.46', () => {
    const config = parseConfig(JSON.parse(readFileSync(file, 'utf8')));
    expect(config).toEqual({
      text: {
        vocabSize: 49280,
        hiddenSize: 576,
        intermediateSize: 1536,
        numHiddenLayers: 30,
        numAttentionHeads: 9,
        numKeyValueHeads: 3,
        headDim: 64,
        rmsNormEps: 1e-5,
        ropeTheta: 100000,
        maxPositionEmbeddings: 8192,
      },
      vision: {
        hiddenSize: 768,
        intermediateSize: 3072,
        numHiddenLayers: 12,
        numAttentionHeads: 12,
        numChannels: 3,
        imageSize: 512,
        patchSize: 16,
        layerNormEps: 1e-6,
      },
      scaleFactor: 4,
      imageTokenId: 49190,
      tieWordEmbeddings: false,
      imageSeqLen: 64,
      promptStyle: null,
    });
  });

  it('takes a SmolVLM2, which is the same under another name', () => {
    const named = { ...base, architectures: ['SmolVLMForConditionalGeneration'], model_type: 'smolvlm' };
    expect(parseConfig(named)).toEqual(parseConfig(base));
    expect(parseConfig({ ...named, architectures: undefined })).toEqual(parseConfig(base));
  });

  it('names the architectures it supports when it meets another', () => {
    const qwen = { architectures: ['Qwen2_5_VLForConditionalGeneration'], model_type: 'qwen2_5_vl' };
    expect(() => parseConfig(qwen)).toThrow(
      'This checkpoint is a Qwen2_5_VLForConditionalGeneration, which cannot be run here. ' +
        'Supported: Idefics3ForConditionalGeneration, SmolVLMForConditionalGeneration (for example HuggingFaceTB/SmolVLM-256M-Instruct).',
    );
    expect(() => parseConfig({ model_type: 'llama' })).toThrow(
      'This checkpoint is a llama, which cannot be run here.',
    );
    expect(() => parseConfig({})).toThrow('This checkpoint is of an architecture it does not name');
  });

  it('takes what the config.json of SmolVLM2 says beside what transformers 5 writes, and no model of videos', () => {
    const text = { ...base.text_config, architectures: ['VLlama3ForCausalLM'], pixel_shuffle_factor: 4, qk_layer_norms: false, rope_interleaved: false, use_resampler: false, is_llama_config: true }; // prettier-ignore
    const vision = { ...base.vision_config, model_type: 'smolvlm_vision', max_image_size: { longest_edge: 512 }, use_base_siglip: true }; // prettier-ignore
    const named = { ...base, architectures: ['SmolVLMForConditionalGeneration'], model_type: 'smolvlm' };
    expect(parseConfig({ ...named, text_config: text, vision_config: vision })).toEqual(parseConfig(base));
    expect(() => parseConfig(withText({ qk_layer_norms: true }))).toThrow('qk_layer_norms');
    const video = { architectures: ['VideoLlavaForConditionalGeneration'], model_type: 'video_llava' };
    expect(() => parseConfig(video)).toThrow(
      'a VideoLlavaForConditionalGeneration, which cannot be run here',
    );
  });

  it.each([
    [null, 'config.json is not the configuration of a model.'],
    [[], 'cannot be run here'],
    [withText({ hidden_size: -4 }), 'config.json: text_config.hidden_size is not valid'],
    [withText({ vocab_size: 1e12 }), 'config.json: text_config.vocab_size is not valid'],
    [withText({ hidden_size: 30 }), 'text hidden_size 30 is not a multiple of its 4 heads'],
    [withText({ num_key_value_heads: 3 }), '4 attention heads cannot share 3 key and value heads evenly'],
    [withText({ head_dim: 7 }), 'text head_dim is odd'],
    [withText({ model_type: 'mistral' }), 'text_config is a mistral, not a llama'],
    [withText({ hidden_act: 'gelu' }), 'text_config.hidden_act gelu is not silu'],
    [withText({ attention_bias: true }), 'attention_bias, mlp_bias, qk_layer_norms or use_resampler'],
    [withText({ rope_parameters: { rope_type: 'llama3' } }), 'scaled or interleaved rotary embeddings'],
    [withText({ rope_scaling: { type: 'linear', factor: 2 } }), 'scaled or interleaved rotary embeddings'],
    [withVision({ num_channels: 1 }), 'config.json: vision_config.num_channels is not valid'],
    [withVision({ hidden_act: 'relu' }), 'vision_config.hidden_act relu is not gelu_pytorch_tanh'],
    [withVision({ hidden_size: 25 }), 'vision hidden_size 25 is not a multiple of its 2 heads'],
    [withVision({ image_size: 40 }), 'image_size 40 is not a multiple of patch_size 8 times scale_factor 2'],
    [{ ...base, image_token_id: 64 }, 'image_token_id 64 is outside the vocabulary of 64'],
  ])('refuses %j', (json, sentence) => {
    expect(() => parseConfig(json)).toThrow(sentence);
  });
});
