import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bytesSource, type ByteSource } from './byteSource.ts';
import { parseConfig } from './config.ts';
import { parameterShapes } from './parameterShapes.ts';
import { readHeader, readTensor } from './safetensors.ts';
import { safetensorsBytes } from './safetensorsWriter.ts';

const fixture = (path: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`fixtures/${path}`, import.meta.url)));
const json = (path: string) => JSON.parse(new TextDecoder().decode(fixture(path)));

/** A file of the given header text and so many zero bytes of data. */
function file(header: unknown, dataBytes: number, claimed?: bigint): ByteSource {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.byteLength + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, claimed ?? BigInt(text.byteLength), true);
  bytes.set(text, 8);
  return bytesSource('model.safetensors', bytes);
}

const f32 = (shape: number[], begin: number, end: number) => ({
  dtype: 'F32',
  shape,
  data_offsets: [begin, end],
});

const tensor = (value: number) => [{ name: 'w', shape: [2], data: Float32Array.of(1, value) }];

async function values(source: ByteSource): Promise<Readonly<Record<string, readonly number[]>>> {
  const { tensors } = await readHeader(source);
  const entries = tensors.map(async (entry) => [entry.name, [...(await readTensor(source, entry))]] as const);
  return Object.fromEntries(await Promise.all(entries));
}

