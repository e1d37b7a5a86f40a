import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repoFrom } from './address.ts';
import { fakeHub, type FakeHub } from './fakeHub.ts';
import { pushFiles, type PushOptions, type PushProgress } from './push.ts';

const id = 'someone/evolved';
const token = 'hf_writes';
let hub: FakeHub;

beforeEach(async () => {
  hub = await fakeHub(id, new Map());
  hub.faults.token = token;
});
afterEach(() => hub.close());

const card = new TextEncoder().encode('# Evolved\nWith an ü.');
const weights = Uint8Array.from({ length: 50_000 }, (_, at) => (at * 31) % 251);
const files = [
  { path: 'README.md', bytes: card },
  { path: 'adapter_model.safetensors', bytes: weights },
];
const push = (options: Partial<PushOptions> = {}) =>
  pushFiles(repoFrom(id, hub.host), files, {
    token,
    private: true,
    summary: 'Reasoner after 2 rounds',
    wait: async () => undefined,
    ...options,
  });
const uploads = () => hub.asked.filter(({ path }) => path.startsWith('/upload/'));

const refusing: typeof fetch = async () => {
  throw new TypeError('Failed to fetch');
};

const unsafe: typeof fetch = async (input, init) => {
  const answer = await fetch(input, init);
  if (!(input instanceof Request ? input.url : input.toString()).endsWith('/objects/batch')) return answer;
  return new Response((await answer.text()).replaceAll('http://127.0.0.1', 'http://example.org'));
};

const shut: typeof fetch = async (input, init) =>
  init?.method === 'PUT' ? new Response(null, { status: 403 }) : fetch(input, init);

describe('a push', () => {
  it('makes the repository, uploads what is large, and commits the whole', async () => {
    const told: PushProgress[] = [];
    const url = await push({ onProgress: (progress) => told.push(progress) });
    expect(url).toBe(`${hub.host}/${id}/commit/c0ffee`);
    expect(hub.pushed.repos).toEqual([{ name: id, private: true }]);
    expect(hub.pushed.summaries).toEqual(['Reasoner after 2 rounds']);
    expect(new Uint8Array(hub.pushed.files.get('README.md')!)).toEqual(card);
    expect(new Uint8Array(hub.pushed.files.get('adapter_model.safetensors')!)).toEqual(weights);
    expect([...new Set(told.map(({ phase }) => phase))]).toEqual(['repository', 'upload', 'commit']);
    expect(told.filter(({ phase }) => phase === 'upload').map(({ done }) => done)).toContain(0);
    expect(told.at(-1)).toMatchObject({ done: 50_000, total: 50_000 });
    // The addresses of uploads are of another server, as a rule.
    expect(uploads().map((one) => one.token)).toEqual([null]);
  });

  it('sends a file in parts where the hub wants it so', async () => {
    hub.faults.partBytes = 20_000;
    await push();
    expect(new Uint8Array(hub.pushed.files.get('adapter_model.safetensors')!)).toEqual(weights);
    expect(uploads()).toHaveLength(4);
  });

  it('goes on in a repository that is there already', async () => {
    hub.faults.createStatus = 409;
    await push();
    expect(hub.pushed.files.size).toBe(2);
  });

  it('takes up an upload that broke, and sends nothing twice', async () => {
    hub.faults.brokenUploads = 2;
    hub.faults.commitStatus = 503;
    await expect(push()).rejects.toThrow('answered 503');
    expect(uploads()).toHaveLength(3);
    hub.faults.commitStatus = null;
    await push();
    expect(uploads()).toHaveLength(3);
    expect(hub.pushed.files.size).toBe(2);
  });

  it('gives up an upload that breaks again and again, and commits nothing', async () => {
    hub.faults.brokenUploads = Number.POSITIVE_INFINITY;
    await expect(push({ retries: 2 })).rejects.toMatchObject({ code: 'hub-broken' });
    expect(uploads()).toHaveLength(3);
    expect(hub.pushed.files.size).toBe(0);
  });

  it.each([
    ['a token that is not known', { token: 'another' }, 'hub-denied', /may not write/],
    ['a token that may only read', { createStatus: 403 }, 'hub-denied', /may not write/],
    ['a commit of somebody else meanwhile', { commitStatus: 409 }, 'hub-conflict', /Push again/],
    ['a server that is in trouble', { createStatus: 500 }, 'hub-answer', /answered 500/],
  ] as const)('says what to do about %s', async (_, faults, code, message) => {
    Object.assign(hub.faults, faults);
    await expect(push()).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    await expect(push().catch(String)).resolves.not.toContain(token);
  });

  it('says that the hub cannot be reached, and stops when it is told to', async () => {
    await expect(push({ fetch: refusing })).rejects.toMatchObject({ code: 'hub-unreachable' });
    await expect(push({ signal: AbortSignal.abort(new Error('stopped')) })).rejects.toThrow('stopped');
  });

  it('takes an upload that is refused for no fault of the token', async () => {
    await expect(push({ fetch: shut })).rejects.toMatchObject({
      code: 'hub-answer',
      message: expect.stringMatching(/answered 403 to the upload of adapter_model/),
    });
  });

  it('sends nothing to an address that is not safe', async () => {
    await expect(push({ fetch: unsafe })).rejects.toThrow('not safe');
  });
});
