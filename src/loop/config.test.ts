import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { storedConfig, configKeys, defaultConfig, differenceFrom, parseSetting, rangeOf } from './config.ts';
import { fields } from './fields.ts';
import { isPresetName, presetConfig, presetNames } from './presets.ts';

const shown = (value: unknown): string => (value === true ? 'yes' : value === false ? 'no' : String(value));

test('every setting explains itself and its default is in its range', () => {
  for (const key of configKeys) {
    const field = fields[key];
    expect(field.why).toMatch(/^[A-Za-zÀ-ž0-9].*\.$/s);
    expect(field.label).not.toBe('');
    expect(parseSetting(key, String(field.default))).toEqual({ [key]: field.default });
  }
});

test('a key that does not exist is refused with what was probably meant', () => {
  expect(() => parseSetting('grpo.learnRate', '1')).toThrow(
    'There is no setting "grpo.learnRate". The settings are',
  );
  expect(() => parseSetting('seed', '1')).toThrow('Did you mean run.seed?');
  expect(() => parseSetting('constructor', '1')).toThrow('There is no setting "constructor"');
});

test('a value outside its range is refused with the range', () => {
  expect(() => parseSetting('run.rounds', '0')).toThrow('It takes a whole number from 1 to 20.');
  expect(() => parseSetting('run.rounds', '1.5')).toThrow('whole number');
  expect(() => parseSetting('grpo.clipLow', '')).toThrow('a number from 0 to 1');
  expect(() => parseSetting('grpo.clipLow', 'NaN')).toThrow('a number from 0 to 1');
  expect(() => parseSetting('reward.relu', 'yes')).toThrow('true or false');
  expect(() => parseSetting('votes.matching', 'Exact')).toThrow('one of exact, grader, type-aware');
});

test('a stored configuration is checked like a typed one', () => {
  expect(storedConfig(defaultConfig)).toEqual(defaultConfig);
  expect(storedConfig({ ...defaultConfig, 'run.seed': 9 })['run.seed']).toBe(9);
  expect(() => storedConfig({ 'run.seed': -1 })).toThrow('run.seed');
});

test('a run of an older version is what it was: without what came since, and read though a setting is gone', () => {
  const { 'reasoner.averagedShare': _, 'reasoner.towardsBase': __, ...before } = defaultConfig;
  const read = storedConfig({ ...before, 'reasoner.correctedShare': 0.5 });
  expect(read).toEqual({ ...defaultConfig, 'reasoner.averagedShare': 0, 'reasoner.towardsBase': 0 });
  expect(() => storedConfig({ 'reasoner.neverThere': 1 })).toThrow('There is no setting');
});

test('every preset is a valid difference from the default', () => {
  for (const name of presetNames) {
    expect(storedConfig(presetConfig(name))).toEqual(presetConfig(name));
    expect({ ...defaultConfig, ...differenceFrom(presetConfig(name), defaultConfig) }).toEqual(
      presetConfig(name),
    );
  }
  expect(isPresetName('improved')).toBe(true);
  expect(isPresetName('toString')).toBe(false);
  expect(rangeOf('reasoner.labels')).toBe('one of silver, random, oracle');
});

test('the README lists every departure from the paper or the code (UPDATE_README=1 writes the table)', () => {
  const rows = configKeys
    .filter((key) => {
      const stated = [fields[key].paper, fields[key].code].filter(
        (theirs) => theirs !== null && !theirs.includes('not stated'),
      );
      return stated.length === 0 || stated.some((theirs) => !theirs?.startsWith(shown(fields[key].default)));
    })
    .filter(
      (key) =>
        !/^run\.|\.steps$|groupsPerStep|maxNewTokens|microBatch|^device|^evaluation|\.pictures$/.test(key),
    )
    .map((key) => {
      const { default: ours, paper, code, why } = fields[key];
      return `| \`${key}\` | ${shown(ours)} | ${paper ?? '–'} | ${code ?? '–'} | ${why.replaceAll('|', '\\|')} |`;
    });
  const table = ['| setting | improved | paper | code | why |', '|---|---|---|---|---|', ...rows].join('\n');
  const file = new URL('../../README.md', import.meta.url);
  const readme = readFileSync(file, 'utf8');
  const wanted = readme.replace(
    /<!-- differences -->.*<!-- \/differences -->/s,
    () => `<!-- differences -->\n\n${table}\n\n<!-- /differences -->`,
  );
  if (process.env['UPDATE_README'] === '1') writeFileSync(file, wanted);
  expect(readFileSync(file, 'utf8')).toBe(wanted);
});
