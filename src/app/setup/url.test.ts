import { describe, expect, it } from 'vitest';
import { configKeys, type Config } from '../../loop/config.ts';
import { fields } from '../../loop/fields.ts';
import { presetConfig, presetNames } from '../../loop/presets.ts';
import { defaultPreset, readLink, writeLink, type Link } from './url.ts';

const plain: Link = {
  preset: defaultPreset,
  config: presetConfig(defaultPreset),
  backend: 'auto',
  packing: 'auto',
  model: null,
  collection: null,
  mode: 'explore',
  hide: [],
};

describe('a link', () => {
  it('is empty for the defaults', () => {
    expect(writeLink(plain)).toBe('');
    expect(readLink('')).toEqual({ link: plain, refused: [] });
  });

  it('holds the preset, the seed and the differences only', () => {
    const config = { ...presetConfig('quick'), 'run.seed': 7, 'grpo.learningRate': 1e-4 };
    const query = writeLink({ ...plain, preset: 'quick', config, backend: 'wasm' });
    expect(query).toBe('?preset=quick&seed=7&grpo.learningRate=0.0001&backend=wasm');
  });

  it('reads what it wrote, for every preset and every setting', () => {
    for (const preset of presetNames) {
      for (const key of configKeys) {
        const field = fields[key];
        const value =
          field.kind === 'switch'
            ? !field.default
            : field.kind === 'choice'
              ? field.values.at(-1)!
              : field.max;
        const config = { ...presetConfig(preset), [key]: value } as Config;
        const link: Link = {
          preset,
          config,
          backend: 'webgpu',
          packing: '4bit',
          model: 'https://e.org/a b?c=d',
          collection: 'charts',
          mode: 'lab',
          hide: ['advanced', 'runs'],
        };
        expect(readLink(writeLink(link))).toEqual({ link, refused: [] });
      }
    }
  });

  it('names how weights are held, and refuses a way that there is not', () => {
    expect(writeLink({ ...plain, packing: '8bit' })).toBe('?pack=8bit');
    const { link, refused } = readLink('?pack=2bit');
    expect(link.packing).toBe('auto');
    expect(refused).toMatchObject([
      { code: 'unknown-packing', fix: 'It is one of auto, exact, 8bit, 4bit.' },
    ]);
  });

  it('carries how the page is laid out', () => {
    expect(writeLink({ ...plain, mode: 'teach', hide: ['advanced', 'charts'] })).toBe(
      '?mode=teach&hide=advanced,charts',
    );
    expect(readLink('?hide=setup.advanced,runs')).toEqual({
      link: { ...plain, hide: ['advanced', 'runs'] },
      refused: [],
    });
    const { link, refused } = readLink('?mode=cinema&hide=transport,lamp,transport');
    expect(link).toEqual({ ...plain, hide: ['transport'] });
    expect(refused.map(({ code, said }) => [code, said])).toEqual([
      ['unknown-mode', 'There is no mode "cinema".'],
      ['unknown-part', 'The page has no part "lamp" to hide.'],
    ]);
  });

  it('refuses bad values with a sentence and keeps the good ones', () => {
    const { link, refused } = readLink(
      '?preset=best&seed=-3&grpo.learningRate=1e-4&grpo.rate=1&backend=cuda',
    );
    expect(link).toEqual({ ...plain, config: { ...plain.config, 'grpo.learningRate': 1e-4 } });
    expect(refused.map((fault) => fault.code)).toEqual([
      'unknown-preset',
      'setting-range',
      'unknown-setting',
      'unknown-backend',
    ]);
    expect(refused[1]).toMatchObject({
      said: '"-3" is no value for run.seed.',
      fix: 'It takes a whole number from 0 to 2147483647.',
    });
  });
});
