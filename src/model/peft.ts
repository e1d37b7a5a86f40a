import * as v from 'valibot';
import { VisplayError } from '../errors.ts';
import { readSmallFile, parseJsonObject, type CheckpointFolder } from './folder.ts';
import { adapterNames, adapterTargets, type Adapter } from './lora.ts';
import { readHeader, readTensor, type NamedTensor } from './safetensors.ts';
import { safetensorsBytes } from './safetensorsWriter.ts';

/*
 * Adapters as folders of Python's `peft`: adapter_config.json and adapter_model.safetensors. peft wraps the model, so its
 * names are those of transformers behind `base_model.model.`.
 */

const wrapped = 'base_model.model.';

/** `peft` before 0.19 may name the adapter in its tensors. */
const named = /\.lora_([AB])\.(?:default\.)?weight$/;

// What changes the arithmetic of an adapter must be as it is here; keys that do not are left alone.
const configSchema = v.looseObject({
  peft_type: v.literal('LORA', 'peft_type is not LORA'),
  r: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096)),
  lora_alpha: v.pipe(v.number(), v.finite()),
  base_model_name_or_path: v.nullish(v.string()),
  use_rslora: v.optional(v.boolean(), false),
  bias: v.optional(v.literal('none', 'it trains biases'), 'none'),
  use_dora: v.optional(v.literal(false, 'it is a DoRA'), false),
  lora_bias: v.optional(v.literal(false, 'it has biases of its own'), false),
  fan_in_fan_out: v.optional(v.literal(false, 'its matrices are turned'), false),
  modules_to_save: v.nullish(v.pipe(v.array(v.string()), v.maxLength(0, 'it replaces whole modules'))),
  rank_pattern: v.optional(
    v.pipe(
      v.record(v.string(), v.number()),
      v.check((it) => Object.keys(it).length === 0, 'its linears have ranks of their own'),
    ),
    {},
  ),
  alpha_pattern: v.optional(
    v.pipe(
      v.record(v.string(), v.number()),
      v.check((it) => Object.keys(it).length === 0, 'its linears have alphas of their own'),
    ),
    {},
  ),
});

/** An adapter of a folder, and the model it says it was made for. */
export interface OpenAdapter {
  readonly adapter: Adapter;
  readonly baseName: string | null;
}

/**
 * Reads an adapter that `peft` or this project saved.
 *
 * Throws `missing-file`, `bad-json`, `bad-adapter` for a kind of adapter that is not computed here, and what
 * `readHeader` and `readTensor` throw. Whether it fits a model, `WeightSet.adapted` finds out.
 */
export async function readAdapter(folder: CheckpointFolder): Promise<OpenAdapter> {
  const bytes = await readSmallFile(folder, 'adapter_config.json');
  const source = await folder.open('adapter_model.safetensors');
  if (!bytes || !source) {
    throw new VisplayError(
      'missing-file',
      `${folder.name} has no ${bytes ? 'adapter_model.safetensors' : 'adapter_config.json'}.`,
      'An adapter is a folder as peft saves it: adapter_config.json and adapter_model.safetensors.',
    );
  }
  const parsed = v.safeParse(configSchema, parseJsonObject('adapter_config.json', bytes));
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw unfit(`adapter_config.json: ${v.getDotPath(issue) ?? 'the file'} is not valid (${issue.message})`);
  }
  const { r: rank, lora_alpha, use_rslora, base_model_name_or_path: baseName } = parsed.output;
  const header = await readHeader(source);
  const tensors: NamedTensor[] = [];
  for (const entry of header.tensors) {
    const side = named.exec(entry.name)?.[1];
    if (side === undefined || !entry.name.startsWith(wrapped))
      throw unfit(`${source.name} holds ${entry.name}, which is no matrix of a LoRA`);
    const linear = entry.name.slice(wrapped.length).replace(named, '');
    const names = adapterNames(linear);
    const data = await readTensor(source, entry);
    const wrong = data.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0) throw unfit(`${entry.name} holds ${data[wrong]} at position ${wrong}`);
    tensors.push({ name: side === 'A' ? names.a : names.b, shape: entry.shape, data });
  }
  checkPairs(tensors, source.name);
  // rsLoRA divides by the root of the rank.
  const alpha = use_rslora ? lora_alpha * Math.sqrt(rank) : lora_alpha;
  return { adapter: { rank, alpha, tensors }, baseName: baseName ?? null };
}

function checkPairs(tensors: readonly NamedTensor[], file: string): void {
  if (tensors.length === 0) throw unfit(`${file} holds no tensors`);
  const names = new Set(tensors.map(({ name }) => name));
  for (const name of names) {
    const { a, b } = adapterNames(name.replace(named, ''));
    const lost = names.has(a) ? b : a;
    if (!names.has(lost)) throw unfit(`${file} holds ${name} and not ${lost}`);
    if (name.includes('.vision_model.'))
      throw unfit(`${file} changes ${name}, a part of the vision tower, which stays as it is here`);
  }
}

/** An adapter as the folder that `PeftModel.from_pretrained` loads, file name to bytes. */
export function peftFolder(adapter: Adapter, baseName: string): Map<string, Uint8Array> {
  const tensors = adapter.tensors
    .map((tensor) => ({ ...tensor, name: wrapped + tensor.name }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const config = {
    peft_type: 'LORA',
    base_model_name_or_path: baseName,
    r: adapter.rank,
    lora_alpha: adapter.alpha,
    lora_dropout: 0,
    bias: 'none',
    fan_in_fan_out: false,
    init_lora_weights: true,
    inference_mode: true,
    modules_to_save: null,
    rank_pattern: {},
    alpha_pattern: {},
    target_modules: targetPattern(adapter),
    task_type: null,
    use_dora: false,
    use_rslora: false,
  };
  return new Map([
    ['adapter_config.json', new TextEncoder().encode(`${JSON.stringify(config, null, 2)}\n`)],
    ['adapter_model.safetensors', safetensorsBytes(tensors)],
  ]);
}

/**
 * The regular expression by which peft finds the linears: suffixes alone would find those of the vision tower too.
 */
function targetPattern({ tensors }: Adapter): string {
  const linears = [...new Set(tensors.map(({ name }) => name.replace(named, '')))];
  const has = (part: string): boolean => linears.some((name) => name.endsWith(`.${part}`));
  const parts = (of: string, names: readonly string[]): string[] => {
    const present = names.filter(has);
    return present.length === 0 ? [] : [`${of}\\.(${present.join('|')})`];
  };
  const [q, k, v_, o, gate, up, down] = adapterTargets;
  const inLayer = [...parts('self_attn', [q, k, v_, o]), ...parts('mlp', [gate, up, down])];
  const places = [
    ...(inLayer.length === 0 ? [] : [`text_model\\.layers\\.\\d+\\.(${inLayer.join('|')})`]),
    ...(has('proj') ? ['connector\\.modality_projection\\.proj'] : []),
  ];
  const pattern = `model\\.(${places.join('|')})`;
  const found = new RegExp(`^${pattern}$`);
  const strange = linears.find((name) => !found.test(name));
  if (strange !== undefined) throw unfit(`The adapter changes ${strange}`);
  return pattern;
}

function unfit(what: string): VisplayError {
  return new VisplayError(
    'bad-adapter',
    `${what}.`,
    'LoRA adapters of the linears of decoder and connector can be used, all of one rank, as peft saves them.',
  );
}
