import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCheckpoint } from '../model/load.ts';
import { readHeader } from '../model/safetensors.ts';
import { repoFrom } from './address.ts';
import { diskShelf } from './diskShelf.ts';
import { downloadModel, type DownloadOptions } from './download.ts';
import { fakeHub, type FakeHub } from './fakeHub.ts';
import { shelfName, type ModelFiles, type ModelShelf } from './modelFiles.ts';
import { Sha256 } from './sha256.ts';
import { Speed } from './speed.ts';
import { storedFolder, storedModels } from './stored.ts';
import { Tally, type DownloadProgress } from './tally.ts';
import { keptToken, useToken } from './token.ts';

const id = 'someone/tiny-vlm';
const fixture = path.join(import.meta.dirname, '../model/fixtures/complete');
const weights = 'model.safetensors';
const quick: DownloadOptions = { wait: async () => undefined };

let hub: FakeHub;
let root: string;
let shelf: ModelShelf;
let files: ModelFiles;

beforeEach(async () => {
  const given = new Map<string, Uint8Array>();
  for (const name of await readdir(fixture)) given.set(name, await readFile(path.join(fixture, name)));
  given.set('README.md', new TextEncoder().encode('Not part of a checkpoint.'));
  given.set('pytorch_model.bin', new Uint8Array(1000));
  hub = await fakeHub(id, given);
  root = await mkdtemp(path.join(tmpdir(), 'hub-'));
  shelf = diskShelf(root);
  files = shelf.files(shelfName(hub.host, id, 'main'));
});

afterEach(async () => {
  await hub.close();
  await rm(root, { recursive: true });
});

const refusing: typeof fetch = async () => {
  throw new TypeError('Failed to fetch');
};

const hiding: typeof fetch = async (input, init) => {
  const answer = await fetch(input, init);
  const headers = new Headers(answer.headers);
  for (const name of ['Content-Range', 'ETag']) headers.delete(name);
  return new Response(answer.body, { status: answer.status, headers });
};

const repo = () => repoFrom(id, hub.host);
const download = (options: DownloadOptions = {}) => downloadModel(repo(), files, { ...quick, ...options });
const fileOnDisk = (name: string) => path.join(root, shelfName(hub.host, id, 'main'), name);
const state = async () => (await storedModels(shelf)).map((model) => model.state);
// Without the byte by which the library learns about a file.
const reads = () => hub.asked.filter(({ range }) => range !== 'bytes=0-0');
const askedFor = (name: string) => reads().filter(({ path: asked }) => asked.endsWith(`/${name}`));
const rest = (from: number) => `bytes=${from}-${hub.files.get(weights)!.length - 1}`;

async function expectWhole(): Promise<void> {
  expect(await state()).toEqual(['whole']);
  const checkpoint = await openCheckpoint(await storedFolder(files));
  let count = 0;
  for await (const { data } of checkpoint.weights()) count += data.length;
  expect(count).toBeGreaterThan(10_000);
  expect(new Uint8Array(await readFile(fileOnDisk(weights)))).toEqual(
    new Uint8Array(hub.files.get(weights)!),
  );
}

