import { deflateRawSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import fixture from './fixtures/pillow.json' with { type: 'json' };
import { PictureRefused, type Refusal } from './refusals.ts';
import { type SourceFile, sourceFromBytes } from './source.ts';
import { expandZip } from './zip.ts';

const picture = bytesOf(fixture.pictures['rgb.png'].file);

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

async function expand(bytes: Uint8Array<ArrayBuffer>, mostEntries = 100, budget = 1e9) {
  const files: SourceFile[] = [];
  const refusals: Refusal[] = [];
  for await (const one of expandZip(sourceFromBytes('x.zip', bytes), mostEntries, { bytes: budget })) {
    if ('code' in one) refusals.push(one);
    else files.push(one);
  }
  return { files, refusals, codes: refusals.map(({ code }) => code) };
}

/** Writes over a field of the directory entry of `zip` that starts at its last signature. */
function patchDirectory(zip: Uint8Array<ArrayBuffer>, field: number, value: number): Uint8Array<ArrayBuffer> {
  const copy = zip.slice();
  const view = new DataView(copy.buffer);
  let at = copy.length - 22;
  while (view.getUint32(at, true) !== 0x02014b50) at--;
  view.setUint32(at + field, value, true);
  return copy;
}

for (const [name, archive] of Object.entries(fixture.archives)) {
  if (name === 'lzma.zip') continue;
  test(`${name}: nested files as Python's zipfile packed them, folders left out`, async () => {
    const { files, refusals } = await expand(bytesOf(archive));
    expect(refusals).toEqual([]);
    expect(files.map(({ path, size }) => [path, size > 0])).toEqual([
      ['x.zip/a.png', true],
      ['x.zip/deep/er/b ü.png', true],
    ]);
    expect(files[1]!.name).toBe('b ü.png');
    expect(await files[0]!.bytes()).toEqual(picture);
    expect(await files[0]!.bytes(0, 20)).toEqual(picture.subarray(0, 20));
    expect(await files[0]!.bytes(10, 30)).toEqual(picture.subarray(10, 30));
  });
}

test('an archive with other bytes before it is read', async () => {
  const moved = new Uint8Array([1, 2, 3, 4, 5, ...bytesOf(fixture.archives['deflated.zip'])]);
  const { files } = await expand(moved);
  expect(await files[0]!.bytes()).toEqual(picture);
});

test('the head of a large file is unpacked without the rest of it', async () => {
  // One deflate block of several megabytes: noise of 200 values, so that it is neither stored nor tiny.
  const large = Uint8Array.from({ length: 3e6 }, (_, i) => (Math.imul(i, 2654435761) >>> 8) % 200);
  const zip = new Uint8Array(zipSync({ 'large.bin': [large, { level: 6 }] }));
  let read = 0;
  const source = sourceFromBytes('x.zip', zip);
  const counting: SourceFile = {
    ...source,
    bytes: async (start, end) => {
      const bytes = await source.bytes(start, end);
      read += bytes.length;
      return bytes;
    },
  };
  for await (const file of expandZip(counting, 10, { bytes: 1e9 })) {
    read = 0;
    if ('code' in file) throw new Error(file.said);
    expect(await file.bytes(0, 256)).toEqual(large.subarray(0, 256));
    expect(read).toBeLessThan(zip.length / 4);
    expect(Buffer.compare(await file.bytes(), large)).toBe(0);
  }
});

test('what was packed another way or with a password is refused by name, the rest is kept', async () => {
  expect((await expand(bytesOf(fixture.archives['lzma.zip']))).codes).toEqual(['zip-method', 'zip-method']);
  // Flags are the 16 bits at 8, the method follows: 1 encrypted, 8 deflated.
  const locked = patchDirectory(bytesOf(fixture.archives['deflated.zip']), 8, 0x0008_0001);
  const { files, refusals } = await expand(locked);
  expect(files.map(({ path }) => path)).toEqual(['x.zip/a.png']);
  expect(refusals.map(({ name, code }) => [name, code])).toEqual([
    ['x.zip/deep/er/b ü.png', 'zip-protected'],
  ]);
});

test('files of the operating system are passed over', async () => {
  const zip = zipSync({
    'a.png': picture,
    '__MACOSX/._a.png': picture,
    'b/.DS_Store': picture,
    'b/Thumbs.db': picture,
  });
  expect((await expand(new Uint8Array(zip))).files.map(({ path }) => path)).toEqual(['x.zip/a.png']);
});

test('a path that starts at the folder itself is no hidden file', async () => {
  const { files } = await expand(new Uint8Array(zipSync({ './a.png': picture })));
  expect(files.map(({ name }) => name)).toEqual(['a.png']);
});

test('paths from Windows have the same slashes', async () => {
  const { files } = await expand(new Uint8Array(zipSync({ 'day 1\\a.png': picture })));
  expect(files[0]).toMatchObject({ path: 'x.zip/day 1/a.png', name: 'a.png' });
});

test('an archive cut anywhere is refused', async () => {
  const zip = bytesOf(fixture.archives['deflated.zip']);
  for (let length = 0; length < zip.length; length += 7) {
    expect([length, (await expand(zip.subarray(0, length))).codes]).toEqual([length, ['zip-damaged']]);
  }
});

test('broken packed bytes are found when the file is read', async () => {
  const zip = new Uint8Array(zipSync({ 'a.png': [picture, { level: 9 }] }));
  zip.fill(0xff, 40, 80);
  const { files } = await expand(zip);
  await expect(files[0]!.bytes()).rejects.toThrow(PictureRefused);
});

test('more entries than the limit: the first are used and it is said', async () => {
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`${i}.png`, picture]));
  const { files, codes } = await expand(new Uint8Array(zipSync(many)), 20);
  expect(files.length).toBe(20);
  expect(codes).toEqual(['too-many-files']);
});

