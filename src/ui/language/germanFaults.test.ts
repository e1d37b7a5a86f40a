import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { VisplayError } from '../../errors.ts';
import { refuse } from '../../images/refusals.ts';
import { alarmRules } from '../../loop/alarms.ts';
import { recoverable } from '../../device/recovery.ts';
import { toldFault, toldSentence } from './faultTexts.ts';
import { germanFaults } from './germanFaults.ts';

const root = join(import.meta.dirname, '../..');
/** What the page never shows: the command line speaks English, scripted runs are for tests. */
const elsewhere = /^(cli|experiment|bench)\/|\/fixtures\/|sampleRun/;
/** Faults whose texts are the page's own (`strings.ts`): they are German by themselves. */
const ownTexts = new Set([
  'no-model-folder',
  'weights-lost',
  'tab-hidden',
  'run-in-progress',
  'run-elsewhere',
  'run-not-here',
  'nothing-to-export',
  'pictures-not-kept',
]);

const told = (code: string, said: string, fix = '') => toldFault(germanFaults, { code, said, fix });

const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.test.ts') && !elsewhere.test(path))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

/** The text from an opening bracket to the one that closes it. */
function bracketed(text: string, from: number): string {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if ('({['.includes(text[at]!)) depth++;
    if (')}]'.includes(text[at]!)) depth--;
    if (depth === 0) return text.slice(from, at + 1);
  }
  return text.slice(from);
}

/** The outermost texts of a piece of source, what is inserted as `1`. */
function literals(source: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < source.length; at++) {
    const quote = source[at]!;
    if (!`'"\``.includes(quote)) continue;
    let text = '';
    for (at++; at < source.length && source[at] !== quote; at++) {
      if (source[at] === '\\') text += source[++at];
      else if (quote === '`' && source.startsWith('${', at)) {
        at += bracketed(source, at + 1).length;
        text += '1';
      } else text += source[at];
    }
    found.push(text);
  }
  return found;
}

