import { existsSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { zipSync } from 'fflate';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { decodeNode } from './decodeNode.ts';
import type { Decoder } from './decoder.ts';
import fixture from './fixtures/pillow.json' with { type: 'json' };
import type { IntakeBounds } from './bounds.ts';
import { collect, intake, type IntakeEvent, type IntakeOptions } from './intake.ts';
import { pictureId } from './pictureId.ts';
import { readFolder } from './readFolder.ts';
import { groupRefusals } from './refusals.ts';
import { type SourceFile, sourceFromBytes } from './source.ts';

const data = process.env['VISPLAY_DATA'] ?? '../shared/data';

type Files = Readonly<Record<string, Uint8Array<ArrayBuffer> | SourceFile>>;

async function* sources(files: Files): AsyncGenerator<SourceFile> {
  for (const [path, file] of Object.entries(files)) {
    yield file instanceof Uint8Array ? sourceFromBytes(path, file) : file;
  }
}

function take(files: Files, bounds: Partial<IntakeBounds> = {}, options: Partial<IntakeOptions> = {}) {
  return collect(intake(sources(files), { decode: decodeNode, seed: 7, bounds, ...options }));
}

function fixtureFile(name: keyof typeof fixture.pictures): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(fixture.pictures[name].file, 'base64'));
}