test('a bomb of zeros is refused before it is unpacked', async () => {
  const zip = new Uint8Array(zipSync({ 'zeros.png': new Uint8Array(50e6), 'a.png': picture }));
  const { files, codes } = await expand(zip);
  expect(codes).toEqual(['zip-bomb']);
  expect(files.map(({ name }) => name)).toEqual(['a.png']);
});

test('a bomb that gives a small size is stopped at that size', async () => {
  const zip = patchDirectory(new Uint8Array(zipSync({ 'zeros.png': new Uint8Array(50e6) })), 24, 1000);
  const { files } = await expand(zip);
  expect(files[0]!.size).toBe(1000);
  await expect(files[0]!.bytes()).rejects.toThrow(/damaged/);
});

test('entries that share packed bytes are a bomb', async () => {
  // Two files of equal length: the second entry of the directory is pointed at the first file.
  const zip = new Uint8Array(zipSync({ 'a.png': picture, 'b.png': picture }));
  expect((await expand(patchDirectory(zip, 42, 0))).codes).toEqual(['zip-bomb']);
});

test('unpacking stops when the budget of the drop is spent', async () => {
  const zip = new Uint8Array(zipSync({ 'a.png': picture, 'b.png': picture }));
  const { files } = await expand(zip, 100, picture.length + 10);
  expect(await files[0]!.bytes()).toEqual(picture);
  await expect(files[1]!.bytes()).rejects.toMatchObject({
    refusal: { code: 'zip-bomb', name: 'x.zip/b.png' },
  });
});

test('a directory that claims nonsense is refused', async () => {
  const zip = new Uint8Array(zipSync({ 'a.png': picture }));
  const end = zip.length - 22;
  for (const [field, value] of [
    [12, 0xfffffff0],
    [16, 0xfffffff0],
    [10, 500],
  ] as const) {
    const copy = zip.slice();
    new DataView(copy.buffer).setUint32(end + field, value, true);
    expect((await expand(copy)).codes).toEqual(['zip-damaged']);
  }
});

test('deflate made by zlib is read', async () => {
  // The same stream inside a handmade stored-size archive: zlib's blocks differ from those of fflate.
  const data = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) >> 5);
  const zip = new Uint8Array(
    zipSync({ 'a.bin': [new Uint8Array(deflateRawSync(data, { level: 9 })), { level: 0 }] }),
  );
  const view = new DataView(zip.buffer);
  view.setUint16(8, 8, true);
  const patched = patchDirectory(zip, 24, data.length);
  const directory = new DataView(patched.buffer);
  let at = patched.length - 22;
  while (directory.getUint32(at, true) !== 0x02014b50) at--;
  directory.setUint16(at + 10, 8, true);
  const { files } = await expand(patched);
  expect(Buffer.compare(await files[0]!.bytes(), data)).toBe(0);
});