describe('a download', () => {
  it('brings what a checkpoint is made of, tells how far it is, and opens without the hub', async () => {
    const told: DownloadProgress[] = [];
    await download({ onProgress: (progress) => told.push(progress) });
    const last = told.at(-1)!;
    expect(last.file).toBe(weights);
    expect([last.loadedBytes, last.allLoaded]).toEqual([last.totalBytes, last.allTotal]);
    expect(told.every(({ loadedBytes, totalBytes }) => loadedBytes <= totalBytes)).toBe(true);
    // Small files come first.
    expect(told.findIndex(({ file }) => file === weights)).toBeGreaterThan(
      told.findLastIndex(({ file }) => file === 'tokenizer.json'),
    );
    expect(askedFor('README.md')).toEqual([]);
    expect(askedFor('pytorch_model.bin')).toEqual([]);
    await hub.close();
    await expectWhole();
    const [model] = await storedModels(shelf);
    expect(model).toMatchObject({ id, revision: 'main', host: hub.host });
    expect(model!.bytes).toBeGreaterThan(last.allTotal);
    await shelf.removeModel(model!.name);
    expect(await storedModels(shelf)).toEqual([]);
  });

  it('of what is there already asks for nothing but the list', async () => {
    await download();
    hub.asked.length = 0;
    await download();
    expect(hub.asked.map(({ path: asked }) => asked)).toEqual([`/api/models/${id}/tree/main`]);
    await expectWhole();
  });

  it('follows a redirect', async () => {
    hub.faults.redirects = true;
    await download();
    expect(askedFor(weights).map(({ path: asked }) => asked)).toContain(`/elsewhere/${weights}`);
    await expectWhole();
  });

  it('takes up a connection that breaks in the middle of a shard, by range', async () => {
    hub.faults.breakAfter = 20_000;
    hub.faults.breaks = 2;
    await download();
    const ranges = askedFor(weights).map(({ range }) => range);
    expect(ranges[0]).toBe(null);
    expect(ranges.length).toBe(3);
    expect(ranges[1]).toMatch(/^bytes=[1-9]\d*-\d+$/);
    await expectWhole();
  });

  it('begins the file again where the server has no ranges', async () => {
    Object.assign(hub.faults, { breakAfter: 20_000, breaks: 1, ranges: false });
    await download();
    expect(askedFor(weights).length).toBe(2);
    await expectWhole();
  });

  it('brings a file whole where the page may not see the headers about ranges, and an empty one', async () => {
    Object.assign(hub.faults, { breakAfter: 20_000, breaks: 1 });
    hub.files.set('merges.txt', new Uint8Array());
    await download({ fetch: hiding });
    expect(askedFor(weights).map(({ range }) => range)).toEqual([null, null]);
    expect((await files.sizes()).get('merges.txt')).toBe(0);
    await expectWhole();
  });

  it('gives up after so many tries without a byte, keeps what came, and goes on later', async () => {
    hub.faults.breakAfter = 30_000;
    hub.faults.breaks = 1;
    const dead = { retries: 2, wait: async () => void (hub.faults.deaf = true) };
    await expect(download(dead)).rejects.toMatchObject({ code: 'hub-unreachable' });
    expect(await state()).toEqual(['partial']);
    await expect(storedFolder(files)).rejects.toMatchObject({ code: 'model-not-stored' });
    const came = (await readFile(fileOnDisk(weights))).length;
    expect(came).toBeGreaterThan(0);
    hub.faults.deaf = false;
    hub.asked.length = 0;
    await download();
    expect(askedFor(weights).map(({ range }) => range)).toEqual([rest(came)]);
    expect(askedFor('tokenizer.json')).toEqual([]);
    await expectWhole();
  });

  it('takes a connection on which nothing comes for broken', async () => {
    hub.faults.stallAfter = 10_000;
    const patient = download({ patience: 0.05, wait: async () => void (hub.faults.stallAfter = null) });
    await patient;
    expect(askedFor(weights).length).toBeGreaterThan(1);
    await expectWhole();
    await rm(fileOnDisk(weights));
    hub.faults.stallAfter = 0;
    await expect(download({ patience: 0.02, retries: 1 })).rejects.toMatchObject({ code: 'hub-broken' });
  });

  it('shows a stall in its speed while it waits', async () => {
    hub.faults.stallAfter = 10_000;
    const cancel = new AbortController();
    const speeds: (number | null)[] = [];
    const onProgress = ({ file, loadedBytes, bytesPerSecond }: DownloadProgress): void => {
      if (file !== weights || loadedBytes !== 10_000) return;
      speeds.push(bytesPerSecond);
      if (speeds.length === 12) cancel.abort(new Error('seen'));
    };
    await expect(download({ beat: 0.05, signal: cancel.signal, onProgress })).rejects.toThrow('seen');
    expect(speeds.at(-1)).not.toBe(null);
    expect(speeds.at(-1)!).toBeLessThan(Math.max(...speeds.map((speed) => speed ?? 0)));
  });

  it('stops when it is cancelled, and goes on where it was', async () => {
    hub.faults.stallAfter = 10_000;
    const cancel = new AbortController();
    const onProgress = ({ file, loadedBytes }: DownloadProgress): void => {
      if (file === weights && loadedBytes >= 10_000) cancel.abort(new Error('cancelled'));
    };
    await expect(download({ signal: cancel.signal, onProgress })).rejects.toThrow('cancelled');
    expect(await state()).toEqual(['partial']);
    hub.faults.stallAfter = null;
    hub.asked.length = 0;
    await download();
    expect(askedFor(weights).map(({ range }) => range)).toEqual([rest(10_000)]);
    await expectWhole();
  });

  it('begins again with a file that has changed in between', async () => {
    hub.faults.breakAfter = 20_000;
    // Given up while nothing is under way, so that no late request is counted with the next ones.
    const stop = new AbortController();
    await expect(download({ wait: async () => stop.abort(), signal: stop.signal })).rejects.toThrow(
      'aborted',
    );
    const changed = hub.files.get(weights)!.slice();
    changed[changed.length - 1]! ^= 1;
    hub.files.set(weights, changed);
    hub.faults.breakAfter = null;
    hub.asked.length = 0;
    await download();
    expect(askedFor(weights).map(({ range }) => range)).toEqual([null]);
    await expectWhole();
  });

  it('begins again where the etag changes though the list does not', async () => {
    hub.faults.breakAfter = 20_000;
    hub.faults.breaks = 1;
    await download({ wait: async () => void (hub.faults.etag = '"another"') });
    // The range of another file is of no use.
    expect(askedFor(weights).map(({ range }) => range)).toEqual([null, null]);
    await expectWhole();
  });

  it('refuses a wrong checksum after a second try, and leaves no such file', async () => {
    hub.faults.damaged = true;
    await expect(download()).rejects.toMatchObject({ code: 'hub-checksum' });
    expect(askedFor(weights).length).toBe(2);
    expect(await state()).toEqual(['partial']);
    expect((await files.sizes()).has(weights)).toBe(false);
    hub.faults.damaged = false;
    await download();
    await expectWhole();
  });

  it('finds a begun file of other bytes by its checksum, and fetches it again', async () => {
    hub.faults.breakAfter = 20_000;
    const stop = new AbortController();
    await expect(download({ wait: async () => stop.abort(), signal: stop.signal })).rejects.toThrow(
      'aborted',
    );
    hub.faults.breakAfter = null;
    await writeFile(fileOnDisk(weights), new Uint8Array(15_000));
    await download();
    expect(askedFor(weights).at(-1)!.range).toBe(null);
    await expectWhole();
  });
});

