import { afterEach, expect, it } from 'vitest';
import { configKeys, rangeOf } from '../../loop/config.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { german } from '../../ui/language/german.ts';
import { copyOf, retell } from '../../ui/language/retell.ts';
import { rangeText } from './rangeText.ts';

const english = copyOf(laterStrings);
afterEach(() => retell(laterStrings, english));

it('says in English what the command line says', () => {
  expect(configKeys.map(rangeText)).toEqual(configKeys.map(rangeOf));
});

it('says it in German too', () => {
  retell(laterStrings, german[1]!);
  expect(rangeText('grpo.learningRate')).toMatch(/^eine Zahl von 0 bis /);
  expect(rangeText('votes.samples')).toMatch(/^eine ganze Zahl von /);
});
