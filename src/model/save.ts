import * as v from 'valibot';
import type { Idefics3Config } from './config.ts';
import { VisplayError } from '../errors.ts';
import { parseJsonObject } from './folder.ts';
import { parameterShapes } from './parameterShapes.ts';
import type { NamedTensor } from './safetensors.ts';
import { safetensorsBytes, type SavedDtype } from './safetensorsWriter.ts';

/**
 * A checkpoint as a Hugging Face folder, file name to bytes, which `AutoModelForImageTextToText.from_pretrained`
 * loads. `files` (of a `Checkpoint`) are carried along byte for byte; only where `config.json` names another
 * dtype than the one saved is that key changed, because transformers casts the weights to it when it loads them.
 *
 * Throws `missing-tensor`, `unexpected-tensor` or `wrong-shape` where the tensors are not those of the
 * configuration, `bad-values` for values that the dtype cannot hold.
 */
export function saveCheckpoint(
  config: Idefics3Config,
  files: ReadonlyMap<string, Uint8Array>,
  tensors: readonly NamedTensor[],
  dtype: SavedDtype = 'F32',
): Map<string, Uint8Array> {
  checkTensors(config, tensors);
  const saved = new Map(files);
  const configBytes = files.get('config.json');
  if (!configBytes) {
    throw new VisplayError(
      'missing-file',
      'There is no config.json to save.',
      "Pass the opened checkpoint's files.",
    );
  }
  saved.set('config.json', withDtype(configBytes, dtype));
  saved.set('model.safetensors', safetensorsBytes(tensors, dtype));
  return saved;
}

function checkTensors(config: Idefics3Config, tensors: readonly NamedTensor[]): void {
  const expected = parameterShapes(config);
  for (const { name, shape } of tensors) {
    const wanted = expected.get(name);
    if (!wanted) {
      throw new VisplayError('unexpected-tensor', `${name} is not a weight of this model.`, 'Leave it out.');
    }
    if (wanted.join() !== shape.join()) {
      throw new VisplayError(
        'wrong-shape',
        `${name} has the shape [${shape.join(', ')}], and the model's is [${wanted.join(', ')}].`,
        'Save the weights as they were loaded.',
      );
    }
  }
  const names = new Set(tensors.map(({ name }) => name));
  const lost = [...expected.keys()].find((name) => !names.has(name));
  if (lost !== undefined) {
    throw new VisplayError(
      'missing-tensor',
      `${lost} is not among the weights to save.`,
      'Save every weight.',
    );
  }
}

const torchNames: Readonly<Record<SavedDtype, string>> = { F32: 'float32', F16: 'float16' };
// `dtype` since transformers 4.56, `torch_dtype` before; the parts of the model may name their own.
const dtypeKeys = ['dtype', 'torch_dtype'];
const jsonObject = v.record(v.string(), v.unknown());

function withDtype(configBytes: Uint8Array, dtype: SavedDtype): Uint8Array {
  const json = parseJsonObject('config.json', configBytes);
  let changed = false;
  for (const part of [json, json['text_config'], json['vision_config']]) {
    if (!v.is(jsonObject, part)) continue;
    for (const key of dtypeKeys) {
      if (typeof part[key] !== 'string' || part[key] === torchNames[dtype]) continue;
      part[key] = torchNames[dtype];
      changed = true;
    }
  }
  return changed ? new TextEncoder().encode(`${JSON.stringify(json, null, 2)}\n`) : configBytes;
}