describe('readHeader and readTensor', () => {
  const expected = json('dtypes/expected.json');
  it.each(['f32', 'f16', 'bf16'])('reads %s as Python does', async (dtype) => {
    const source = bytesSource(`${dtype}.safetensors`, fixture(`dtypes/${dtype}.safetensors`));
    expect(await values(source)).toEqual(expected[dtype]);
    const shapes = (await readHeader(source)).tensors.map(({ name, shape }) => [name, shape] as const);
    expect(new Map(shapes)).toEqual(
      new Map([
        ['special', [12]],
        ['normal', [7, 11]],
        ['scalar', []],
        ['empty', [0, 3]],
      ]),
    );
  });

  it('reads from a source whose bytes are not aligned', async () => {
    for (const dtype of ['f32', 'f16', 'bf16']) {
      const bytes = fixture(`dtypes/${dtype}.safetensors`);
      const shifted = new Uint8Array(bytes.byteLength + 1);
      shifted.set(bytes, 1);
      expect(await values(bytesSource(dtype, shifted.subarray(1)))).toEqual(expected[dtype]);
    }
  });

  it.each([
    'grouped-split',
    'tied-pair',
    'masked-pixels',
    'odd-sizes',
    'uneven-pictures',
    'nano-like',
    'smolvlm2',
  ])('finds in %s exactly the weights that its config implies', async (name) => {
    const { tensors } = await readHeader(bytesSource(name, fixture(`tiny/${name}/model.safetensors`)));
    const found = new Map(tensors.map((entry) => [entry.name, entry.shape]));
    expect(found).toEqual(new Map(parameterShapes(parseConfig(json(`tiny/${name}/config.json`)))));
  });

  it('refuses integers as weights', async () => {
    const source = bytesSource('i64.safetensors', fixture('dtypes/i64.safetensors'));
    const [entry] = (await readHeader(source)).tensors;
    await expect(readTensor(source, entry!)).rejects.toThrow(
      'i64.safetensors: ids is stored as I64, and only F32, F16 and BF16 weights can be read. ' +
        'Save the model as float32, float16 or bfloat16, without quantisation.',
    );
  });

  it.each([0, 7, 8, 100, 400])('calls a file cut off at byte %i incomplete', async (size) => {
    const source = bytesSource('model.safetensors', fixture('dtypes/f32.safetensors').subarray(0, size));
    await expect(readHeader(source)).rejects.toMatchObject({
      code: 'truncated',
      message: expect.stringMatching(
        /^model\.safetensors is not complete: .*\. Download or copy the file again; large files are often cut off on the way\.$/,
      ),
    });
  });

  it('calls a source incomplete that yields fewer bytes than its size', async () => {
    const bytes = fixture('dtypes/f32.safetensors');
    const source: ByteSource = {
      name: 'model.safetensors',
      size: bytes.byteLength,
      read: async (begin, end) => bytes.slice(begin, Math.min(end, 600)),
    };
    await expect(values(source)).rejects.toMatchObject({ code: 'truncated' });
  });

  it.each([
    ['a length beyond any header', file({}, 0, 1n << 62n), 'its header claims 4611686018427387904 bytes'],
    ['a length of nothing', file('', 8), 'its header claims 0 bytes'],
    ['text that is not JSON', file('{"a": ', 0), 'its header is not JSON'],
    ['bytes that are not text', file('{"\uD800": 1}'.replace('\uD800', '\0'), 0), 'its header is not JSON'],
    ['an array', file('[1, 2]', 0), 'its header is not a JSON object'],
    [
      'metadata of numbers',
      file({ __metadata__: { epoch: 3 } }, 0),
      'its __metadata__ is not a map of texts',
    ],
    [
      'an entry without a type',
      file({ a: { shape: [1], data_offsets: [0, 4] } }, 4),
      'its entry for a is not valid at dtype',
    ],
    ['a negative extent', file({ a: f32([-1], 0, 4) }, 4), 'its entry for a is not valid at shape.0'],
    [
      'a fractional offset',
      file({ a: f32([1], 0, 4.5) }, 4),
      'its entry for a is not valid at data_offsets.1',
    ],
    ['an unknown type', file({ a: { ...f32([1], 0, 4), dtype: 'F12' } }, 4), 'a has the unknown type F12'],
    [
      'too few bytes',
      file({ a: f32([2, 2], 0, 12) }, 12),
      'a of shape [2, 2] and type F32 needs 16 bytes and has 12',
    ],
    [
      'extents whose product overflows',
      file({ a: f32([2 ** 40, 2 ** 40], 0, 4) }, 4),
      'needs 4.835703278458517e+24 bytes',
    ],
    ['an end before its begin', file({ a: f32([0], 4, 0) }, 4), 'needs 0 bytes and has -4'],
    ['an overlap', file({ a: f32([2], 0, 8), b: f32([1], 4, 8) }, 8), 'b overlaps the tensor before it'],
    ['a hole', file({ a: f32([1], 0, 4), b: f32([1], 8, 12) }, 12), '4 bytes before b belong to no tensor'],
    ['bytes at the end', file({ a: f32([1], 0, 4) }, 12), '8 bytes at its end belong to no tensor'],
    [
      'an offset that no file reaches',
      file({ a: f32([1], 2 ** 60, 2 ** 60 + 4) }, 4),
      'not valid at data_offsets.0',
    ],
    [
      'extents whose product is rounded away',
      file({ a: f32([2 ** 53 - 1, 2 ** 53 - 1], 0, 4) }, 4),
      'needs 3.24',
    ],
    [
      'one name twice',
      file(
        '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}',
        8,
      ),
      '4 bytes before a belong to no tensor',
    ],
    [
      'a name that is no property',
      file('{"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4),
      '4 bytes at its end belong to no tensor',
    ],
    [
      'a rank beyond reason',
      file({ a: f32(Array<number>(9).fill(1), 0, 4) }, 4),
      'its entry for a is not valid at shape',
    ],
  ])('refuses %s', async (_, source, what) => {
    await expect(readHeader(source)).rejects.toMatchObject({
      code: 'bad-header',
      message: expect.stringContaining(`model.safetensors is not a valid safetensors file: `),
    });
    await expect(readHeader(source)).rejects.toThrow(what);
    await expect(readHeader(source)).rejects.toThrow('Save the model again with transformers');
  });

  it('is not led to other objects by names of their parts', async () => {
    const text = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'; // prettier-ignore
    await readHeader(file(text, 4)).catch(() => undefined);
    expect(Reflect.get({}, 'polluted')).toBe(undefined);
    expect(Reflect.get([], 'polluted')).toBe(undefined);
  });

  it('reads nothing but the header before the header is known to be sound', async () => {
    const reads: number[] = [];
    const lying = file({ a: f32([2 ** 28], 0, 2 ** 30) }, 16);
    const source: ByteSource = {
      ...lying,
      read: (begin, end) => {
        reads.push(end - begin);
        return lying.read(begin, end);
      },
    };
    await expect(readHeader(source)).rejects.toMatchObject({ code: 'truncated' });
    expect(Math.max(...reads)).toBeLessThan(200);
  });
});

describe('safetensorsBytes', () => {
  const tensors = [
    { name: 'a', shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 0, -0, 1e-30) },
    { name: 'b', shape: [], data: Float32Array.of(7) },
    { name: 'c', shape: [0, 4], data: new Float32Array(0) },
  ];

  it('is read back bit for bit', async () => {
    const source = bytesSource('out', safetensorsBytes(tensors));
    const { tensors: entries, metadata } = await readHeader(source);
    expect(metadata).toEqual({ format: 'pt' });
    expect(entries.map(({ name, shape }) => [name, shape])).toEqual(
      tensors.map(({ name, shape }) => [name, shape]),
    );
    expect(entries[0]!.begin % 8).toBe(0);
    for (const [i, entry] of entries.entries()) {
      expect(await readTensor(source, entry)).toEqual(tensors[i]!.data);
    }
  });

  it('rounds to F16 as torch does', async () => {
    const { f32: before, f16: after } = json('dtypes/expected.json').rounding;
    const bytes = safetensorsBytes(
      [{ name: 'a', shape: [before.length], data: Float32Array.from(before) }],
      'F16',
    );
    expect((await values(bytesSource('out', bytes)))['a']).toEqual(after);
  });

  it('refuses values that the type cannot hold', () => {
    expect(() => safetensorsBytes(tensor(Number.NaN))).toThrow(
      'w holds NaN, which cannot be saved as F32. Go back to a checkpoint from before the training diverged.',
    );
    expect(() => safetensorsBytes(tensor(Number.NEGATIVE_INFINITY))).toThrow('w holds -Infinity');
    expect(() => safetensorsBytes(tensor(65520), 'F16')).toThrow(
      'w holds 65520, which cannot be saved as F16. Save as F32.',
    );
    expect(() => safetensorsBytes([{ name: 'w', shape: [3], data: new Float32Array(2) }])).toThrow(
      'w of shape [3] has 2 values.',
    );
    expect(() => safetensorsBytes([...tensor(1), ...tensor(2)])).toThrow('w is to be saved twice.');
  });
});
