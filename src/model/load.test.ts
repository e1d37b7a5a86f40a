import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesSource } from './byteSource.ts';
import { fileFolder, urlFolder, type CheckpointFolder } from './folder.ts';
import { openCheckpoint, openWeights, type Checkpoint } from './load.ts';
import { nodeFolder, writeFolder } from './nodeFolder.ts';
import { parameterShapes } from './parameterShapes.ts';
import type { NamedTensor } from './safetensors.ts';
import { safetensorsBytes } from './safetensorsWriter.ts';
import { saveCheckpoint } from './save.ts';

const path = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
const bytes = (name: string) => new Uint8Array(readFileSync(path(name)));
const text = (value: unknown) =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

const decode = (content: Uint8Array) => new TextDecoder().decode(content);

const filesOf = (name: string): Map<string, Uint8Array> =>
  new Map(readdirSync(path(name)).map((file) => [file, bytes(`${name}/${file}`)]));

/** A folder in memory: that of a fixture with some files replaced, or taken away (null). */
function memoryFolder(
  name: string,
  changes: Readonly<Record<string, Uint8Array | null>> = {},
): CheckpointFolder {
  const files = filesOf(name);
  for (const [file, content] of Object.entries(changes)) {
    if (content) files.set(file, content);
    else files.delete(file);
  }
  return {
    name: 'my-model',
    open: async (file) => {
      const content = files.get(file);
      return content ? bytesSource(file, content) : null;
    },
  };
}

const openWithMap = (map: Record<string, unknown>) =>
  openWeights(memoryFolder('sharded', { 'model.safetensors.index.json': text({ weight_map: map }) }));

async function collect(checkpoint: Checkpoint): Promise<NamedTensor[]> {
  const tensors: NamedTensor[] = [];
  for await (const tensor of checkpoint.weights()) tensors.push(tensor);
  return tensors;
}

const byName = (tensors: readonly NamedTensor[]) => new Map(tensors.map((tensor) => [tensor.name, tensor]));

/** The weights of the complete fixture, changed before they are put into a file again. */
async function withTensors(change: (tensors: NamedTensor[]) => NamedTensor[]): Promise<CheckpointFolder> {
  const tensors = await collect(await openCheckpoint(memoryFolder('complete')));
  return memoryFolder('complete', { 'model.safetensors': safetensorsBytes(change(tensors)) });
}

const neverRead = (): Promise<never> => Promise.reject(new Error('It was read.'));

function withConfig(change: Record<string, unknown>): CheckpointFolder {
  const config = JSON.parse(decode(bytes('complete/config.json')));
  return memoryFolder('complete', { 'config.json': text({ ...config, ...change }) });
}