describe('refusals', () => {
  it.each([
    [404, 'hub-missing', /has no someone\/tiny-vlm/],
    [401, 'hub-denied', /private, gated, or does not exist/],
    [403, 'hub-denied', /private, gated, or does not exist/],
    [429, 'hub-answer', /answered 429/],
    [500, 'hub-answer', /answered 500/],
  ])('%d is said as %s', async (status, code, said) => {
    hub.faults.status = status;
    await expect(download()).rejects.toMatchObject({ code, message: expect.stringMatching(said) });
    expect(await state()).toEqual([]);
  });

  it('a private repository opens with its token, which is sent nowhere else and never told', async () => {
    hub.faults.token = 'hf_secret123';
    await expect(download()).rejects.toMatchObject({ code: 'hub-denied' });
    const wrong = await download({ token: 'hf_wrong456' }).catch((thrown: unknown) => thrown);
    expect(wrong).toMatchObject({
      code: 'hub-denied',
      message: expect.stringMatching(/token does not open/),
    });
    expect(JSON.stringify(wrong) + String(wrong)).not.toContain('hf_wrong456');
    await download({ token: 'hf_secret123' });
    await expectWhole();
    for (const name of (await files.sizes()).keys())
      expect(await readFile(fileOnDisk(name), 'latin1')).not.toContain('hf_secret123');
  });

  it('the token goes to no other host, though an answer points there', async () => {
    const sent: [string, string | null][] = [];
    const pointing: typeof fetch = async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      sent.push([url.host, new Headers(init?.headers).get('Authorization')]);
      if (url.host === 'elsewhere.example') return Response.json([]);
      const answer = await fetch(input, init);
      if (!url.pathname.includes('/tree/')) return answer;
      return new Response(answer.body, { headers: { Link: '<https://elsewhere.example/>; rel="next"' } });
    };
    hub.faults.token = 'hf_secret123';
    await download({ token: 'hf_secret123', fetch: pointing });
    expect(sent.slice(0, 2)).toEqual([
      [new URL(hub.host).host, 'Bearer hf_secret123'],
      ['elsewhere.example', null],
    ]);
  });

  it('a redirect to another host is followed without the token', async () => {
    const storage = await fakeHub(id, hub.files);
    try {
      hub.faults.token = 'hf_secret123';
      hub.faults.redirects = storage.host;
      await download({ token: 'hf_secret123' });
      expect(askedFor(weights).map(({ token }) => token)).toEqual(['Bearer hf_secret123']);
      expect(storage.asked.map(({ path: asked }) => asked)).toContain(`/elsewhere/${weights}`);
      expect(storage.asked.map(({ token }) => token).filter((token) => token !== null)).toEqual([]);
      await expectWhole();
    } finally {
      await storage.close();
    }
  });

  it('a server that does not let the page read looks as one that is down', async () => {
    await expect(download({ fetch: refusing })).rejects.toMatchObject({
      code: 'hub-unreachable',
      message: expect.stringMatching(/Access-Control-Allow-Origin/),
    });
  });

  it('another architecture is refused before its weights are fetched, with those that can be run', async () => {
    hub.files.set(
      'config.json',
      new TextEncoder().encode(JSON.stringify({ architectures: ['LlavaForCausalLM'] })),
    );
    await expect(download()).rejects.toMatchObject({
      code: 'unknown-architecture',
      message: expect.stringMatching(/Idefics3ForConditionalGeneration/),
    });
    expect(askedFor(weights)).toEqual([]);
  });

  it('a model that is too large for the device is refused before its weights are fetched', async () => {
    const accept: DownloadOptions['accept'] = (config, bytes) => {
      expect([config.text.hiddenSize, bytes]).toEqual([32, hub.files.get(weights)!.length]);
      throw new Error('too large');
    };
    await expect(download({ accept })).rejects.toThrow('too large');
    expect(askedFor(weights)).toEqual([]);
  });

  it('a tokenizer of 500 MB is refused from the list alone', async () => {
    hub.listedSizes.set('tokenizer.json', 500e6);
    await expect(download()).rejects.toMatchObject({ code: 'hub-file-size' });
    expect(hub.asked.length).toBe(1);
  });

  it('a repository without weights or without a tokenizer is refused from the list alone', async () => {
    hub.files.delete('tokenizer.json');
    await expect(download()).rejects.toThrow('has no tokenizer.json');
    hub.files.delete(weights);
    await expect(download()).rejects.toMatchObject({ code: 'missing-file' });
    expect(hub.asked.length).toBe(2);
  });

  it('more bytes than the list says are not taken', async () => {
    hub.listedSizes.set(weights, 5000);
    await expect(download()).rejects.toMatchObject({ code: 'hub-answer' });
    expect((await files.sizes()).get(weights) ?? 0).toBeLessThanOrEqual(5000);
  });

  it('a malicious header of the weights is refused when they are opened, without taking its word for sizes', async () => {
    const lying = new Uint8Array(64);
    new DataView(lying.buffer).setBigUint64(0, 2n ** 62n, true);
    hub.files.set(weights, lying);
    await download();
    const source = await files.open(weights);
    await expect(readHeader(source!)).rejects.toMatchObject({ code: 'bad-header' });
    await expect(openCheckpoint(await storedFolder(files))).rejects.toMatchObject({ code: 'bad-header' });
  });
});

