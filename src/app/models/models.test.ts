import { expect, it } from 'vitest';
import { publicHub, repoFrom } from '../../hub/address.ts';
import type { StoredModel } from '../../hub/stored.ts';
import { VisplayError } from '../../errors.ts';
import type { DownloadOrder, ModelDesk } from './modelCalls.ts';
import { modelRows, needOfLink } from './modelRows.ts';
import { createModels, placeOf } from './models.ts';

const place = { backend: 'wasm', cap: null, packing: 'auto' } as const;
const tiny: StoredModel = {
  name: 'hub--a--tiny--main',
  id: 'a/tiny',
  revision: 'main',
  host: publicHub,
  bytes: 10,
  state: 'whole',
};

/** A desk that remembers what was ordered, and a storage that is looked into. */
function ground(download: () => Promise<string> = async () => tiny.name) {
  const orders: DownloadOrder[] = [];
  const cancelled: string[] = [];
  const stored: StoredModel[] = [];
  const kept = new Map<string, string>();
  const desk: ModelDesk = {
    list: async () => [...stored],
    needs: async () => new Map(),
    remove: async (folder) =>
      void stored.splice(
        stored.findIndex(({ name }) => name === folder),
        1,
      ),
    download: async (order) => {
      orders.push(order);
      return download();
    },
    push: async () => 'pushed',
    cancel: (id) => void cancelled.push(id),
  };
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  const models = createModels({ desk, storage, persist: async () => true });
  return { models, orders, cancelled, stored, kept, storage, desk };
}

it('sends a token to its host alone, and keeps it out of what is known and stored', async () => {
  const { models, orders, kept } = ground();
  models.setToken('hf_secret', false);
  await models.download(repoFrom('a/tiny'), place);
  await models.download(repoFrom('https://mirror.example/a/tiny'), place);
  expect(orders.map(({ token }) => token)).toEqual(['hf_secret', null]);
  expect(JSON.stringify([...kept, models.getState()])).not.toContain('secret');
  // What is pushed asks in the same way.
  expect([publicHub, 'https://mirror.example'].map((host) => models.tokenFor(host))).toEqual([
    'hf_secret',
    null,
  ]);
  models.setHost('https://hf-mirror.com/');
  await models.download(repoFrom('a/tiny', models.getState().host), place);
  expect(orders.at(-1)).toMatchObject({ token: null, repo: { host: 'https://hf-mirror.com' } });
});

it('remembers a token and a mirror only when told to, and forgets them', () => {
  const { models, kept, storage } = ground();
  models.setHost('https://hf-mirror.com');
  models.setToken('hf_secret', true);
  const later = createModels({ desk: ground().desk, storage, persist: async () => true });
  expect([later.tokenFor('https://hf-mirror.com'), later.getState().host]).toEqual([
    'hf_secret',
    'https://hf-mirror.com',
  ]);
  later.setToken('', false);
  later.setHost('');
  expect([...kept]).toEqual([]);
  for (const text of ['http://example.org', 'ftp://x', 'nothing']) expect(() => models.setHost(text)).toThrow('not the address'); // prettier-ignore
});

it.each(['nothing', 'http://example.org', ''])('takes "%s" that was left as the host for none', (left) => {
  const { kept, storage, desk } = ground();
  kept.set('visplay hub', left);
  const models = createModels({ desk, storage, persist: async () => true });
  expect(models.getState().host).toBe(publicHub);
});

it('lists a download that broke with why, until it is whole', async () => {
  let broken = true;
  const { models, cancelled, stored } = ground(async () => {
    if (broken) throw new VisplayError('hub-broken', 'It broke.', 'Resume it.');
    stored.push(tiny);
    return tiny.name;
  });
  const row = () => modelRows(models.getState()).find(({ link }) => link === 'a/tiny');
  await models.look();
  expect(row()).toBe(undefined);
  const running = models.download(repoFrom('a/tiny'), place);
  expect(row()?.load).toMatchObject({ running: true });
  models.cancel('a/tiny');
  expect(cancelled).toEqual(['a/tiny@main']);
  await running;
  expect(row()).toMatchObject({ stored: null, load: { running: false, fault: { said: 'It broke.' } } });
  broken = false;
  await models.download(repoFrom('a/tiny'), place);
  expect(row()).toMatchObject({ stored: tiny, load: null });
  await models.remove(tiny.name);
  expect(row()).toBe(undefined);
});

it('takes a GPU in software for none, unless it is forced', () => {
  const machine = { webgpu: 'software', adapter: 'swiftshader', threads: true, cores: 4 } as const;
  expect(placeOf('auto', machine, 0)).toEqual({ backend: 'wasm', cap: null, packing: 'auto' });
  expect(placeOf('webgpu', machine, 3000, '4bit')).toEqual({ backend: 'webgpu', cap: 3e9, packing: '4bit' });
  expect(placeOf('auto', { ...machine, webgpu: 'hardware' }, 0).backend).toBe('webgpu');
});

it('weighs a dropped folder as it weighs a model of a hub', async () => {
  const { models, desk } = ground();
  const dropped = { name: 'mine', files: [new File(['{}'], 'config.json')] };
  const asked: unknown[] = [];
  const fault = { code: 'bad-config', said: 'No.', fix: 'Another.' };
  desk.needs = async (on, folder) => {
    asked.push([on, folder]);
    return new Map(folder === null ? [] : [['folder:mine', fault]]);
  };
  await models.weigh(place, null);
  expect(needOfLink(models.getState(), 'folder:mine')).toBe(null);
  await models.weigh(place, dropped);
  expect(asked).toEqual([
    [place, null],
    [place, dropped],
  ]);
  expect(needOfLink(models.getState(), 'folder:mine')).toBe(fault);
});