describe('openCheckpoint', () => {
  it('yields every weight of the configuration once, with its companions', async () => {
    const checkpoint = await openCheckpoint(nodeFolder(path('complete')));
    const tensors = await collect(checkpoint);
    expect(new Map(tensors.map(({ name, shape }) => [name, shape]))).toEqual(
      new Map(parameterShapes(checkpoint.config)),
    );
    expect(tensors.length).toBe(parameterShapes(checkpoint.config).size);
    expect(checkpoint.weightBytes).toBe(tensors.reduce((sum, { data }) => sum + data.byteLength, 0));
    const companions = filesOf('complete');
    companions.delete('model.safetensors');
    expect(new Map(checkpoint.files)).toEqual(companions);
  });

  it('holds one weight at a time: the next is read when it is asked for', async () => {
    const read: number[] = [];
    const folder = nodeFolder(path('complete'));
    const watched: CheckpointFolder = {
      ...folder,
      open: async (file) => {
        const source = await folder.open(file);
        if (source === null || !file.endsWith('.safetensors')) return source;
        return { ...source, read: (begin, end) => (read.push(end - begin), source.read(begin, end)) };
      },
    };
    const checkpoint = await openCheckpoint(watched);
    read.length = 0;
    let count = 0;
    for await (const { data } of checkpoint.weights()) {
      count += 1;
      // As many reads as weights were given, each of one weight in 16 or 32 bits.
      expect(read).toHaveLength(count);
      expect([2 * data.length, 4 * data.length]).toContain(read.at(-1));
    }
    expect(count).toBeGreaterThan(10);
  });

  it('reads shards as the same weights in one file', async () => {
    const whole = await collect(await openWeights(nodeFolder(path('complete'))));
    const shards = await collect(await openWeights(nodeFolder(path('sharded'))));
    expect(shards.length).toBe(whole.length);
    expect(byName(shards)).toEqual(byName(whole));
  });

  it('finds the folder among dropped files', async () => {
    const files = [...filesOf('complete')].map(
      ([name, content]) => new File([new Uint8Array(content)], name),
    );
    const expected = await collect(await openCheckpoint(nodeFolder(path('complete'))));
    expect(await collect(await openCheckpoint(fileFolder(files)))).toEqual(expected);
    const nested = files.map((file) => {
      const inFolder = new File([file], file.name);
      Object.defineProperty(inFolder, 'webkitRelativePath', { value: `models/tiny/${file.name}` });
      return inFolder;
    });
    const deeper = new File(['{}'], 'config.json');
    Object.defineProperty(deeper, 'webkitRelativePath', { value: 'models/tiny/old/config.json' });
    const folder = fileFolder([deeper, ...nested]);
    expect(folder.name).toBe('models/tiny');
    expect(await collect(await openCheckpoint(folder))).toEqual(expected);
    await expect(openCheckpoint(fileFolder([]))).rejects.toThrow('the dropped files has no config.json.');
  });

  it('ignores a stored head that equals the tied embeddings, and refuses one that differs', async () => {
    const config = JSON.parse(decode(bytes('tiny/tied-pair/config.json')));
    const tensors = await collect(await openWeights(memoryFolder('tiny/tied-pair')));
    const embedding = byName(tensors).get('model.text_model.embed_tokens.weight')!;
    const folder = (data: Float32Array) =>
      memoryFolder('tiny/tied-pair', {
        'config.json': text(config),
        'model.safetensors': safetensorsBytes([{ ...embedding, name: 'lm_head.weight', data }, ...tensors]),
      });
    const opened = await collect(await openWeights(folder(embedding.data)));
    expect(opened.map(({ name }) => name)).toEqual(tensors.map(({ name }) => name));
    await expect(openWeights(folder(embedding.data.map((value) => value + 1)))).rejects.toThrow(
      'config.json ties the head to the embeddings (tie_word_embeddings), and the file stores a lm_head.weight that differs from them. ' +
        'Set tie_word_embeddings to false in config.json.',
    );
  });
});

