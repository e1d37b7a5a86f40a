import { laterStrings } from '../src/ui/laterStrings.ts';
import { german } from '../src/ui/language/german.ts';
import { strings } from '../src/ui/strings.ts';

/** English texts of three words and more that say something else in German. */
function sentences(english: unknown, other: unknown): string[] {
  if (typeof english === 'string') {
    return english.split(' ').length >= 3 && english !== other ? [english] : [];
  }
  if (typeof english !== 'object' || english === null || typeof other !== 'object' || other === null)
    return [];
  return Object.entries(english).flatMap(([key, one]) => sentences(one, Reflect.get(other, key)));
}

/** What a German page must not say. */
export const englishSentences: readonly string[] = [strings, laterStrings].flatMap((table, at) =>
  sentences(table, german[at]),
);

/** What is missing in a text of a German page: sentences that are still English, and blanks that were not filled. */
export const untold = (text: string): string[] => [
  ...englishSentences.filter((sentence) => text.includes(sentence)),
  ...(text.match(/\b(?:undefined|NaN|\[object Object\])/g) ?? []),
];