describe('storage', () => {
  it('that is too small is said before anything is fetched', async () => {
    await expect(download({ room: 1000 })).rejects.toMatchObject({ code: 'storage-full' });
    expect(hub.asked.length).toBe(1);
  });

  it('that fills up on the way keeps what came', async () => {
    let room = 30_000;
    const filling: ModelFiles = {
      ...files,
      async continueAt(name, at) {
        const writer = await files.continueAt(name, at);
        return {
          ...writer,
          async write(bytes) {
            if (name === weights && (room -= bytes.length) < 0)
              throw new DOMException('full', 'QuotaExceededError');
            await writer.write(bytes);
          },
        };
      },
    };
    await expect(downloadModel(repo(), filling, quick)).rejects.toMatchObject({ code: 'storage-full' });
    expect(await state()).toEqual(['partial']);
    await download();
    await expectWhole();
  });

  it.each(['partial.json', 'commit.json'])('that has no room for %s is said as such', async (record) => {
    const filling: ModelFiles = {
      ...files,
      async replace(name, bytes) {
        if (name === record) throw new DOMException('full', 'QuotaExceededError');
        await files.replace(name, bytes);
      },
    };
    await expect(downloadModel(repo(), filling, quick)).rejects.toMatchObject({
      code: 'storage-full',
      message: expect.stringMatching(/found no room for its record.*Delete a stored model/),
    });
    expect(await state()).not.toEqual(['whole']);
    await download();
    await expectWhole();
  });

  it('notices a file that was cut or cleared since, and repairs just that', async () => {
    await download();
    await truncate(fileOnDisk(weights), 1000);
    expect(await state()).toEqual(['torn']);
    await expect(storedFolder(files)).rejects.toMatchObject({ code: 'model-torn' });
    hub.asked.length = 0;
    await download();
    expect(reads().length).toBe(2);
    expect(askedFor(weights)[0]!.range).toBe(rest(1000));
    await expectWhole();
    await rm(fileOnDisk('tokenizer.json'));
    await expect(storedFolder(files)).rejects.toMatchObject({ code: 'model-torn' });
    await download();
    await expectWhole();
  });

  it('notices a commit record that a write tore, and that what is there is right', async () => {
    await download();
    await truncate(fileOnDisk('commit.json'), 40);
    expect(await state()).toEqual(['partial']);
    await download();
    await expectWhole();
    await appendFile(fileOnDisk('commit.json'), '}');
    await expect(storedFolder(files)).rejects.toMatchObject({ code: 'model-not-stored' });
  });
});