describe('what is wrong with a checkpoint, and what to do', () => {
  const layout =
    'A checkpoint is a Hugging Face folder: config.json, model.safetensors, tokenizer.json, tokenizer_config.json, preprocessor_config.json.';

  it.each(['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json'])(
    'no %s',
    async (file) => {
      await expect(openCheckpoint(memoryFolder('complete', { [file]: null }))).rejects.toMatchObject({
        code: 'missing-file',
        message: `my-model has no ${file}. ${layout}`,
      });
    },
  );

  it('no image processor', async () => {
    await expect(openCheckpoint(memoryFolder('complete', { 'processor_config.json': null }))).rejects.toThrow(
      `my-model has no preprocessor_config.json. ${layout}`,
    );
  });

  it('weights as a pickle only', async () => {
    const folder = memoryFolder('complete', { 'model.safetensors': null, 'pytorch_model.bin': text('x') });
    await expect(openCheckpoint(folder)).rejects.toThrow(
      'my-model has its weights as pytorch_model.bin only, which can run code when it is read. Save the model with transformers as model.safetensors.',
    );
  });

  it.each(['tokenizer.json', 'config.json'])('%s of 500 MB, unread', async (huge) => {
    const folder = memoryFolder('complete');
    const open: CheckpointFolder['open'] = async (file) =>
      file === huge ? { name: file, size: 500e6, read: neverRead } : folder.open(file);
    await expect(openCheckpoint({ ...folder, open })).rejects.toMatchObject({
      code: 'unreadable-file',
      said: `${huge} in my-model has 500000000 bytes, more than such a file can have.`,
    });
  });

  it('a config that is no JSON', async () => {
    await expect(openCheckpoint(memoryFolder('complete', { 'config.json': text('{"a"') }))).rejects.toThrow(
      'config.json is not a JSON object. Download or copy the file again.',
    );
  });

  it('another architecture', async () => {
    await expect(
      openCheckpoint(withConfig({ architectures: ['LlavaForConditionalGeneration'] })),
    ).rejects.toThrow(
      'This checkpoint is a LlavaForConditionalGeneration, which cannot be run here. Supported: Idefics3ForConditionalGeneration, SmolVLMForConditionalGeneration (for example HuggingFaceTB/SmolVLM-256M-Instruct).',
    );
  });

  it('a file that was cut off', async () => {
    const whole = bytes('complete/model.safetensors');
    const folder = memoryFolder('complete', { 'model.safetensors': whole.subarray(0, whole.byteLength - 1) });
    await expect(openCheckpoint(folder)).rejects.toThrow(
      `model.safetensors is not complete: its tensors end at byte ${whole.byteLength}, and the file has ${whole.byteLength - 1}. ` +
        'Download or copy the file again; large files are often cut off on the way.',
    );
  });

  it('a Git LFS pointer in place of the weights', async () => {
    const pointer = text('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 513028808\n');
    await expect(openCheckpoint(memoryFolder('complete', { 'model.safetensors': pointer }))).rejects.toThrow(
      'model.safetensors is a Git LFS pointer, not the file itself. Fetch the file with `git lfs pull`, or download it from the web page of the model.',
    );
  });

  it('a header that lies', async () => {
    const lying = bytes('complete/model.safetensors');
    lying[6] = 1;
    await expect(openCheckpoint(memoryFolder('complete', { 'model.safetensors': lying }))).rejects.toThrow(
      'model.safetensors is not a valid safetensors file: its header claims 281474976715576 bytes; between 2 and 16777216 are possible. ' +
        'Save the model again with transformers (save_pretrained) or fetch the file again.',
    );
  });

  it('a quantised weight', async () => {
    const whole = bytes('complete/model.safetensors');
    // Same width, same length of header: only the type of the first tensor changes.
    const changed = text(new TextDecoder('latin1').decode(whole.subarray(0, 200)).replace('"F32"', '"I32"'));
    const file = whole.slice();
    file.set(changed.subarray(0, 8 + 192), 0);
    file.set(whole.subarray(0, 8), 0);
    await expect(openCheckpoint(memoryFolder('complete', { 'model.safetensors': file }))).rejects.toThrow(
      'model.safetensors: lm_head.weight is stored as I32, and only F32, F16 and BF16 weights can be read. ' +
        'Save the model as float32, float16 or bfloat16, without quantisation.',
    );
  });

  it('a weight of another shape', async () => {
    const folder = await withTensors((tensors) =>
      tensors.map((tensor) =>
        tensor.name === 'lm_head.weight' ? { ...tensor, shape: tensor.shape.toReversed() } : tensor,
      ),
    );
    await expect(openCheckpoint(folder)).rejects.toThrow(
      'model.safetensors: lm_head.weight has the shape [32, 320], and config.json implies [320, 32]. Use the config.json that was saved with these weights.',
    );
  });

  it('a weight that is not there', async () => {
    const folder = await withTensors((tensors) =>
      tensors.filter(({ name }) => name !== 'model.text_model.norm.weight'),
    );
    await expect(openCheckpoint(folder)).rejects.toThrow(
      'The weights lack model.text_model.norm.weight, which config.json implies. Use the config.json that was saved with these weights, or save the model again with transformers.',
    );
  });

  it('a weight too many', async () => {
    const extra = {
      name: 'model.text_model.layers.0.self_attn.q_proj.lora_A.weight',
      shape: [1],
      data: Float32Array.of(1),
    };
    const folder = await withTensors((tensors) => [...tensors, extra]);
    await expect(openCheckpoint(folder)).rejects.toThrow(
      `model.safetensors holds ${extra.name}, which config.json does not imply. ` +
        'Use the config.json that was saved with these weights; merge adapters into the model before saving it.',
    );
  });

  it('weights that are no numbers', async () => {
    const file = bytes('complete/model.safetensors');
    new DataView(file.buffer).setUint32(file.byteLength - 4, 0x7fc00000, true);
    const checkpoint = await openCheckpoint(memoryFolder('complete', { 'model.safetensors': file }));
    await expect(collect(checkpoint)).rejects.toThrow(
      /^model\.safetensors: model\.\S+ holds NaN at position \d+\. The training that made this checkpoint diverged: use an earlier one\.$/,
    );
  });

  describe('shards', () => {
    const { weight_map: map } = JSON.parse(decode(bytes('sharded/model.safetensors.index.json')));
    const norm = 'model.text_model.norm.weight';
    const last = 'model-00004-of-00004.safetensors';

    it('one missing', async () => {
      await expect(openWeights(memoryFolder('sharded', { [last]: null }))).rejects.toThrow(
        `my-model has no ${last}. ${layout}`,
      );
    });

    it('an index that lists a tensor nowhere, elsewhere, or in vain', async () => {
      const home = map[norm];
      const { [norm]: _, ...without } = map;
      await expect(openWithMap(without)).rejects.toThrow(
        `${home} holds ${norm}, and model.safetensors.index.json lists it nowhere.`,
      );
      const elsewhere = Object.values(map).find((file) => file !== home);
      await expect(openWithMap({ ...map, [norm]: elsewhere })).rejects.toThrow(
        'The shards do not belong together',
      );
      await expect(openWithMap({ ...map, ghost: home })).rejects.toThrow(
        `model.safetensors.index.json lists ghost in ${home}, which does not hold it.`,
      );
    });

    it('an index that leads out of the folder', async () => {
      const changed = { weight_map: { [norm]: '../secret.safetensors' } };
      await expect(
        openWeights(memoryFolder('sharded', { 'model.safetensors.index.json': text(changed) })),
      ).rejects.toThrow(
        'model.safetensors.index.json has no valid weight_map from tensors to .safetensors files of the same folder.',
      );
    });
  });
});

