import { afterEach, expect, test } from 'vitest';
import { VisplayError } from '../errors.ts';
import { repoFrom } from '../hub/address.ts';
import { speak } from '../ui/language/language.ts';
import { crashReport, rawText, toldCrash } from './crashReport.ts';

afterEach(() => speak('en'));

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (thrown) {
    return thrown;
  }
  return null;
}

test('a fault that has a code is told in the language of the page, its raw text as it was thrown', async () => {
  const thrown = thrownBy(() => repoFrom('no model'));
  expect(thrown).toBeInstanceOf(VisplayError);
  expect(toldCrash(thrown)).toBe(rawText(thrown));
  await speak('de');
  expect(toldCrash(thrown)).toMatch(/^„no model“ nennt kein Modell\. Schreib BESITZER\/NAME/);
  expect(rawText(thrown)).toMatch(/^"no model" names no model\. Write OWNER\/NAME/);
});

test('what nobody designed for has only its raw text', async () => {
  await speak('de');
  expect(toldCrash(new TypeError('x is undefined'))).toBe(null);
  expect(rawText(new TypeError('x is undefined'))).toBe('x is undefined');
  expect(rawText('thrown as text')).toBe('thrown as text');
  expect(crashReport('thrown as text', 'here', 'this one')).toBe(
    'address: here\nbrowser: this one\n\nthrown as text',
  );
});
