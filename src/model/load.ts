import * as v from 'valibot';
import type { ByteSource } from './byteSource.ts';
import { parseConfig, type Idefics3Config } from './config.ts';
import { VisplayError } from '../errors.ts';
import { parseJsonObject, readSmallFile, type CheckpointFolder } from './folder.ts';
import { parameterShapes } from './parameterShapes.ts';
import { readHeader, readTensor, type NamedTensor, type TensorEntry } from './safetensors.ts';

/** A checkpoint whose files, names, shapes and types have been checked; weights are read when asked for. */
export interface Checkpoint {
  readonly name: string;
  readonly config: Idefics3Config;
  /** every known file beside the weights, by name, as it was found */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** what the weights occupy in the files, bytes */
  readonly weightBytes: number;
  /**
   * Every weight once, one at a time, in the order of the files: exactly the names of `parameterShapes(config)`.
   *
   * Throws `truncated` or `unreadable-file` when the source fails on the way, `bad-values` for NaN or infinity.
   */
  weights(): AsyncGenerator<NamedTensor, void, undefined>;
}

/** One weight and the file it lies in. */
interface StoredTensor {
  readonly source: ByteSource;
  readonly entry: TensorEntry;
}

// Everything transformers writes beside the weights (4.x and 5.x); what is there travels with the checkpoint.
const companions: readonly string[] = [
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.json',
  'merges.txt',
  'chat_template.json',
  'chat_template.jinja',
  'preprocessor_config.json',
  'processor_config.json',
];

const floatTypes = new Set(['F32', 'F16', 'BF16']);
const headName = 'lm_head.weight';
const embeddingName = 'model.text_model.embed_tokens.weight';

/**
 * Opens a whole checkpoint: configuration, weights, tokenizer, image processor.
 *
 * Throws `VisplayError` with what is wrong and what to do: `missing-file`, `bad-json`, `unknown-architecture`,
 * `bad-config`, `bad-header`, `truncated`, `wrong-dtype`, `wrong-shape`, `missing-tensor`, `unexpected-tensor`.
 */
export async function openCheckpoint(folder: CheckpointFolder): Promise<Checkpoint> {
  const checkpoint = await openWeights(folder);
  for (const file of ['tokenizer.json', 'tokenizer_config.json']) {
    if (!checkpoint.files.has(file)) throw missingFile(folder, file);
  }
  // transformers 5 writes the image processor into processor_config.json, older versions into a file of its own.
  if (!checkpoint.files.has('preprocessor_config.json') && !checkpoint.files.has('processor_config.json')) {
    throw missingFile(folder, 'preprocessor_config.json');
  }
  return checkpoint;
}

/** Opens a folder that need hold no more than `config.json` and the weights; checks and errors as above. */
export async function openWeights(folder: CheckpointFolder): Promise<Checkpoint> {
  const configBytes = await readSmallFile(folder, 'config.json');
  if (!configBytes) throw missingFile(folder, 'config.json');
  const config = parseConfig(parseJsonObject('config.json', configBytes));
  const stored = await findTensors(folder);
  const dropHead = config.tieWordEmbeddings && (await hasEqualHead(stored));
  const tensors = checkTensors(stored, config, dropHead);
  const files = new Map([['config.json', configBytes]]);
  const found = await Promise.all(companions.map((file) => readSmallFile(folder, file)));
  companions.forEach((file, i) => {
    const bytes = found[i];
    if (bytes) files.set(file, bytes);
  });
  return {
    name: folder.name,
    config,
    files,
    weightBytes: tensors.reduce((sum, { entry }) => sum + entry.end - entry.begin, 0),
    weights: () => readAll(tensors),
  };
}

async function* readAll(tensors: readonly StoredTensor[]): AsyncGenerator<NamedTensor, void, undefined> {
  for (const { source, entry } of tensors) {
    const data = await readTensor(source, entry);
    const wrong = firstNonFinite(data);
    if (wrong >= 0) {
      throw new VisplayError(
        'bad-values',
        `${source.name}: ${entry.name} holds ${data[wrong]} at position ${wrong}.`,
        'The training that made this checkpoint diverged: use an earlier one.',
      );
    }
    yield { name: entry.name, shape: entry.shape, data };
  }
}

/** Position of the first NaN or infinity, -1 where all is finite. A plain loop: a callback per weight takes seconds. */
function firstNonFinite(data: Float32Array): number {
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i])) return i;
  }
  return -1;
}