function ascii(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** A flat 4 x 4 px picture for each number. */
async function plain(number: number): Promise<Uint8Array<ArrayBuffer>> {
  const background = { r: number & 255, g: number >> 8, b: 9 };
  const image = sharp({ create: { width: 4, height: 4, channels: 3, background } });
  return new Uint8Array(await image.png({ compressionLevel: 1 }).toBuffer());
}

/** A PNG that says it is of this size and holds next to nothing. */
function hugePng(width: number, height: number): Uint8Array<ArrayBuffer> {
  const chunk = (type: string, content: Uint8Array): Uint8Array => {
    const bytes = new Uint8Array(content.length + 12);
    new DataView(bytes.buffer).setUint32(0, content.length);
    bytes.set(ascii(type), 4);
    bytes.set(content, 8);
    return bytes;
  };
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header.set([8, 2], 8);
  return new Uint8Array([
    ...ascii('\x89PNG\r\n\x1a\n'),
    ...chunk('IHDR', header),
    ...chunk('IDAT', deflateSync(new Uint8Array(100))),
    ...chunk('IEND', new Uint8Array(0)),
  ]);
}

const good = fixtureFile('rgb.png');
const photo = fixtureFile('baseline.jpg');

test('a bad file costs its own refusal, and the good ones of the same drop are kept', async () => {
  const { pictures, refusals, summary } = await take({
    'good.png': good,
    'letter.png': ascii('Dear Sir or Madam, this only calls itself a picture.'),
    'empty.jpg': new Uint8Array(0),
    'cut.jpg': photo.subarray(0, photo.length - 100),
    'cut.png': good.subarray(0, good.length - 30),
    'huge.png': hugePng(20_000, 20_000),
    'phone.heic': ascii('\0\0\0\x1cftypheic'),
    'photo.txt': photo,
  });
  expect(pictures.map(({ name, width, height }) => [name, width, height])).toEqual([
    ['good.png', 13, 9],
    ['photo.txt', 13, 9],
  ]);
  expect(Object.fromEntries(refusals.map(({ name, code }) => [name, code]))).toEqual({
    'letter.png': 'not-a-picture',
    'empty.jpg': 'empty',
    'cut.jpg': 'truncated',
    'cut.png': 'truncated',
    'huge.png': 'too-many-pixels',
    'phone.heic': 'format-unsupported',
  });
  expect(summary).toEqual({ files: 8, found: 5, used: 2, duplicates: 0, refused: 6, leftOut: 0, said: null });
});

test('every refusal is one sentence and one way out', async () => {
  const { refusals } = await take({
    'a.txt': ascii('no'),
    'b.png': new Uint8Array(0),
    'c.png': hugePng(20_000, 20_000),
    'd.jpg': photo.subarray(0, 300),
    'e.zip': ascii('PK\x03\x04 and no more'),
    'f.pdf': ascii('%PDF-1.7'),
  });
  expect(refusals.length).toBe(7);
  for (const { said, fix } of refusals) {
    expect(said).toMatch(/^[A-Z][^.!]*\.$/);
    expect(fix).toMatch(/^[A-Z][^.!]*\.$/);
  }
  expect(refusals.find(({ name }) => name === 'c.png')?.said).toBe(
    'The picture is 20,000 × 20,000 px; the limit is 128 million pixels.',
  );
});

test('a picture beyond the bound is never given to the decoder', async () => {
  const seen: string[] = [];
  const decode: Decoder = (bytes, header, edge) => {
    seen.push(header.format);
    return decodeNode(bytes, header, edge);
  };
  await take({ 'huge.png': hugePng(20_000, 20_000), 'cut.jpg': photo.subarray(0, 400) }, {}, { decode });
  expect(seen).toEqual([]);
  await take({ 'good.png': good }, {}, { decode });
  expect(seen).toEqual(['PNG']);
});

test('a file that passes for whole and cannot be decoded is refused as damaged', async () => {
  const broken = good.slice();
  broken.fill(0x55, 45, 70);
  const { pictures, refusals } = await take({
    'broken.png': broken,
    'lying.png': hugePng(100, 100),
    'good.png': good,
  });
  expect(refusals.map(({ name, code }) => [name, code])).toEqual([
    ['broken.png', 'damaged'],
    ['lying.png', 'damaged'],
  ]);
  expect(pictures.length).toBe(1);
});

test('an animated picture gives its first frame and says so', async () => {
  for (const name of ['animated.gif', 'animated.webp', 'animated.png'] as const) {
    const { pictures, notes } = await take({ [name]: fixtureFile(name) });
    const expected = fixture.pictures[name];
    expect(pictures[0]!.id).toBe(
      pictureId(expected.width, new Uint8Array(Buffer.from(expected.rgb, 'base64'))),
    );
    expect(notes.map(({ code, said }) => [code, said])).toEqual([
      ['first-frame', expect.stringContaining('first frame is used')],
    ]);
  }
});

test('a large picture is shrunk and says so', async () => {
  const large = sharp({ create: { width: 3000, height: 2000, channels: 3, background: '#204060' } });
  const { pictures, notes } = await take({ 'large.jpg': new Uint8Array(await large.jpeg().toBuffer()) });
  expect([pictures[0]!.width, pictures[0]!.height]).toEqual([1024, 683]);
  expect(notes.map(({ said }) => said)).toEqual(['Scaled from 3,000 × 2,000 to 1,024 × 683 px.']);
});

test('the same pixels are taken once, whatever file they come in', async () => {
  const events: IntakeEvent[] = [];
  const options = { decode: decodeNode, seed: 1 };
  const files = {
    'a.png': good,
    'b/a.png': good,
    'c.bmp': fixtureFile('rgb.bmp'),
    'd.png': fixtureFile('grey.png'),
  };
  for await (const event of intake(sources(files), options)) events.push(event);
  const pictures = events.filter((event) => event.kind === 'picture').map(({ picture }) => picture);
  expect(pictures.map(({ name }) => name)).toEqual(['a.png', 'd.png']);
  expect(events.filter((event) => event.kind === 'duplicate')).toEqual([
    { kind: 'duplicate', name: 'b/a.png', as: 'a.png', id: pictures[0]!.id },
    { kind: 'duplicate', name: 'c.bmp', as: 'a.png', id: pictures[0]!.id },
  ]);

  const again = await take({ 'e.png': good }, {}, { held: pictures });
  expect(again.summary).toMatchObject({ used: 0, duplicates: 1, refused: 0 });
  expect(again.refusals).toEqual([]);
});

/** The names drawn from 2,000 pictures and one other file, all with their sentence. */
async function namesOfSample(seed: number, all: Files): Promise<string[]> {
  const { pictures, summary } = await take(all, {}, { seed });
  expect(summary).toEqual({
    files: 2001,
    found: 2000,
    used: 256,
    duplicates: 0,
    refused: 1,
    leftOut: 1744,
    said: `Using 256 of 2,000 pictures, drawn at random (seed ${seed}): the number of pictures is at its limit.`,
  });
  return pictures.map(({ name }) => name);
}

test('a drop of 2,000 pictures gives a sample of 256 by seed, and says so', async () => {
  const files: Record<string, Uint8Array<ArrayBuffer>> = {};
  for (let i = 0; i < 2000; i++) files[`folder/${i}.png`] = await plain(i);
  files['folder/list.json'] = ascii('[]');
  const drawn = await namesOfSample(7, files);
  expect(await namesOfSample(7, Object.fromEntries(Object.entries(files).toReversed()))).toEqual(drawn);
  const other = await namesOfSample(8, files);
  expect(other).not.toEqual(drawn);
  // A sample of the whole list: hypergeometric, 32.8 of 256 expected among the first 256, deviation 5.
  const head = new Set(Array.from({ length: 256 }, (_, i) => `folder/${i}.png`));
  expect(drawn.filter((name) => head.has(name)).length).toBeLessThan(60);
  expect(drawn.filter((name) => head.has(name)).length).toBeGreaterThan(10);
});

test('where the sample meets bad files or repeats, others take their place', async () => {
  const files: Record<string, Uint8Array<ArrayBuffer>> = {};
  for (let i = 0; i < 40; i++) files[`${i}.png`] = i % 2 ? good.subarray(0, 80) : await plain(i % 4 ? i : 0);
  const { summary, pictures } = await take(files, { maxPictures: 9 });
  // 20 are cut, 10 are the same picture, 10 differ: 11 different ones for 9 places.
  expect(new Set(pictures.map(({ id }) => id)).size).toBe(9);
  expect(summary.used).toBe(9);
  expect(summary.leftOut).toBe(40 - summary.used - summary.duplicates - summary.refused);
});

test('pictures held before count against the limits', async () => {
  const files = { 'a.png': await plain(1), 'b.png': await plain(2), 'c.png': await plain(3) };
  const held = [{ id: 'x', name: 'x', width: 10, height: 10 }];
  expect((await take(files, { maxPictures: 3 }, { held })).summary).toMatchObject({ used: 2, leftOut: 1 });
  const full = await take(files, { maxPictures: 1 }, { held });
  expect(full.summary.said).toBe(
    'Using none of 3 pictures: the number of pictures is at its limit. Remove some to make room.',
  );
  // 300 bytes are held and each picture has 48.
  const tight = await take(files, { maxHeldBytes: 400 }, { held });
  expect(tight.summary).toMatchObject({ used: 2, leftOut: 1 });
  expect(tight.summary.said).toContain('memory');
});

test('a zip with folders is read like a folder, and a zip within is refused by name', async () => {
  const inner = zipSync({ 'x.png': good });
  const zip = new Uint8Array(
    zipSync({
      'one/a.png': good,
      'one/two/b.jpg': [photo, { level: 0 }],
      'notes.txt': ascii('hello'),
      'in.zip': inner,
    }),
  );
  const { pictures, refusals } = await take({ 'trip.zip': zip });
  expect(pictures.map(({ name }) => name)).toEqual(['trip.zip/one/a.png', 'trip.zip/one/two/b.jpg']);
  expect(refusals.map(({ name, code }) => [name, code])).toEqual([
    ['trip.zip/notes.txt', 'not-a-picture'],
    ['trip.zip/in.zip', 'zip-nested'],
  ]);
});

test('a zip bomb is refused and the pictures beside it are kept', async () => {
  const zip = new Uint8Array(zipSync({ 'bomb.png': new Uint8Array(60e6), 'a.png': good }));
  const { pictures, refusals } = await take({ 'bomb.zip': zip, 'b.jpg': photo });
  expect(pictures.map(({ name }) => name)).toEqual(['b.jpg', 'bomb.zip/a.png']);
  expect(refusals.map(({ name, code }) => [name, code])).toEqual([['bomb.zip/bomb.png', 'zip-bomb']]);
});

test('no picture at all, and no file at all', async () => {
  const none = await take({ 'a.txt': ascii('one'), 'b.txt': ascii('two') });
  expect(none.refusals.at(-1)).toMatchObject({
    name: '',
    code: 'no-pictures',
    said: 'None of the 2 files is a picture that can be used.',
  });
  expect((await take({ 'cut.jpg': photo.subarray(0, 300) })).refusals.at(-1)!.code).toBe('no-pictures');
  expect((await take({})).refusals.map(({ code }) => code)).toEqual(['no-files']);
  expect((await take({ 'folder/.DS_Store': ascii('x') })).refusals.map(({ code }) => code)).toEqual([
    'no-files',
  ]);
});

test('a file that cannot be read, at first or later, is refused by name', async () => {
  const gone: SourceFile = {
    name: 'gone',
    path: 'gone',
    size: 9,
    bytes: () => Promise.reject(new Error('gone')),
  };
  const later: SourceFile = {
    ...sourceFromBytes('later.png', good),
    bytes: (start, end) =>
      end === undefined ? Promise.reject(new Error('gone')) : Promise.resolve(good.slice(start, end)),
  };
  const { pictures, refusals } = await take({ gone, later, 'good.png': good });
  expect(refusals.map(({ name, code }) => [name, code])).toEqual([
    ['gone', 'unreadable'],
    ['later.png', 'unreadable'],
  ]);
  expect(pictures.length).toBe(1);
});

test('too many files and too large ones are refused, the others kept', async () => {
  const files = { 'a.png': good, 'big.jpg': photo, 'c.txt': ascii('c'), 'd.txt': ascii('d') };
  const { pictures, refusals } = await take(files, { maxFiles: 3, maxFileBytes: photo.length - 1 });
  expect(pictures.map(({ name }) => name)).toEqual(['a.png']);
  expect(refusals.map(({ code }) => code)).toEqual(['file-too-large', 'not-a-picture', 'too-many-files']);
});

test('aborting stops the intake with its reason, and what was told stays', async () => {
  const files: Record<string, Uint8Array<ArrayBuffer>> = {};
  for (let i = 0; i < 40; i++) files[`${i}.png`] = await plain(i);
  const abort = new AbortController();
  const told: string[] = [];
  const run = async (): Promise<void> => {
    for await (const event of intake(sources(files), { decode: decodeNode, seed: 1, signal: abort.signal })) {
      if (event.kind === 'picture') told.push(event.picture.name);
      if (told.length === 3) abort.abort(new Error('changed my mind'));
    }
  };
  await expect(run()).rejects.toThrow('changed my mind');
  expect(told.length).toBeGreaterThanOrEqual(3);
  expect(told.length).toBeLessThanOrEqual(8);
});

test('refusals group by kind, the most frequent first', async () => {
  const { refusals } = await take({
    'a.txt': ascii('a'),
    'b.png': new Uint8Array(0),
    'c.txt': ascii('c'),
    'good.png': good,
  });
  expect(
    groupRefusals(refusals).map(({ code, refusals }) => [code, refusals.map(({ name }) => name)]),
  ).toEqual([
    ['not-a-picture', ['a.txt', 'c.txt']],
    ['empty', ['b.png']],
  ]);
});

test.skipIf(!existsSync(data))(`folders of real pictures are taken whole (needs ${data})`, async () => {
  for (const [folder, count] of [
    ['photos', 12],
    ['groceries', 120],
    ['blood-cells', 24],
  ] as const) {
    const { pictures, summary } = await collect(
      intake(readFolder(`${data}/${folder}`), { decode: decodeNode, seed: 1 }),
    );
    expect([folder, pictures.length]).toEqual([folder, count]);
    expect(summary.leftOut).toBe(0);
    for (const { id, width, height, rgb } of pictures) {
      expect(rgb.length).toBe(width * height * 3);
      expect(id).toBe(pictureId(width, rgb));
    }
  }
});