/** What a server sends for a file, and for a range of it at most 50,000 bytes. */
function answer(
  file: string,
  ranged: string | undefined,
): [number, Record<string, string>, Uint8Array | string] {
  if (file.startsWith('gated/')) return [403, {}, ''];
  if (file.startsWith('broken/')) return [500, {}, ''];
  if (file.startsWith('page/')) return [200, { 'Content-Type': 'text/html' }, '<html>'];
  const content = filesOf('complete').get(file);
  if (!content) return [404, {}, ''];
  const range = /^bytes=(\d+)-(\d+)$/.exec(ranged ?? '');
  if (!range) return [200, {}, content];
  const begin = Number(range[1]);
  const end = Math.min(Number(range[2]) + 1, content.byteLength, begin + 50_000);
  return [
    206,
    { 'Content-Range': `bytes ${begin}-${end - 1}/${content.byteLength}` },
    content.subarray(begin, end),
  ];
}

describe('urlFolder', () => {
  let server: Server;
  let base = '';
  let ranges = true;
  let requests: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      const file = decodeURIComponent((request.url ?? '').slice(1));
      requests.push(file);
      const [status, headers, body] = answer(file, ranges ? request.headers.range : undefined);
      response.writeHead(status, headers).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (typeof address === 'object' && address) base = `http://127.0.0.1:${address.port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it.each([true, false])('reads the checkpoint, ranges served: %s', async (served) => {
    ranges = served;
    const expected = await collect(await openCheckpoint(nodeFolder(path('complete'))));
    expect(await collect(await openCheckpoint(urlFolder(base)))).toEqual(expected);
    expect(await collect(await openCheckpoint(urlFolder(`${base}/`)))).toEqual(expected);
  });

  it('asks for no file that is known to be absent', async () => {
    requests = [];
    const files = [...filesOf('complete').keys()];
    await openCheckpoint(urlFolder(base, { files }));
    expect(requests.filter((file) => !files.includes(file))).toEqual([]);
  });

  it.each([
    ['ranges', 206, { 'Content-Range': 'bytes 0-33554431/500000000' }],
    ['its length', 200, { 'Content-Length': '500000000' }],
    ['neither', 200, {}],
  ] as const)('fetches no tokenizer of 500 MB from a server that sends %s', async (_, status, headers) => {
    let sent = 0;
    const flood = createServer((request, response) => {
      const file = (request.url ?? '').slice(1);
      if (file !== 'tokenizer.json') {
        const content = filesOf('complete').get(file);
        response.writeHead(content ? 200 : 404).end(content);
        return;
      }
      response.writeHead(status, headers);
      const part = new Uint8Array(1e6);
      const pour = (): void => {
        while (sent < 500e6 && !response.destroyed) {
          sent += part.length;
          if (!response.write(part)) return;
        }
        response.end();
      };
      response.on('drain', pour);
      pour();
    });
    await new Promise<void>((resolve) => flood.listen(0, '127.0.0.1', resolve));
    const address = flood.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    try {
      await expect(openCheckpoint(urlFolder(`http://127.0.0.1:${port}`))).rejects.toMatchObject({
        code: 'unreadable-file',
        message: expect.stringMatching(/tokenizer\.json in .* has \d+ bytes, more than such a file can have/),
      });
      // 64 MiB, and what lies in the buffers between the two.
      expect(sent).toBeLessThan(120e6);
    } finally {
      flood.closeAllConnections();
      await new Promise((resolve) => flood.close(resolve));
    }
  });

  it('tells absent, refused, failing and unreachable apart', async () => {
    await expect(openCheckpoint(urlFolder(`${base}/nothing`))).rejects.toThrow('has no config.json.');
    await expect(openCheckpoint(urlFolder(`${base}/page`))).rejects.toThrow('has no config.json.');
    const way = 'Check the address and the connection, or download the folder and open it from disk.';
    await expect(openCheckpoint(urlFolder(`${base}/gated`))).rejects.toThrow(
      `${base}/gated/config.json could not be read: the server asks for access rights (status 403). ${way}`,
    );
    await expect(openCheckpoint(urlFolder(`${base}/broken`))).rejects.toThrow(
      'the server answered with status 500',
    );
    await expect(openCheckpoint(urlFolder('http://127.0.0.1:1'))).rejects.toThrow(
      'the server could not be reached',
    );
    const stopped = AbortSignal.abort();
    await expect(openCheckpoint(urlFolder(base, { signal: stopped }))).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('saveCheckpoint', () => {
  it('writes what it read: companions and F32 weights byte for byte', async () => {
    const checkpoint = await openCheckpoint(nodeFolder(path('complete')));
    const tensors = await collect(checkpoint);
    const saved = saveCheckpoint(checkpoint.config, checkpoint.files, tensors);
    for (const [file, content] of checkpoint.files) expect(saved.get(file)).toEqual(content);
    expect([...saved.keys()].toSorted()).toEqual([...filesOf('complete').keys()].toSorted());
    const directory = await mkdtemp(join(tmpdir(), 'visplay-'));
    try {
      const target = join(directory, 'round-1', 'reasoner');
      await writeFolder(target, saved);
      expect(await collect(await openCheckpoint(nodeFolder(target)))).toEqual(tensors);
      await writeFolder(target, new Map([['only.txt', text('x')]]));
      expect(await readdir(target)).toEqual(['only.txt']);
      await expect(writeFolder(target, new Map([['no/such/folder', text('x')]]))).rejects.toThrow('ENOENT');
      expect(await readdir(join(directory, 'round-1'))).toEqual(['reasoner']);
      expect(await readFile(join(target, 'only.txt'), 'utf8')).toBe('x');
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('names the type it saved, because transformers casts to it', async () => {
    const checkpoint = await openCheckpoint(nodeFolder(path('complete')));
    const tensors = await collect(checkpoint);
    const saved = saveCheckpoint(checkpoint.config, checkpoint.files, tensors, 'F16');
    const before = JSON.parse(new TextDecoder().decode(checkpoint.files.get('config.json')));
    const after = JSON.parse(new TextDecoder().decode(saved.get('config.json')));
    expect(before.dtype).toBe('float32');
    expect(after).toEqual({ ...before, dtype: 'float16' });
    expect(saved.get('model.safetensors')!.byteLength).toBeLessThan(
      bytes('complete/model.safetensors').byteLength * 0.6,
    );
    const old = {
      ...before,
      dtype: undefined,
      torch_dtype: 'bfloat16',
      text_config: { torch_dtype: 'bfloat16' },
    };
    const renamed = saveCheckpoint(checkpoint.config, new Map([['config.json', text(old)]]), tensors);
    expect(JSON.parse(new TextDecoder().decode(renamed.get('config.json')))).toMatchObject({
      torch_dtype: 'float32',
      text_config: { torch_dtype: 'float32' },
    });
  });

  it('refuses weights that are not those of the model', async () => {
    const checkpoint = await openCheckpoint(nodeFolder(path('complete')));
    const tensors = await collect(checkpoint);
    const save = (changed: NamedTensor[]) => saveCheckpoint(checkpoint.config, checkpoint.files, changed);
    const [first, ...rest] = tensors;
    expect(() => save(rest)).toThrow(`${first!.name} is not among the weights to save. Save every weight.`);
    expect(() => save([...tensors, { name: 'x', shape: [1], data: Float32Array.of(1) }])).toThrow(
      'x is not a weight of this model. Leave it out.',
    );
    expect(() => save([{ ...first!, shape: [1, ...first!.shape] }, ...rest])).toThrow(
      'lm_head.weight has the shape [1, 320, 32]',
    );
    expect(() => saveCheckpoint(checkpoint.config, new Map(), tensors)).toThrow(
      'There is no config.json to save.',
    );
  });
});
