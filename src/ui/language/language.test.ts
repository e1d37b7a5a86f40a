import { afterEach, expect, it } from 'vitest';
import { collections } from '../../images/collections.ts';
import { lessonWords } from '../../learn/lessonWords.ts';
import { alarmRules } from '../../loop/alarms.ts';
import { fields } from '../../loop/fields.ts';
import { metrics } from '../../loop/metrics.ts';
import { presets } from '../../loop/presets.ts';
import { brief, count, date, fixed, millions } from '../figures.ts';
import { laterStrings } from '../laterStrings.ts';
import { strings } from '../strings.ts';
import { german } from './german.ts';
import { germanAlarms, germanCollections } from './germanTables.ts';
import { firstLanguage, language, nextLanguage, speak } from './language.ts';

const tables = { strings, laterStrings, lessonWords, fields, metrics, presets };

/** Every text of a tree by its path; a sentence with blanks as the number of its blanks. */
function texts(tree: unknown, path = ''): [string, string | number][] {
  if (typeof tree === 'string') return [[path, tree]];
  if (typeof tree === 'function') return [[path, tree.length]];
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]) => texts(value, `${path}.${key}`));
}

afterEach(() => speak('en'));

it('has a German text, with the same blanks, for every text of the page and the lessons', () => {
  for (const [at, table] of [strings, laterStrings, lessonWords].entries()) {
    const own = texts(table);
    const other = new Map(texts(german[at]));
    expect([...other.keys()].toSorted()).toEqual(own.map(([path]) => path).toSorted());
    for (const [path, text] of own) expect([path, typeof other.get(path)]).toEqual([path, typeof text]);
  }
});

it('names every collection of pictures in German', () => {
  expect(Object.keys(germanCollections)).toEqual(collections.map(({ name }) => name));
});

it('says in German when each alarm rings', async () => {
  const english = alarmRules.map(({ rule }) => rule);
  expect(Object.keys(germanAlarms)).toEqual(alarmRules.map(({ code }) => code));
  await speak('de');
  expect(alarmRules.map(({ code, rule }) => [code, { rule }])).toEqual(Object.entries(germanAlarms));
  await speak('en');
  expect(alarmRules.map(({ rule }) => rule)).toEqual(english);
});

it('writes the numbers in what went wrong as the language does', async () => {
  await speak('de');
  const fault = {
    code: 'setting-range',
    said: '"7" is no value for x.',
    fix: 'It takes a number from 0.25 to 1.5.',
  };
  expect(strings.faults.told(fault).fix).toBe('Es ist eine Zahl von 0,25 bis 1,5.');
});

it('names every unit of a setting in German where the English one is a word', async () => {
  const international = new Set(['', 'MB', '1 − BLEU']);
  const before = Object.entries(fields).map(([key, { unit }]) => [key, unit] as const);
  await speak('de');
  for (const [key, unit] of before.filter(([, one]) => !international.has(one)))
    expect([key, new Map(Object.entries(fields)).get(key)?.unit]).not.toEqual([key, unit]);
});

it('is heard by whoever holds a table, and goes back without a trace', async () => {
  const { views } = strings;
  const before = JSON.stringify(tables);
  await speak('de');
  expect(language.getState()).toBe('de');
  expect(views.watch).toBe('Zusehen');
  expect(lessonWords.roles.title).toBe('Ein Modell, zwei Rollen');
  expect(fields['run.rounds'].label).toBe('Runden');
  expect(fields['run.rounds'].max).toBe(20);
  await speak('en');
  expect(views.watch).toBe('Watch');
  expect(JSON.stringify(tables)).toBe(before);
});

it('writes numbers and dates as the language does', async () => {
  await speak('de');
  expect([brief(0.382), fixed(-1.5, 2), count(12_345)]).toEqual(['0,38', '−1,50', '12.345']);
  expect(millions(4_100_000)).toBe('4,1 Millionen');
  expect(date('2026-11-20T10:00:00.000Z')).toBe('20.11.2026');
  await speak('en');
  expect([brief(0.382), count(12_345), millions(4_100_000)]).toEqual(['0.38', '12,345', '4.1 million']);
});

it('starts with what was chosen, else with what the browser asks for, else with English', () => {
  expect(firstLanguage('de', ['en-GB'])).toBe('de');
  expect(firstLanguage(null, ['fi-FI', 'de-AT', 'en'])).toBe('de');
  expect(firstLanguage('xx', ['fi'])).toBe('en');
  expect(nextLanguage('en')).toBe('de');
  expect(nextLanguage('de')).toBe('en');
});