/** Every fault that the source makes: its code, and the sentences that stand with it. */
function faultsInSource(): { path: string; code: string; sentences: string[] }[] {
  return sources.flatMap(({ path, text }) => {
    const calls = [...text.matchAll(/(?:VisplayError|DeviceError)\(\s*'([a-z-]+)'/g)].map((match) => ({
      code: match[1]!,
      source: bracketed(text, match.index + match[0].indexOf('(')),
    }));
    const objects = [...text.matchAll(/\{\s*(?:name,\s*)?code: '([a-z-]+)',\s*(?=said|rule|fix|\.\.\.)/g)].map((match) => ({ code: match[1]!, source: bracketed(text, match.index) })); // prettier-ignore
    return [...calls, ...objects].map(({ code, source }) => ({
      path,
      code,
      // What has a full stop or is a question is meant to be read; the rest are names and parts.
      sentences: literals(source).filter(
        (one) => /[.?]$/.test(one) && one.split(' ').length > 2 && !one.startsWith('the '),
      ),
    }));
  });
}

it('finds the faults of the source', () => {
  const found = faultsInSource();
  expect(found.length).toBeGreaterThan(100);
  expect(found.find(({ code }) => code === 'no-model')?.sentences).toEqual([
    'No model is loaded yet.',
    'Load one first: the embedded model needs no download.',
  ]);
  expect(found.find(({ code }) => code === 'device-lost')).toBeDefined();
});

it('has a German sentence and way out for every code', () => {
  const codes = new Set([
    ...faultsInSource().map(({ code }) => code),
    ...alarmRules.map(({ code }) => code),
    ...recoverable,
    'unexpected',
  ]);
  // What was done to a picture has no way out and needs none.
  for (const note of ['first-frame', 'scaled']) {
    expect(germanFaults[note]?.said).toBeDefined();
    codes.delete(note);
  }
  const untold = [...codes].filter((code) => {
    const texts = germanFaults[code];
    if (texts === undefined) return true;
    if (ownTexts.has(code)) return false;
    return (texts.said === undefined || texts.fix === undefined) && (texts.rows ?? []).length < 2;
  });
  expect(untold).toEqual([]);
});

it('knows every sentence as it stands in the source', () => {
  const unknown = faultsInSource()
    .filter(({ code }) => !ownTexts.has(code))
    .flatMap(({ path, code, sentences }) =>
      sentences
        .filter((sentence) => toldSentence(germanFaults, code, sentence) === null)
        .map((sentence) => `${path} ${code}: ${sentence}`),
    );
  expect(unknown).toEqual([]);
});

it('knows the sentences about files, the alarms, and what a worker passes on', () => {
  const refusals = [
    refuse.empty('a'),
    refuse.unreadable('a'),
    refuse.fileTooLarge('a', 2e9, 1e9),
    refuse.notAPicture('a'),
    refuse.formatUnsupported('a', 'HEIC'),
    refuse.truncated('a', 'PNG'),
    refuse.damaged('a', 'JPEG'),
    refuse.tooManyPixels('a', 9000, 9000, 5e7),
    refuse.zipDamaged('a'),
    refuse.zipProtected('a'),
    refuse.zipMethod('a'),
    refuse.zipNested('a'),
    refuse.zipBomb('a'),
    refuse.tooManyFiles('a', 2000),
    refuse.noFiles(),
    refuse.noPictures(1),
    refuse.noPictures(7),
  ];
  for (const { code, said, fix } of [...refusals, ...alarmRules]) {
    for (const sentence of [said, fix])
      expect([sentence, toldSentence(germanFaults, code, sentence)]).not.toEqual([sentence, null]);
  }
});

it('puts the values where they go, sentences within sentences too', () => {
  expect(told('hub-answer', 'a.b answered 503 for me/x.', 'Try another host.')).toEqual({
    code: 'hub-answer',
    said: 'a.b hat für me/x mit 503 geantwortet.',
    fix: 'Versuche einen anderen Host.',
  });
  expect(told('storage-full', 'The download of a/b found no room for its record.').said).toBe(
    'Beim Herunterladen von a/b war kein Platz mehr für das Verzeichnis seiner Dateien.',
  );
  expect(
    told('device-lost', 'The GPU went away (unknown), perhaps because the machine slept. Everything up to the last finished step is safe.').said, // prettier-ignore
  ).toBe('Die GPU ging verloren (unknown), vielleicht weil das Gerät schlief. Alles bis zum letzten fertigen Schritt ist sicher.'); // prettier-ignore
  expect(told('checkpoint-lost', 'No checkpoint of this run can be read. The checkpoint is damaged: x.').said).toBe('Kein Checkpoint dieses Laufs ist lesbar. Der Checkpoint ist beschädigt: x.'); // prettier-ignore
  expect(told('few-silver-rows', '1 row kept and 12 wanted: 3 steps pass over them 3 times.').said).toBe(
    '1 Zeile behalten und 12 gewünscht: 3 Schritte gehen 3-mal darüber.',
  );
  // Settings keep their keys: the page leads from there to their controls.
  const { fix } = alarmRules[0]!;
  expect(told('repeated-template', '', fix).fix).toContain('reward.diversityWeight');
});

it('says what it can of a sentence that it does not know, and leaves an unknown code as it is', () => {
  const { code, said, fix } = new VisplayError('hub-answer', 'Something new.', 'Do this.');
  const known = toldFault(germanFaults, { code, said, fix });
  expect(known.said).toBe('Der Hub hat anders geantwortet als erwartet: Something new.');
  expect(known.fix).toMatch(/^Warte ein wenig/);
  const odd = { code: 'never-heard-of', said: 'A $& b.', fix: 'C.' };
  expect(toldFault(germanFaults, odd)).toEqual(odd);
});
