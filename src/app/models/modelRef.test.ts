import { describe, expect, it, test } from 'vitest';
import { linkOf, nameOf, refFrom } from './modelRef.ts';

const smol = 'HuggingFaceTB/SmolVLM-256M-Instruct';

describe('a model in a link', () => {
  it.each([
    [smol, { kind: 'hub', id: smol, revision: 'main' }],
    ['a/b@v1.2', { kind: 'hub', id: 'a/b', revision: 'v1.2' }],
    ['folder:my model', { kind: 'folder', name: 'my model' }],
    ['./models/other/', { kind: 'url', url: './models/other/' }],
    ['https://example.org/models/tiny/', { kind: 'url', url: 'https://example.org/models/tiny/' }],
  ] as const)('%s is read and written back', (link, ref) => {
    expect(refFrom(link)).toEqual(ref);
    expect(linkOf(refFrom(link))).toBe(link);
  });

  it('may be the address of its page, on the Hub or a mirror that is known', () => {
    for (const host of ['https://huggingface.co', 'https://hf-mirror.com'])
      expect(linkOf(refFrom(`${host}/${smol}/tree/dev`))).toBe(`${smol}@dev`);
  });

  it('is refused where it names nothing', () => {
    for (const text of ['nano', 'a/b/c', 'a b/c']) expect(() => refFrom(text)).toThrow('names no model');
  });
});

test('a model is called by the last part of its name', () => {
  expect(nameOf(smol)).toBe('SmolVLM-256M-Instruct');
  expect(nameOf('folder:mine')).toBe('mine');
  expect(nameOf('https://example.org/models/tiny/')).toBe('tiny');
});