it('a repository is what people write for it, and nothing else', () => {
  expect(repoFrom(' HuggingFaceTB/SmolVLM-256M-Instruct ')).toEqual({
    host: 'https://huggingface.co',
    id: 'HuggingFaceTB/SmolVLM-256M-Instruct',
    revision: 'main',
  });
  expect(repoFrom('a/b@v1.2')).toMatchObject({ id: 'a/b', revision: 'v1.2' });
  expect(repoFrom('https://huggingface.co/a/b/tree/dev')).toMatchObject({ id: 'a/b', revision: 'dev' });
  expect(repoFrom('a/b', 'https://hf-mirror.com/')).toMatchObject({ host: 'https://hf-mirror.com' });
  for (const text of [
    '',
    'a',
    'a/b/c',
    '../b',
    'a/..',
    'a/b@../..',
    'https://huggingface.co/a',
    'javascript:a/b',
  ])
    expect(() => repoFrom(text)).toThrow(/names no model/);
  expect(() => repoFrom('a/b', 'http://example.com')).toThrow('is not the address of a hub');
  expect(shelfName('https://huggingface.co', 'a/b', 'x/../y')).toBe('huggingface.co--a--b--x_.._y');
});

it('a token is kept only where that is ticked, and forgotten where it is not', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  const host = 'https://huggingface.co';
  expect(useToken(' hf_abcdef ', host, false, storage)).toBe('hf_abcdef');
  expect(kept.size).toBe(0);
  useToken('hf_abcdef', host, true, storage);
  expect(keptToken(host, storage)).toBe('hf_abcdef');
  expect(keptToken('https://hf-mirror.com', storage)).toBe(null);
  useToken('hf_abcdef', host, false, storage);
  expect(kept.size).toBe(0);
  expect(useToken('', host, true, storage)).toBe(null);
  expect(() => useToken('hf_a bc', host, true, storage)).toThrow(/^(?!.*hf_a)/);
});

it('a checksum of parts is that of the whole', () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, i) => (i * 37) & 0xff);
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 128, 1000]) {
    const sum = new Sha256();
    for (let at = 0; at < length; at += 13) sum.update(bytes.subarray(at, Math.min(at + 13, length)));
    expect(sum.digest()).toBe(createHash('sha256').update(bytes.subarray(0, length)).digest('hex'));
  }
});

it('speed forgets what was long ago', () => {
  let clock = 0;
  const speed = new Speed(() => clock);
  expect(speed.bytesPerSecond).toBe(null);
  for (; clock < 30; clock += 0.5) speed.add(500);
  expect(speed.bytesPerSecond).toBeCloseTo(1000, -1);
  for (; clock < 60; clock += 0.5) speed.add(50);
  expect(speed.bytesPerSecond).toBeGreaterThan(95);
  expect(speed.bytesPerSecond).toBeLessThan(110);
});

it('says no time where nothing comes any more', () => {
  let clock = 0;
  const told: DownloadProgress[] = [];
  const file = { path: weights, size: 1e9, oid: '' };
  const tally = new Tally([file], { now: () => clock, onProgress: (progress) => void told.push(progress) });
  const add = (bytes: number, loaded: number): void => {
    clock += 1;
    tally.speed.add(bytes);
    tally.at(file, loaded);
  };
  for (let at = 1; at <= 10; at++) add(1e6, at * 1e6);
  expect(told.at(-1)).toMatchObject({ bytesPerSecond: 1e6, secondsLeft: 990 });
  for (let second = 0; second < 60; second++) add(0, 1e7);
  expect(told.at(-1)!.secondsLeft).toBe(null);
});
