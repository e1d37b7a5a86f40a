import type { Idefics3Config } from './config.ts';

/**
 * Every weight of an Idefics3ForConditionalGeneration by its transformers name, with its shape, in the order of
 * the forward pass. Linear weights are [out, in], convolutions [out, in, height, width], embeddings
 * [rows, hidden]. A tied head has no entry of its own.
 */
export function parameterShapes(config: Idefics3Config): ReadonlyMap<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  addVision(shapes, config);
  const { text, vision, scaleFactor } = config;
  shapes.set('model.connector.modality_projection.proj.weight', [
    text.hiddenSize,
    vision.hiddenSize * scaleFactor * scaleFactor,
  ]);
  addText(shapes, config);
  if (!config.tieWordEmbeddings) shapes.set('lm_head.weight', [text.vocabSize, text.hiddenSize]);
  return shapes;
}

function addVision(shapes: Map<string, readonly number[]>, { vision }: Idefics3Config): void {
  const { hiddenSize, intermediateSize, patchSize } = vision;
  const model = 'model.vision_model';
  shapes.set(`${model}.embeddings.patch_embedding.weight`, [
    hiddenSize,
    vision.numChannels,
    patchSize,
    patchSize,
  ]);
  shapes.set(`${model}.embeddings.patch_embedding.bias`, [hiddenSize]);
  shapes.set(`${model}.embeddings.position_embedding.weight`, [
    (vision.imageSize / patchSize) ** 2,
    hiddenSize,
  ]);
  for (let i = 0; i < vision.numHiddenLayers; i++) {
    const layer = `${model}.encoder.layers.${i}`;
    addNorm(shapes, `${layer}.layer_norm1`, hiddenSize);
    for (const name of ['q_proj', 'k_proj', 'v_proj', 'out_proj']) {
      addLinear(shapes, `${layer}.self_attn.${name}`, hiddenSize, hiddenSize);
    }
    addNorm(shapes, `${layer}.layer_norm2`, hiddenSize);
    addLinear(shapes, `${layer}.mlp.fc1`, intermediateSize, hiddenSize);
    addLinear(shapes, `${layer}.mlp.fc2`, hiddenSize, intermediateSize);
  }
  addNorm(shapes, `${model}.post_layernorm`, hiddenSize);
}

function addText(shapes: Map<string, readonly number[]>, { text }: Idefics3Config): void {
  const { hiddenSize, intermediateSize, headDim } = text;
  const queries = text.numAttentionHeads * headDim;
  const keys = text.numKeyValueHeads * headDim;
  const model = 'model.text_model';
  shapes.set(`${model}.embed_tokens.weight`, [text.vocabSize, hiddenSize]);
  for (let i = 0; i < text.numHiddenLayers; i++) {
    const layer = `${model}.layers.${i}`;
    shapes.set(`${layer}.input_layernorm.weight`, [hiddenSize]);
    shapes.set(`${layer}.self_attn.q_proj.weight`, [queries, hiddenSize]);
    shapes.set(`${layer}.self_attn.k_proj.weight`, [keys, hiddenSize]);
    shapes.set(`${layer}.self_attn.v_proj.weight`, [keys, hiddenSize]);
    shapes.set(`${layer}.self_attn.o_proj.weight`, [hiddenSize, queries]);
    shapes.set(`${layer}.post_attention_layernorm.weight`, [hiddenSize]);
    shapes.set(`${layer}.mlp.gate_proj.weight`, [intermediateSize, hiddenSize]);
    shapes.set(`${layer}.mlp.up_proj.weight`, [intermediateSize, hiddenSize]);
    shapes.set(`${layer}.mlp.down_proj.weight`, [hiddenSize, intermediateSize]);
  }
  shapes.set(`${model}.norm.weight`, [hiddenSize]);
}

function addLinear(shapes: Map<string, readonly number[]>, name: string, out: number, input: number): void {
  shapes.set(`${name}.weight`, [out, input]);
  shapes.set(`${name}.bias`, [out]);
}

function addNorm(shapes: Map<string, readonly number[]>, name: string, size: number): void {
  shapes.set(`${name}.weight`, [size]);
  shapes.set(`${name}.bias`, [size]);
}
