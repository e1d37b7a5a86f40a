import { expect, test } from 'vitest';
import { collections, openCollection, type DrawRequest } from './collections.ts';
import type { Picture } from './picture.ts';

test('a collection is opened by asking the drawing program for its look', () => {
  const requests: DrawRequest[] = [];
  const picture: Picture = { id: 'a', name: 'a', width: 1, height: 1, rgb: new Uint8Array(3) };
  const draw = (request: DrawRequest): Picture[] => {
    requests.push(request);
    return [picture];
  };
  expect(openCollection('shifted', { count: 4, seed: 3 }, draw)).toEqual([picture]);
  openCollection('clean', { count: 1, seed: 9, start: 40 }, draw);
  expect(requests).toEqual([
    { domain: 'shifted-50', count: 4, seed: 3, start: 0 },
    { domain: 'clean', count: 1, seed: 9, start: 40 },
  ]);
});

test('collections differ in look and are told in whole sentences', () => {
  const all = Object.values(collections);
  expect(new Set(all.map(({ domain }) => domain)).size).toBe(all.length);
  for (const { sentence } of all) expect(sentence).toMatch(/^[A-Z].*\.$/);
});