/** Every tensor of the folder, from one file or from the shards an index lists. */
async function findTensors(folder: CheckpointFolder): Promise<ReadonlyMap<string, StoredTensor>> {
  const single = await folder.open('model.safetensors');
  if (single) return tensorsOf(single);
  const indexName = 'model.safetensors.index.json';
  const indexBytes = await readSmallFile(folder, indexName);
  if (!indexBytes) throw await missingWeights(folder);
  const index = parseIndex(indexName, indexBytes);
  const tensors = new Map<string, StoredTensor>();
  for (const file of [...new Set(index.values())].toSorted()) {
    const source = await folder.open(file);
    if (!source) throw missingFile(folder, file);
    for (const [name, tensor] of await tensorsOf(source)) {
      if (index.get(name) !== file) {
        throw new VisplayError(
          'bad-header',
          `${file} holds ${name}, and ${indexName} lists it ${index.has(name) ? `in ${index.get(name)}` : 'nowhere'}.`,
          'The shards do not belong together: download the folder again.',
        );
      }
      tensors.set(name, tensor);
    }
  }
  const lost = [...index].find(([name]) => !tensors.has(name));
  if (lost) {
    throw new VisplayError(
      'missing-tensor',
      `${indexName} lists ${lost[0]} in ${lost[1]}, which does not hold it.`,
      'The shards do not belong together: download the folder again.',
    );
  }
  return tensors;
}

async function tensorsOf(source: ByteSource): Promise<ReadonlyMap<string, StoredTensor>> {
  const { tensors } = await readHeader(source);
  return new Map(tensors.map((entry) => [entry.name, { source, entry }]));
}

function parseIndex(file: string, bytes: Uint8Array): ReadonlyMap<string, string> {
  // A shard is a plain file of the same folder: no path that leads elsewhere.
  const shard = v.pipe(v.string(), v.regex(/^[\w.-]+\.safetensors$/));
  const parsed = v.safeParse(
    v.object({ weight_map: v.record(v.string(), shard) }),
    parseJsonObject(file, bytes),
  );
  if (parsed.success) return new Map(Object.entries(parsed.output.weight_map));
  throw new VisplayError(
    'bad-json',
    `${file} has no valid weight_map from tensors to .safetensors files of the same folder.`,
    'Download or copy the file again.',
  );
}

/**
 * A tied checkpoint may store its head once more. transformers unties the two where they differ; here that is an
 * error, so that the configuration stays the whole truth.
 */
async function hasEqualHead(stored: ReadonlyMap<string, StoredTensor>): Promise<boolean> {
  const head = stored.get(headName);
  const embedding = stored.get(embeddingName);
  if (!head || !embedding) return false;
  const values = await readTensor(head.source, head.entry);
  const embeddings = await readTensor(embedding.source, embedding.entry);
  if (values.length === embeddings.length && values.every((value, i) => value === embeddings[i])) return true;
  throw new VisplayError(
    'bad-config',
    `config.json ties the head to the embeddings (tie_word_embeddings), and the file stores a ${headName} that differs from them.`,
    'Set tie_word_embeddings to false in config.json.',
  );
}

/** The tensors the configuration implies, none missing, none over, in the order of the files. */
function checkTensors(
  stored: ReadonlyMap<string, StoredTensor>,
  config: Idefics3Config,
  dropHead: boolean,
): readonly StoredTensor[] {
  const expected = parameterShapes(config);
  for (const [name, shape] of expected) {
    const tensor = stored.get(name);
    if (!tensor) {
      throw new VisplayError(
        'missing-tensor',
        `The weights lack ${name}, which config.json implies.`,
        'Use the config.json that was saved with these weights, or save the model again with transformers.',
      );
    }
    checkTensor(tensor, shape);
  }
  const tensors = [...stored.values()].filter(({ entry }) => !(dropHead && entry.name === headName));
  const extra = tensors.find(({ entry }) => !expected.has(entry.name));
  if (extra) {
    throw new VisplayError(
      'unexpected-tensor',
      `${extra.source.name} holds ${extra.entry.name}, which config.json does not imply.`,
      'Use the config.json that was saved with these weights; merge adapters into the model before saving it.',
    );
  }
  return tensors;
}

function checkTensor({ source, entry }: StoredTensor, shape: readonly number[]): void {
  if (!floatTypes.has(entry.dtype)) {
    throw new VisplayError(
      'wrong-dtype',
      `${source.name}: ${entry.name} is stored as ${entry.dtype}, and only F32, F16 and BF16 weights can be read.`,
      'Save the model as float32, float16 or bfloat16, without quantisation.',
    );
  }
  if (entry.shape.length !== shape.length || entry.shape.some((extent, i) => extent !== shape[i])) {
    throw new VisplayError(
      'wrong-shape',
      `${source.name}: ${entry.name} has the shape [${entry.shape.join(', ')}], and config.json implies [${shape.join(', ')}].`,
      'Use the config.json that was saved with these weights.',
    );
  }
}

function missingFile(folder: CheckpointFolder, file: string): VisplayError {
  return new VisplayError(
    'missing-file',
    `${folder.name} has no ${file}.`,
    'A checkpoint is a Hugging Face folder: config.json, model.safetensors, tokenizer.json, tokenizer_config.json, preprocessor_config.json.',
  );
}

async function missingWeights(folder: CheckpointFolder): Promise<VisplayError> {
  if (!(await folder.open('pytorch_model.bin'))) return missingFile(folder, 'model.safetensors');
  return new VisplayError(
    'missing-file',
    `${folder.name} has its weights as pytorch_model.bin only, which can run code when it is read.`,
    'Save the model with transformers as model.safetensors.',
  );
}
