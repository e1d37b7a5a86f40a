import { createStore } from 'zustand/vanilla';
import { collections } from '../../images/collections.ts';
import { fields } from '../../loop/fields.ts';
import { metrics } from '../../loop/metrics.ts';
import { presets } from '../../loop/presets.ts';
import { countIn } from '../figures.ts';
import { strings } from '../strings.ts';
import { copyOf, retell } from './retell.ts';

/** What the page speaks, each by its own name. English is complete by itself, every other is poured over it. */
export const languages = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languages;

const isLanguage = (code: string): code is Language => Object.hasOwn(languages, code);

/** Where numbers and dates are written as in this language. */
const locales: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE' };

/** What is spoken now. */
export const language = createStore<Language>(() => 'en');

/** The first that is known of what was chosen before and what the browser asks for. */
export const firstLanguage = (chosen: string | null, asked: readonly string[]): Language =>
  [chosen ?? '', ...asked].map((code) => code.slice(0, 2).toLowerCase()).find(isLanguage) ?? 'en';

/** The language after this one, in turn. */
export function nextLanguage(now: Language): Language {
  const all = Object.keys(languages).filter(isLanguage);
  return all[(all.indexOf(now) + 1) % all.length]!;
}

let english: readonly object[] | null = null;

/** Speaks another language from now on; the page has to be drawn anew. What was reported before stays as it was said. */
export async function speak(next: Language): Promise<void> {
  if (next === language.getState()) return;
  const [{ laterStrings }, { lessonWords }, { alarmRules }] = await Promise.all([
    import('../laterStrings.ts'),
    import('../../learn/lessonWords.ts'),
    import('../../loop/alarms.ts'),
  ]);
  const drawn = Object.fromEntries(collections.map((collection) => [collection.name, collection]));
  const alarms = Object.fromEntries(alarmRules.map((alarm) => [alarm.code, alarm]));
  const tables = [strings, laterStrings, lessonWords, fields, metrics, presets, drawn, alarms];
  english ??= tables.map((table) => copyOf(table));
  const texts = next === 'de' ? (await import('./german.ts')).german : english;
  for (const [at, table] of tables.entries()) retell(table, texts[at]!);
  countIn(locales[next]);
  language.setState(next, true);
}
