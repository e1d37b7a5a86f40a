import type { Page } from '@playwright/test';
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

/**
 * Decimals that are written with a point. Points part thousands in German, three digits at a time; keys, code and what a
 * model said stay as they are.
 */
export const pointed = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const root = document.querySelector('dialog[open]') ?? document.body;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const { parentElement: parent, textContent: text } = node;
      if (parent === null || !parent.checkVisibility()) continue;
      if (
        parent.closest('code, pre, style, script, option, .pick, .answer, .vote, .voices, .merged') !== null
      )
        continue;
      if (/(?<![\w.-])\d+\.(?!\d{3}(?!\d))\d/.test(text ?? '')) found.push(text!);
    }
    return found;
  });
